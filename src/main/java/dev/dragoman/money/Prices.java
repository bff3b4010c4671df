package dev.dragoman.money;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/** Loads price tables: the one that is built in, or a file's. */
public final class Prices {
    private static final String BUILT_IN = "/prices/default.json";

    private Prices() {}

    /**
     * Loads the configured table.
     *
     * @param path of a JSON file; empty for the table that is built in
     * @return the table
     * @throws IllegalArgumentException if it can't be read, or is no price table; the message is one clause
     */
    public static PriceTable load(Optional<String> path) {
        return PriceReader.read(path.map(Prices::file).orElseGet(Prices::builtIn));
    }

    private static String builtIn() {
        try (InputStream in = Prices.class.getResourceAsStream(BUILT_IN)) {
            if (in == null) {
                throw new IllegalStateException(BUILT_IN + " is not in the artifact");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private static String file(String path) {
        try {
            return Files.readString(Path.of(path));
        } catch (IOException | InvalidPathException unreadable) {
            throw new IllegalArgumentException("can't be read: it has to be a JSON file in UTF-8", unreadable);
        }
    }
}
