package dev.dragoman.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Valid events, damaged at random but from a fixed seed: whatever comes, it is an event. */
class TriggerParserFuzzTest {
    private static final int CASES = 500;
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private static final List<JsonNode> OTHERS = List.of(
            NODES.nullNode(),
            NODES.booleanNode(true),
            NODES.numberNode(-1),
            NODES.numberNode(1e300),
            NODES.textNode(""),
            NODES.textNode("%"),
            NODES.textNode("null"),
            NODES.textNode("\uD800\u0000"),
            NODES.textNode("{\"Records\": [{\"eventSource\": \"aws:s3\"}]}"),
            NODES.textNode("x".repeat(2_000)),
            NODES.arrayNode(),
            NODES.arrayNode().add(NODES.objectNode()),
            NODES.objectNode(),
            NODES.objectNode().put("", "s3://"));

    static Stream<String> samples() {
        return Samples.NAMES.stream();
    }

    @ParameterizedTest
    @MethodSource("samples")
    @Tag("F041")
    void damagedTreesNeverThrow(String sample) {
        Random random = new Random(sample.hashCode());
        for (int i = 0; i < CASES; i++) {
            JsonNode event = Samples.tree(sample);
            for (int damage = random.nextInt(3); damage >= 0; damage--) {
                damage(event, random);
            }
            survives(Json.bytes(event));
        }
    }

    @ParameterizedTest
    @MethodSource("samples")
    @Tag("F041")
    void damagedBytesNeverThrow(String sample) {
        Random random = new Random(sample.hashCode());
        byte[] whole = Samples.bytes(sample);
        for (int i = 0; i < CASES; i++) {
            byte[] part = Arrays.copyOf(whole, random.nextInt(whole.length + 1));
            for (int damage = random.nextInt(4); damage > 0 && part.length > 0; damage--) {
                part[random.nextInt(part.length)] = (byte) random.nextInt(256);
            }
            survives(part);
        }
    }

    private static void survives(byte[] payload) {
        assertThatCode(() -> check(Samples.PARSER.parse(payload, "invocation-1", Samples.END)))
                .as(() -> new String(payload, StandardCharsets.UTF_8))
                .doesNotThrowAnyException();
    }

    private static void check(Trigger event) {
        for (Ask ask : asks(event)) {
            assertThat(ask.id()).isNotEmpty();
            if (ask.content() instanceof Content.Malformed flaw) {
                assertThat(flaw.status()).matches(status -> (status >= 400 && status < 500) || status == 502);
                assertThat(flaw.message()).isNotBlank().doesNotContain("\n");
                assertThat(ask.identity()).isNull();
            }
        }
    }

    private static List<Ask> asks(Trigger event) {
        if (event instanceof Trigger.NewDocuments documents) {
            return documents.documents();
        }
        if (event instanceof Trigger.MessageBatch batch) {
            return batch.messages().stream()
                    .flatMap(message -> message.asks().stream())
                    .toList();
        }
        return List.of(
                event instanceof Trigger.HttpRequest http
                        ? Samples.PARSER.http(http.call())
                        : ((Trigger.DirectInvocation) event).ask());
    }

    /** Drops or replaces one node, also inside the JSON that a text holds. */
    private static void damage(JsonNode event, Random random) {
        List<Runnable> places = new ArrayList<>();
        collect(event, random, places);
        if (!places.isEmpty()) {
            places.get(random.nextInt(places.size())).run();
        }
    }

    private static void collect(JsonNode node, Random random, List<Runnable> places) {
        if (node instanceof ObjectNode object) {
            object.properties().forEach(field -> {
                String name = field.getKey();
                places.add(() -> object.remove(name));
                places.add(() -> object.set(name, other(random)));
                if (Json.read(field.getValue().asText()) instanceof Json.Result.Value inner
                        && inner.node().isContainerNode()) {
                    places.add(() -> {
                        damage(inner.node(), random);
                        object.put(name, Json.text(inner.node()));
                    });
                }
                collect(field.getValue(), random, places);
            });
        } else if (node instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                int at = i;
                places.add(() -> array.set(at, other(random)));
                collect(array.get(i), random, places);
            }
        }
    }

    private static JsonNode other(Random random) {
        return OTHERS.get(random.nextInt(OTHERS.size())).deepCopy();
    }
}
