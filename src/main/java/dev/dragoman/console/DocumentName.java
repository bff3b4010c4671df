package dev.dragoman.console;

import dev.dragoman.event.S3Location;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.stream.Stream;

/** Names of documents, as callers send them: data, of which none may lead anywhere else than below the input prefix. */
final class DocumentName {
    private static final String PARAMETER = "name=";

    private DocumentName() {}

    /**
     * The name in a query.
     *
     * @param query encoded as it came
     * @return empty if there is none, or if it can't be read
     */
    static Optional<String> in(String query) {
        try {
            return Stream.of(query.split("&", -1))
                    .filter(pair -> pair.startsWith(PARAMETER))
                    .map(pair -> URLDecoder.decode(pair.substring(PARAMETER.length()), StandardCharsets.UTF_8))
                    .findFirst();
        } catch (IllegalArgumentException malformed) {
            return Optional.empty();
        }
    }

    /**
     * Whether results of a document of that name may be looked for.
     *
     * @param name any text
     * @return false if some stores would take a part of it for a way to elsewhere
     */
    static boolean isReadable(String name) {
        return !name.isEmpty() && !S3Location.hasDots(name) && bytes(name) <= S3Location.LONGEST_KEY;
    }

    /**
     * Whether a new document may get that name: S3 would take nearly any, but not all that handles files after it.
     *
     * @param name any text
     * @param room how many bytes of UTF-8 it may have
     * @return false if it has control characters, half of a character, a backslash, or a part between slashes that is empty
     */
    static boolean isGood(String name, int room) {
        return isReadable(name)
                && bytes(name) <= room
                && name.codePoints().noneMatch(DocumentName::isBad)
                && Stream.of(name.split("/", -1)).noneMatch(String::isBlank);
    }

    private static boolean isBad(int point) {
        return switch (Character.getType(point)) {
            case Character.CONTROL,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.UNASSIGNED -> true;
            default -> point == '\\' || point == 0xFFFD;
        };
    }

    private static int bytes(String name) {
        return name.getBytes(StandardCharsets.UTF_8).length;
    }
}
