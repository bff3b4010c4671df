package dev.dragoman.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dragoman.local.DragomanProcess;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** What is in the shipped artifact, and what is not; of a native executable only its behaviour can be seen. */
@DisabledIfSystemProperty(named = DragomanProcess.ARTIFACT, matches = ".*(?<!\\.jar)")
class ArtifactIT {
    private static final Path TARGET = Path.of("target");
    private static final List<String> NOT_SHIPPED =
            List.of("s3proxy", "elasticmq", "pekko", "junit", "assertj", "archunit", "awaitility");

    @Test
    void nothingOfTheLocalStackIsAmongTheLibraries() throws IOException {
        try (Stream<Path> libraries = Files.list(TARGET.resolve("lib"))) {
            List<String> names =
                    libraries.map(path -> path.getFileName().toString()).toList();

            assertThat(names)
                    .isNotEmpty()
                    .noneMatch(name -> NOT_SHIPPED.stream().anyMatch(name::contains));
        }
    }

    @Test
    void nothingOfTheLocalStackIsAmongTheClasses() throws IOException {
        assertThat(entries("dragoman-runner.jar"))
                .contains("dev/dragoman/Dragoman.class", "camel-routes/ask.camel.yaml", "prompts/summary.md")
                .noneMatch(name -> name.startsWith("dev/dragoman/local"))
                .noneMatch(name -> name.startsWith("dev/dragoman/harness"));
    }

    @Test
    void theLambdaPackageHoldsTheSame() throws IOException {
        assertThat(entries("function.zip"))
                .contains("dev/dragoman/Dragoman.class")
                .noneMatch(name -> NOT_SHIPPED.stream().anyMatch(name::contains));
    }

    @Test
    void theArchiveOfItsClassesIsUsed(@TempDir Path folder) throws IOException {
        String jar = TARGET.resolve("dragoman-runner.jar").toString();
        String archive = folder.resolve("dragoman.jsa").toString();

        output("infra/archive-classes", jar, archive);

        // Without a key this start ends by itself, after the classes that the test looks for.
        assertThat(output("java", "-XX:SharedArchiveFile=" + archive, "-Xlog:class+load", "-jar", jar))
                .contains("dev.dragoman.Dragoman source: shared objects file (top)")
                .contains("GMI_API_KEY is not set");
        assertThat(folder.toFile().list()).containsExactly("dragoman.jsa");
    }

    private static String output(String... command) throws IOException {
        ProcessBuilder process = new ProcessBuilder(command).redirectErrorStream(true);
        process.environment().keySet().retainAll(Set.of("PATH", "JAVA_HOME", "HOME"));
        try (InputStream output = process.start().getInputStream()) {
            return new String(output.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static List<String> entries(String archive) throws IOException {
        try (JarFile jar = new JarFile(TARGET.resolve(archive).toFile())) {
            return jar.stream().map(ZipEntry::getName).toList();
        }
    }
}
