package dev.dragoman.money;

import dev.dragoman.json.BuiltIn;
import java.io.IOException;
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
        return PriceReader.read(path.map(Prices::file).orElseGet(() -> BuiltIn.text(BUILT_IN)));
    }

    private static String file(String path) {
        try {
            return Files.readString(Path.of(path));
        } catch (IOException | InvalidPathException unreadable) {
            throw new IllegalArgumentException("can't be read: it has to be a JSON file in UTF-8", unreadable);
        }
    }
}
