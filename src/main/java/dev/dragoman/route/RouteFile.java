package dev.dragoman.route;

import dev.dragoman.config.ConfigurationException;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A route file that an operator has added.
 *
 * @param name its path, as messages call it
 * @param text what it says
 */
public record RouteFile(String name, String text) {
    /** How a route file's name ends. */
    public static final String SUFFIX = ".camel.yaml";

    private static final Pattern VARIABLE =
            Pattern.compile("(?:\\{\\{[?!]?\\s*(?:env:)?|\\$\\{(?:sys)?env[:.])([\\w.-]+)");

    /**
     * The file of a built-in route: it has the route's id as its name.
     *
     * @param id the route's id
     * @return where it is on the class path, if there is such a route
     */
    public static String builtIn(String id) {
        return "camel-routes/" + id + SUFFIX;
    }

    /**
     * The environment variables that it names, by placeholders such as {@code {{notify.queue}}} or in expressions such as
     * {@code ${env:NOTIFY_QUEUE}}.
     *
     * @return in upper case
     */
    public Set<String> variables() {
        return VARIABLE.matcher(text)
                .results()
                .map(found -> found.group(1)
                        .toUpperCase(Locale.ROOT)
                        .replace('.', '_')
                        .replace('-', '_'))
                .collect(Collectors.toSet());
    }

    /**
     * The refusal of this file.
     *
     * @param problem what is wrong with it
     * @return one sentence with file, line and reason
     */
    public ConfigurationException refused(RouteProblem problem) {
        return refused("line %d %s".formatted(problem.line(), problem.getMessage()));
    }

    /**
     * The refusal of this file.
     *
     * @param reason a clause with its subject
     * @return one sentence with the file and the reason
     */
    public ConfigurationException refused(String reason) {
        return new ConfigurationException("DRAGOMAN_ROUTES", "names %s, but %s.".formatted(name, reason));
    }
}
