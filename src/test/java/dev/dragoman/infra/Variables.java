package dev.dragoman.infra;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The environment variables that Dragoman reads: what stands in the first column of docs/configuration.md, which another
 * test compares with the interfaces.
 */
final class Variables {
    private static final Path PAGE = Path.of("docs/configuration.md");

    private static final Pattern ROW = Pattern.compile("(?m)^\\| (`[A-Z][^|]*`) \\|");
    private static final Pattern NAME = Pattern.compile("`([A-Z][A-Z0-9_<>]*)`");

    private static final Pattern ALL = Pattern.compile(ROW.matcher(page())
            .results()
            .flatMap(row -> NAME.matcher(row.group(1)).results())
            .map(name -> name.group(1).replace("<NAME>", "[A-Z0-9_]+"))
            .collect(Collectors.joining("|")));

    private Variables() {}

    /** Whether a server reads it. */
    static boolean isRead(String name) {
        return ALL.matcher(name).matches();
    }

    /** Whether a function reads it: it polls nothing and listens on no port, and takes its place and role from Lambda. */
    static boolean isReadByFunction(String name) {
        return isRead(name)
                && List.of("DRAGOMAN_POLL_", "QUARKUS_HTTP_", "AWS_").stream().noneMatch(name::startsWith);
    }

    private static String page() {
        try {
            return Files.readString(PAGE);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
