package dev.dragoman.route;

import dev.dragoman.config.ConfigurationException;
import java.util.ArrayList;
import java.util.List;
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

/**
 * One route file.
 *
 * @param name how it is called in messages: its path, or where it lies in the artifact
 * @param outside whether an operator added it, rather than the build
 * @param text what it says
 */
public record RouteFile(String name, boolean outside, String text) {
    /** How a route file's name ends. */
    public static final String SUFFIX = ".camel.yaml";

    /**
     * One line of a map.
     *
     * @param under the key that the map stands under; empty at the top
     * @param key its key
     * @param value its value
     */
    record Member(String under, String key, Node value) {
        boolean is(String... keys) {
            return List.of(keys).contains(key);
        }
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
        return outside
                ? new ConfigurationException("DRAGOMAN_ROUTES", "names %s, but %s.".formatted(name, reason))
                : new ConfigurationException("The built-in route file " + name, "can't be used: " + reason + ".");
    }

    /** Its routes: what stands under {@code route} in each item of its list. */
    List<MappingNode> routes() {
        List<MappingNode> routes = new ArrayList<>();
        if (!(root() instanceof SequenceNode items)) {
            throw new RouteProblem(1, "does not begin a list of routes");
        }
        for (Node item : items.getValue()) {
            if (item instanceof MappingNode map && map.getValue().size() == 1) {
                NodeTuple only = map.getValue().get(0);
                if (text(only.getKeyNode()).equals("route") && only.getValueNode() instanceof MappingNode route) {
                    routes.add(route);
                    continue;
                }
            }
            throw RouteProblem.at(item, "is not a route");
        }
        return routes;
    }

    private Node root() {
        try {
            return new Compose(LoadSettings.builder().setLabel(name).build())
                    .composeString(text)
                    .orElseThrow(() -> new RouteProblem(1, "is empty"));
        } catch (MarkedYamlEngineException malformed) {
            int line = malformed.getProblemMark().map(Mark::getLine).orElse(0) + 1;
            throw new RouteProblem(line, "is not YAML: " + malformed.getProblem());
        } catch (YamlEngineException malformed) {
            throw new RouteProblem(1, "begins what is not YAML");
        }
    }

    /** Every line of every map in a part of the file, in their order. */
    static List<Member> members(Node part) {
        List<Member> members = new ArrayList<>();
        collect("", part, members);
        return members;
    }

    private static void collect(String under, Node node, List<Member> members) {
        // An alias could hide what it stands for from a reader, and lead round in a circle.
        if (node.getAnchor().isPresent()) {
            throw RouteProblem.at(node, "has an anchor; write it out");
        }
        if (node instanceof MappingNode map) {
            for (NodeTuple line : map.getValue()) {
                String key = text(line.getKeyNode());
                members.add(new Member(under, key, line.getValueNode()));
                collect(key, line.getValueNode(), members);
            }
        } else if (node instanceof SequenceNode list) {
            list.getValue().forEach(element -> collect(under, element, members));
        }
    }

    /** A scalar's text; empty for anything else. */
    static String text(Node node) {
        return node instanceof ScalarNode scalar ? scalar.getValue() : "";
    }

    /** The text of one line of a map; empty where it has none. */
    static String text(Node map, String key) {
        return map instanceof MappingNode lines
                ? lines.getValue().stream()
                        .filter(line -> text(line.getKeyNode()).equals(key))
                        .map(line -> text(line.getValueNode()))
                        .findFirst()
                        .orElse("")
                : "";
    }
}
