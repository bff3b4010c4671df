package dev.dragoman.local.bench;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** The version of a program, as it reports it. */
final class Version {
    private Version() {}

    /** The first line that a command writes; "not installed" if there is no such command. */
    static String of(String... command) throws IOException {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            try (InputStream said = process.getInputStream()) {
                return new String(said.readAllBytes(), StandardCharsets.UTF_8)
                        .lines()
                        .findFirst()
                        .orElse("");
            }
        } catch (IOException missing) {
            return "not installed";
        }
    }
}
