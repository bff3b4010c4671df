package dev.dragoman.route;

import dev.dragoman.config.ConfigurationException;

/**
 * A route file that an operator has added.
 *
 * @param name its path, as messages call it
 * @param text what it says
 */
public record RouteFile(String name, String text) {
    /** How a route file's name ends. */
    public static final String SUFFIX = ".camel.yaml";

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
