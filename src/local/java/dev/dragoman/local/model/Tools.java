package dev.dragoman.local.model;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The tools of a request.
 *
 * @param functions the tools that the caller runs
 * @param hosted the types of the tools that the provider runs; this stand-in can't run them
 * @param choice {@code auto}, {@code none}, {@code required}, or {@code named}
 * @param named the function that must be called; null unless one is named
 */
record Tools(
        List<Function> functions,
        List<String> hosted,
        String choice,
        @Nullable String named) {
    /**
     * A function.
     *
     * @param name its name
     * @param parameters its JSON schema; a missing node if it has none
     */
    record Function(String name, JsonNode parameters) {}

    /**
     * A call of a function.
     *
     * @param name its name
     * @param arguments JSON text
     */
    record Call(String name, String arguments) {}
}
