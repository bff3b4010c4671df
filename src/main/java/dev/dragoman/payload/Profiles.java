package dev.dragoman.payload;

import dev.dragoman.json.BuiltIn;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;

/** Loads profiles: built-in ones by name, others by the path of a file. */
public final class Profiles {
    /** The names of the built-in profiles; the first is the default. */
    public static final List<String> BUILT_IN = List.of("openai", "chat-only", "responses-only", "classic");

    private Profiles() {}

    /**
     * Loads a configured profile.
     *
     * @param value a built-in name, or the path of a JSON file
     * @return the profile
     * @throws IllegalArgumentException if there is no such profile or it can't be read; the message is one clause
     */
    public static Profile load(String value) {
        return ProfileReader.read(
                BUILT_IN.contains(value) ? BuiltIn.text("/profiles/" + value + ".json") : file(value));
    }

    private static String file(String path) {
        try {
            return Files.readString(Path.of(path));
        } catch (IOException | InvalidPathException unreadable) {
            throw new IllegalArgumentException(
                    "names neither a profile that is built in (%s) nor a file that can be read"
                            .formatted(String.join(", ", BUILT_IN)),
                    unreadable);
        }
    }
}
