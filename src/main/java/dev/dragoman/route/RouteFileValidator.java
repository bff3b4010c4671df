package dev.dragoman.route;

import dev.dragoman.config.ConfigurationException;
import dev.dragoman.route.RouteYaml.Entry;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.snakeyaml.engine.v2.nodes.MappingNode;

/**
 * Checks the route files that an operator has added, before anything of them is built. An operator is trusted (docs/threat-model.md),
 * so this guards against mistakes, and against a line that was pasted without being read: a route that polls, an endpoint that
 * runs a command, an id that would replace a built-in route.
 */
public final class RouteFileValidator {
    /** The endpoint schemes that need no setting: those that the built-in routes use. */
    public static final Set<String> SCHEMES = Set.of("direct", "seda", "aws2-s3", "aws2-sqs");

    private static final String ENTRY = "direct:";

    /** The keys of Camel's YAML DSL whose value may be an endpoint's URI. */
    private static final Set<String> URIS =
            Set.of("uri", "from", "to", "toD", "wireTap", "enrich", "pollEnrich", "poll");

    private final Set<String> schemes = new TreeSet<>(SCHEMES);
    private final Predicate<String> isBuiltIn;

    /**
     * @param more schemes that a setting allows beside {@link #SCHEMES}
     * @param isBuiltIn whether a built-in route has an id
     */
    public RouteFileValidator(List<String> more, Predicate<String> isBuiltIn) {
        this.schemes.addAll(more);
        this.isBuiltIn = isBuiltIn;
    }

    /**
     * Checks files together.
     *
     * @param files all that are added
     * @return the file of each route, by the route's id
     * @throws ConfigurationException with the file, the line and the reason
     */
    public Map<String, RouteFile> check(List<RouteFile> files) {
        Map<String, RouteFile> routes = new HashMap<>();
        for (RouteFile file : files) {
            try {
                RouteYaml.routes(file.text()).forEach(route -> {
                    checkId(route, file, routes);
                    checkEntry(route);
                    RouteYaml.entries(route).forEach(this::checkScheme);
                });
            } catch (RouteProblem problem) {
                throw file.refused(problem);
            }
        }
        return routes;
    }

    private void checkId(MappingNode route, RouteFile file, Map<String, RouteFile> routes) {
        Entry id = RouteYaml.entry(route, "id")
                .filter(entry -> !entry.value().isBlank())
                .orElseThrow(() -> new RouteProblem(RouteYaml.line(route), "begins a route without an id"));
        RouteFile other = routes.putIfAbsent(id.value(), file);
        if (other != null || isBuiltIn.test(id.value())) {
            String where = other == null ? RouteFile.builtIn(id.value()) : other.name();
            throw new RouteProblem(
                    id.line(), "has a route with the id \"%s\", as %s does".formatted(id.value(), where));
        }
    }

    private void checkEntry(MappingNode route) {
        Entry uri = RouteYaml.map(route, "from")
                .flatMap(from -> RouteYaml.entry(from, "uri"))
                .orElseThrow(
                        () -> new RouteProblem(RouteYaml.line(route), "begins a route without \"from\" and \"uri\""));
        if (!uri.value().startsWith(ENTRY)) {
            throw new RouteProblem(
                    uri.line(),
                    "begins a route at \"%s\"; an added route begins at \"direct:\"".formatted(uri.value()));
        }
        if (isBuiltIn.test(uri.value().substring(ENTRY.length()))) {
            throw new RouteProblem(
                    uri.line(), "begins a route at \"%s\", as a built-in route does".formatted(uri.value()));
        }
    }

    private void checkScheme(Entry entry) {
        String scheme = entry.value().replaceFirst(":.*", "");
        if (URIS.contains(entry.key()) && !entry.value().isEmpty() && !schemes.contains(scheme)) {
            throw new RouteProblem(
                    entry.line(),
                    "has an endpoint of the scheme \"%s\"; there are %s, and those that DRAGOMAN_ROUTES_SCHEMES names"
                            .formatted(scheme, String.join(", ", schemes)));
        }
    }
}
