package dev.dragoman.route;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** A route file's YAML with its lines, read by the parser that Camel's YAML DSL brings. */
final class RouteYaml {
    /**
     * A key and its value.
     *
     * @param line where the value is, from 1
     * @param key the key
     * @param value a text; empty if the value is a map or a list
     */
    record Entry(int line, String key, String value) {}

    private RouteYaml() {}

    /**
     * The routes of a file: what is under {@code route} in each item of its list.
     *
     * @throws RouteProblem if it is not YAML, or holds anything else
     */
    static List<MappingNode> routes(String text) {
        if (!(root(text) instanceof SequenceNode items)) {
            throw new RouteProblem(1, "does not begin a list of routes");
        }
        return items.getValue().stream().map(RouteYaml::route).toList();
    }

    private static Node root(String text) {
        try {
            return new Compose(LoadSettings.builder().build())
                    .composeString(text)
                    .orElseThrow(() -> new RouteProblem(1, "is empty"));
        } catch (MarkedYamlEngineException malformed) {
            int line = malformed.getProblemMark().map(Mark::getLine).orElse(0) + 1;
            throw new RouteProblem(line, "is not YAML: " + malformed.getProblem());
        } catch (YamlEngineException malformed) {
            throw new RouteProblem(1, "is not YAML");
        }
    }

    private static MappingNode route(Node item) {
        if (item instanceof MappingNode map
                && map.getValue().size() == 1
                && text(map.getValue().get(0).getKeyNode()).equals("route")
                && map.getValue().get(0).getValueNode() instanceof MappingNode route) {
            return route;
        }
        throw new RouteProblem(line(item), "is not a route");
    }

    /** Every key of every map in a part of the file, in their order. */
    static List<Entry> entries(Node part) {
        List<Entry> entries = new ArrayList<>();
        collect(part, entries, Collections.newSetFromMap(new IdentityHashMap<>()));
        return entries;
    }

    // An alias may lead round in a circle.
    private static void collect(Node node, List<Entry> entries, Set<Node> seen) {
        if (!seen.add(node)) {
            return;
        }
        if (node instanceof MappingNode map) {
            for (NodeTuple tuple : map.getValue()) {
                Node value = tuple.getValueNode();
                entries.add(new Entry(line(value), text(tuple.getKeyNode()), text(value)));
                collect(value, entries, seen);
            }
        } else if (node instanceof SequenceNode list) {
            list.getValue().forEach(element -> collect(element, entries, seen));
        }
    }

    /** One key of a map. */
    static Optional<Entry> entry(MappingNode map, String key) {
        return value(map, key).map(value -> new Entry(line(value), key, text(value)));
    }

    /** The map under one key of a map. */
    static Optional<MappingNode> map(MappingNode map, String key) {
        return value(map, key).filter(MappingNode.class::isInstance).map(MappingNode.class::cast);
    }

    private static Optional<Node> value(MappingNode map, String key) {
        return map.getValue().stream()
                .filter(tuple -> text(tuple.getKeyNode()).equals(key))
                .map(NodeTuple::getValueNode)
                .findFirst();
    }

    private static String text(Node node) {
        return node instanceof ScalarNode scalar ? scalar.getValue() : "";
    }

    static int line(Node node) {
        return node.getStartMark().map(Mark::getLine).orElse(0) + 1;
    }
}
