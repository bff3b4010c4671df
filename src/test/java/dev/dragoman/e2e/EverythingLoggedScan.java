package dev.dragoman.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dragoman.harness.Canaries;
import dev.dragoman.local.LocalDirectory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Runs after all other end-to-end tests, and reads all that the artifact has written in them. */
class EverythingLoggedScan {
    @Test
    @Tag("F094")
    void noneOfTheRunsLogsHoldsAKeyOrContent() throws IOException {
        assertThat(logs())
                .isNotEmpty()
                .allSatisfy(log -> assertThat(Canaries.in(log))
                        .as(log.getFileName().toString())
                        .isEmpty());
    }

    /** Whoever is called at night reads the errors first: a call that is broken off on purpose is none. */
    @Test
    void noneOfTheRunsLogsHoldsAnErrorOfTheHttpClient() throws IOException {
        for (Path log : logs()) {
            try (Stream<String> lines = Files.lines(log, StandardCharsets.ISO_8859_1)) {
                assertThat(lines.filter(line -> line.contains("\"loggerName\":\"io.vertx.core.http.impl.HttpClient")
                                && line.contains("\"level\":\"ERROR\"")))
                        .as(log.getFileName().toString())
                        .isEmpty();
            }
        }
    }

    private static List<Path> logs() throws IOException {
        try (Stream<Path> files = Files.list(LocalDirectory.ofBuild().path().resolve("logs"))) {
            return files.filter(log -> log.getFileName().toString().startsWith("dragoman-"))
                    .toList();
        }
    }
}
