package dev.dragoman.infra;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * Reads YAML as JSON trees. CloudFormation's short tags become what they stand for: {@code !Ref A} is
 * {@code {"Ref": "A"}}, {@code !GetAtt A.B} is {@code {"Fn::GetAtt": ["A", "B"]}}.
 *
 * @see <a href="https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html">
 *     Intrinsic functions</a>
 */
final class Yaml {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private static final Set<String> FUNCTIONS = Set.of("Sub", "GetAtt", "If", "Not", "Equals", "Contains");

    private Yaml() {}

    /**
     * Reads every document of a file.
     *
     * @param file UTF-8
     * @return one tree for each
     * @throws IllegalArgumentException where a key stands twice or a tag is unknown
     */
    static List<JsonNode> read(Path file) {
        try {
            return read(Files.readString(file), file.toString());
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    static List<JsonNode> read(String text, String label) {
        List<JsonNode> documents = new ArrayList<>();
        LoadSettings settings = LoadSettings.builder().setLabel(label).build();
        new Compose(settings).composeAllFromString(text).forEach(document -> documents.add(tree(document)));
        return documents;
    }

    private static JsonNode tree(Node node) {
        JsonNode plain = plain(node);
        String tag = node.getTag().getValue();
        if (!tag.startsWith("!")) {
            return plain;
        }
        String name = tag.substring(1);
        if (name.equals("Ref") || name.equals("Condition")) {
            return JSON.objectNode().set(name, plain);
        }
        if (!FUNCTIONS.contains(name)) {
            throw new IllegalArgumentException(tag + " is a tag that is not known here.");
        }
        return JSON.objectNode().set("Fn::" + name, name.equals("GetAtt") ? attribute(plain) : plain);
    }

    private static ArrayNode attribute(JsonNode dotted) {
        int dot = dotted.textValue().indexOf('.');
        return JSON.arrayNode()
                .add(dotted.textValue().substring(0, dot))
                .add(dotted.textValue().substring(dot + 1));
    }

    private static JsonNode plain(Node node) {
        if (node instanceof MappingNode mapping) {
            return object(mapping);
        }
        if (node instanceof SequenceNode sequence) {
            ArrayNode array = JSON.arrayNode();
            sequence.getValue().forEach(item -> array.add(tree(item)));
            return array;
        }
        return scalar((ScalarNode) node);
    }

    private static ObjectNode object(MappingNode mapping) {
        ObjectNode object = JSON.objectNode();
        for (NodeTuple member : mapping.getValue()) {
            String key = ((ScalarNode) member.getKeyNode()).getValue();
            if (object.has(key)) {
                throw new IllegalArgumentException("The key \"%s\" stands twice in one object.".formatted(key));
            }
            object.set(key, tree(member.getValueNode()));
        }
        return object;
    }

    private static JsonNode scalar(ScalarNode scalar) {
        String text = scalar.getValue();
        Tag tag = scalar.getTag();
        if (tag.equals(Tag.INT)) {
            return JSON.numberNode(Long.parseLong(text));
        }
        if (tag.equals(Tag.BOOL)) {
            return JSON.booleanNode(Boolean.parseBoolean(text));
        }
        return tag.equals(Tag.NULL) ? JSON.nullNode() : JSON.textNode(text);
    }
}
