package dev.dragoman;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The error codes that callers and operators see: those that the sources make, and those that docs/outcomes.md explains.
 *
 * <p>The sources are read as text. A code is a snake_case literal in a place where an error's code stands: behind a status
 * ({@code 422, "document_empty"}), behind a status and a type, or as an argument of a method that makes an error
 * ({@code misconfigured("upstream_tls", ...)}).
 */
final class ErrorCodes {
    private static final String CODE = "\"([a-z]+(?:_[a-z]+)+)\"";

    private static final List<Pattern> MADE = Stream.of(
                    // Behind its status, and the type that may stand between.
                    "\\b[45]\\d\\d,\\s*(?:\"[a-z_]+_error\",\\s*)?" + CODE,
                    // By the name of what makes it. A method reference behind it: then it is the name of a field.
                    "(?:[Rr]efused?|[Rr]ejected|[Uu]navailable|[Mm]isconfigured|[Pp]roblem|Malformed|NotFetchable"
                            + "|of(?:Ask|Provider|Server))\\(\\s*(?:\\w+,\\s*)?" + CODE + ",\\s*+(?!\\w+::|\\w+ ->)",
                    // Where the provider named none.
                    "\\.orElse\\(" + CODE + "\\)",
                    // A constant that is one.
                    "static final String (?:REPLACED|\\w*CODE) = " + CODE)
            .map(Pattern::compile)
            .toList();

    /** Types of errors, and the content of a stored answer's ask, which is never shown. */
    private static final Pattern NO_CODE = Pattern.compile("[a-z_]+_error|insufficient_quota|stored_answer");

    /** Codes end in this too, unlike types. */
    private static final String INTERNAL = "internal_error";

    private static final Pattern COMMENT = Pattern.compile("(?ms)^\\s*/\\*.*?\\*/|^\\s*//[^\n]*$");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| (?:[^|`]*)`([a-z]+(?:_[a-z]+)+)` \\|");

    private ErrorCodes() {}

    /** Those that the sources make. */
    static Set<String> made() {
        return MADE.stream()
                .flatMap(pattern -> sources().stream().flatMap(source -> found(pattern, source)))
                .filter(code -> code.equals(INTERNAL) || !NO_CODE.matcher(code).matches())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Those that have a row in docs/outcomes.md. */
    static Set<String> explained() {
        String page = read(Path.of("docs/outcomes.md"));
        return found(ROW, page).collect(Collectors.toCollection(TreeSet::new));
    }

    /** Those that have a row in a part of docs/outcomes.md that begins with this heading. */
    static Set<String> explainedUnder(String heading) {
        String part = read(Path.of("docs/outcomes.md")).split("(?m)^## " + Pattern.quote(heading), 2)[1];
        return found(ROW, part.split("(?m)^## ", 2)[0]).collect(Collectors.toCollection(TreeSet::new));
    }

    private static Stream<String> found(Pattern pattern, String text) {
        return pattern.matcher(text).results().map((MatchResult match) -> match.group(1));
    }

    private static List<String> sources() {
        try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .map(file -> COMMENT.matcher(read(file)).replaceAll(""))
                    .toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
