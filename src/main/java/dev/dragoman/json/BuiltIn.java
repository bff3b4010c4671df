package dev.dragoman.json;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The files that are built into the artifact; {@code quarkus.native.resources.includes} has to list them. */
public final class BuiltIn {
    private BuiltIn() {}

    /**
     * Reads a file.
     *
     * @param path on the class path, from its root, as {@code /prices/default.json}
     * @return its text
     * @throws IllegalStateException if it is not in the artifact
     */
    public static String text(String path) {
        return new String(bytes(path), StandardCharsets.UTF_8);
    }

    /**
     * Reads a file.
     *
     * @param path as in {@link #text}
     * @return its content
     * @throws IllegalStateException if it is not in the artifact
     */
    public static byte[] bytes(String path) {
        try (InputStream in = BuiltIn.class.getResourceAsStream(path)) {
            if (in == null) {
                throw new IllegalStateException(path + " is not in the artifact");
            }
            return in.readAllBytes();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
