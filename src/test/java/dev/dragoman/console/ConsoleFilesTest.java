package dev.dragoman.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ConsoleFilesTest {
    private static final Path FOLDER = Path.of("src/main/resources/console");

    /** What the build adds: a page of the documentation, and libraries. */
    private static boolean isAdded(String name) {
        return name.equals("outcomes.md") || name.startsWith("lib/");
    }

    @Test
    void theListIsWhatThereIs() throws IOException {
        try (Stream<Path> files = Files.walk(FOLDER)) {
            assertThat(ConsoleFiles.names().stream().filter(name -> !isAdded(name)))
                    .containsExactlyInAnyOrderElementsOf(files.filter(Files::isRegularFile)
                            .map(file -> FOLDER.relativize(file).toString().replace('\\', '/'))
                            .filter(name -> !name.equals("files.txt"))
                            .toList());
        }
    }

    @Test
    void itHasThePageAndTheErrorCodes() {
        assertThat(ConsoleFiles.names()).contains("index.html", "outcomes.md");
    }
}
