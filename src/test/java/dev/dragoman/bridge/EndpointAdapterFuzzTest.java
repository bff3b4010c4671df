package dev.dragoman.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.event.Endpoint;
import dev.dragoman.json.Json;
import dev.dragoman.stream.ChatEvents;
import dev.dragoman.stream.EventTranslation;
import dev.dragoman.stream.ResponsesEvents;
import dev.dragoman.stream.ServerSentEvent;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Trees built at random, but from a fixed seed, of the pieces that the bridge looks at: each is carried or refused. */
class EndpointAdapterFuzzTest {
    private static final int CASES = 2_000;

    private static final List<String> WORDS = Golden.all().stream()
            .flatMap(golden -> Stream.of("request.in.json", "answer.in.json", "events.in.txt")
                    .map(golden::text))
            .flatMap(text -> Stream.of(text.split("[^a-z._]+")))
            .filter(word -> word.length() > 1)
            .distinct()
            .sorted()
            .toList();
    private static final List<ObjectNode> SOUND = Golden.all().stream()
            .flatMap(golden -> Stream.concat(
                    Stream.of("request.in.json", "answer.in.json").map(golden::json),
                    golden.events("events.in.txt").stream()
                            .map(ServerSentEvent::data)
                            .filter(Objects::nonNull)
                            .filter(data -> data.startsWith("{"))
                            .map(EndpointAdapterFuzzTest::parsed)))
            .toList();
    private static final List<String> LEAVES =
            List.of("null", "true", "false", "0", "1", "-1", "1e400", "\"\"", "[]", "{}");

    @ParameterizedTest
    @EnumSource(value = Endpoint.class, names = "EMBEDDINGS", mode = EnumSource.Mode.EXCLUDE)
    void anyRequestIsCarriedOrRefused(Endpoint asked) {
        Random random = new Random(3);
        for (int i = 0; i < CASES; i++) {
            ObjectNode body = tree(random);

            EndpointAdapter.ConversionResult carried = EndpointAdapter.of(asked).request(body, null);

            if (carried instanceof EndpointAdapter.ConversionResult.NotConvertible not) {
                assertThat(not.problem().message()).endsWith(".");
            }
        }
    }

    @ParameterizedTest
    @EnumSource(value = Endpoint.class, names = "EMBEDDINGS", mode = EnumSource.Mode.EXCLUDE)
    void anyAnswerIsCarried(Endpoint asked) {
        Random random = new Random(4);
        for (int i = 0; i < CASES; i++) {
            ObjectNode answer = tree(random);

            assertThat(EndpointAdapter.of(asked).answer(answer, answer)).isNotNull();
        }
    }

    @ParameterizedTest
    @EnumSource(value = Endpoint.class, names = "EMBEDDINGS", mode = EnumSource.Mode.EXCLUDE)
    void anyStreamIsCarried(Endpoint asked) {
        Random random = new Random(5);
        for (int i = 0; i < CASES; i++) {
            EventTranslation translation = EndpointAdapter.of(asked).events(tree(random));
            for (int event = 0; event < 5; event++) {
                assertThat(translation.translate(ServerSentEvent.of(Json.text(tree(random)))))
                        .doesNotContainNull();
            }
            assertThat(translation.translate(ServerSentEvent.of(ServerSentEvent.DONE)))
                    .doesNotContainNull();
        }
    }

    @ParameterizedTest
    @EnumSource(value = Endpoint.class, names = "EMBEDDINGS", mode = EnumSource.Mode.EXCLUDE)
    void anyAnswerIsReplayed(Endpoint endpoint) {
        Random random = new Random(6);
        for (int i = 0; i < CASES; i++) {
            ObjectNode answer = tree(random);

            List<ServerSentEvent> events = endpoint == Endpoint.CHAT
                    ? ChatEvents.of(answer, random.nextBoolean())
                    : ResponsesEvents.of(answer);

            assertThat(events.get(events.size() - 1).isTerminal()).isTrue();
        }
    }

    /** Mostly an exchange from the golden files with one thing changed, sometimes garbage through and through. */
    private static ObjectNode tree(Random random) {
        if (random.nextInt(4) == 0) {
            return parsed(object(random, 0));
        }
        ObjectNode sound = SOUND.get(random.nextInt(SOUND.size()));
        return Mutation.of(
                sound, random, parsed("{\"any\":" + node(random, 3) + "}").path("any"));
    }

    private static ObjectNode parsed(String text) {
        return Json.read(text) instanceof Json.Result.Value value ? (ObjectNode) value.node() : Json.object();
    }

    private static String node(Random random, int depth) {
        return switch (random.nextInt(depth > 5 ? 2 : 4)) {
            case 0 -> LEAVES.get(random.nextInt(LEAVES.size()));
            case 1 -> '"' + WORDS.get(random.nextInt(WORDS.size())) + '"';
            case 2 -> "[" + node(random, depth + 1) + "," + node(random, depth + 1) + "]";
            default -> object(random, depth + 1);
        };
    }

    private static String object(Random random, int depth) {
        StringBuilder object = new StringBuilder("{");
        int first = random.nextInt(WORDS.size());
        int fields = random.nextInt(6);
        for (int i = 0; i < fields; i++) {
            object.append(i == 0 ? "" : ",")
                    .append('"')
                    .append(WORDS.get((first + i * 7) % WORDS.size()))
                    .append("\":")
                    .append(node(random, depth));
        }
        return object.append('}').toString();
    }
}
