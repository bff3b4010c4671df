package dev.dragoman.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Words that may never appear in a log, a metric, a span, an error or a receipt: those that tests put into keys and
 * contents ({@code canary-7f3a-...}), and credentials.
 */
public final class Canaries {
    private static final Pattern ANY = Pattern.compile(
            "canary-[0-9a-f]{4}|local-secret|X-Amz-Signature=|X-Amz-Credential=|Bearer (?!<client key>)\\S");

    private static final int SHOWN = 160;

    private Canaries() {}

    /** The lines that contain any of them, shortened. */
    public static List<String> in(Stream<String> lines) {
        return lines.filter(line -> ANY.matcher(line).find())
                .map(line -> line.substring(0, Math.min(SHOWN, line.length())))
                .toList();
    }

    /** The same for a file. */
    public static List<String> in(Path file) {
        try {
            return in(new String(Files.readAllBytes(file), StandardCharsets.UTF_8).lines());
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
