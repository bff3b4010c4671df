package dev.dragoman.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dragoman.harness.Canaries;
import dev.dragoman.local.LocalDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Runs after all other end-to-end tests, and reads all that the artifact has written in them. */
class EverythingLoggedScan {
    @Test
    void F094_noneOfTheRunsLogsHoldsAKeyOrContent() throws IOException {
        Path logs = LocalDirectory.ofBuild().path().resolve("logs");
        try (Stream<Path> files = Files.list(logs)) {
            List<Path> ours = files.filter(log -> log.getFileName().toString().startsWith("dragoman-"))
                    .toList();

            assertThat(ours)
                    .isNotEmpty()
                    .allSatisfy(log -> assertThat(Canaries.in(log))
                            .as(log.getFileName().toString())
                            .isEmpty());
        }
    }
}
