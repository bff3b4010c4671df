package dev.dragoman.route;

import dev.dragoman.route.RouteFile.Member;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** Which routes there are, where each begins, and whether all ways between them lead somewhere. */
final class RouteMap {
    private final Map<String, RouteFile> ids = new HashMap<>();
    private final Map<String, RouteFile> addresses = new HashMap<>();

    void add(RouteFile file, MappingNode route) {
        String id = RouteFile.text(route, "id");
        if (id.isBlank()) {
            throw RouteProblem.at(route, "begins a route without an id");
        }
        taken(ids.putIfAbsent(id, file), route, "has a route with the id \"%s\"", id);
        Node from = value(route, "from").orElseThrow(() -> RouteProblem.at(route, "begins a route without \"from\""));
        String uri = RouteFile.text(from, "uri");
        if (Endpoints.scheme(uri).equals(Endpoints.DIRECT)) {
            taken(addresses.putIfAbsent(uri, file), from, "begins a route at \"%s\"", uri);
        } else if (file.outside()) {
            throw RouteProblem.at(from, "begins a route that is not entered by \"direct:\", but polls");
        } else {
            headersAreDropped(from);
        }
    }

    /** The file of each route, by the route's id. */
    Map<String, RouteFile> files() {
        return Map.copyOf(ids);
    }

    private static void taken(@Nullable RouteFile before, Node at, String what, String name) {
        if (before != null) {
            throw RouteProblem.at(at, (what + ", as %s does").formatted(name, before.name()));
        }
    }

    // Whoever writes the message writes its headers, and Camel's own would steer what comes after.
    private static void headersAreDropped(Node from) {
        boolean dropped = value(from, "steps")
                .filter(SequenceNode.class::isInstance)
                .map(steps -> ((SequenceNode) steps).getValue())
                .filter(steps -> !steps.isEmpty())
                .flatMap(steps -> value(steps.get(0), "removeHeaders"))
                .filter(first -> RouteFile.text(first, "pattern").equals("*"))
                .isPresent();
        if (!dropped) {
            throw RouteProblem.at(from, "begins a route that polls and does not remove all headers first");
        }
    }

    /** Checks that each way leads to a route. What an operator adds is led to, and leads not back: it could go in a circle. */
    void checkWays(RouteFile file, MappingNode route) {
        for (Member way : RouteFile.members(route)) {
            boolean leads = way.is("to") || (way.is("uri") && !way.under().equals("from"));
            String uri = RouteFile.text(way.value());
            if (leads && Endpoints.scheme(uri).equals(Endpoints.DIRECT)) {
                RouteFile there = addresses.get(uri);
                if (there == null) {
                    throw RouteProblem.at(way.value(), "leads to \"%s\", where no route begins".formatted(uri));
                }
                if (there.outside() != file.outside()) {
                    throw RouteProblem.at(
                            way.value(), "leads to \"%s\", which is not a route of the same kind".formatted(uri));
                }
            }
        }
    }

    private static Optional<Node> value(Node map, String key) {
        return map instanceof MappingNode lines
                ? lines.getValue().stream()
                        .filter(line -> RouteFile.text(line.getKeyNode()).equals(key))
                        .map(line -> line.getValueNode())
                        .filter(Objects::nonNull)
                        .findFirst()
                : Optional.empty();
    }
}
