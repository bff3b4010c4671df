package dev.dragoman.stream;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.json.Json;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Random answers from a fixed seed, cut into chunks as a provider does: the accumulated answer is the answer again. */
class ChatAccumulatorRoundTripTest {
    private static final int CASES = 1_000;

    private final Random random = new Random(7);

    @Test
    void anAnswerCutIntoChunksIsTheAnswerAgain() {
        for (int i = 0; i < CASES; i++) {
            ObjectNode answer = answer();
            ChatAccumulator accumulator = new ChatAccumulator();
            chunks(answer).forEach(chunk -> accumulator.add(ServerSentEvent.of(Json.text(chunk))));

            // Read again, since an accumulator's numbers were read and these were not.
            assertThat(read(accumulator.answer())).isEqualTo(read(answer));
        }
    }

    private ObjectNode answer() {
        ObjectNode answer = Json.object().put("id", "c").put("object", "chat.completion");
        answer.put("created", random.nextLong()).put("model", text()).putNull("service_tier");
        ArrayNode choices = answer.putArray("choices");
        for (int index = 0; index <= random.nextInt(3); index++) {
            ObjectNode choice = choices.addObject().put("index", index);
            message(choice.putObject("message"));
            choice.put("finish_reason", "stop");
            if (random.nextBoolean()) {
                ArrayNode content = choice.putObject("logprobs").putArray("content");
                content.addObject().put("token", text()).put("logprob", -random.nextInt(9));
                content.addObject().put("token", text());
            }
        }
        answer.putObject("usage").put("completion_tokens", random.nextInt(100));
        return answer;
    }

    private void message(ObjectNode message) {
        message.put("role", "assistant").put("content", random.nextBoolean() ? text() : null);
        for (String field : List.of("refusal", "reasoning_content", "own_field")) {
            if (random.nextInt(3) == 0) {
                message.put(field, text());
            }
        }
        if (random.nextBoolean()) {
            ArrayNode calls = message.putArray("tool_calls");
            for (int call = 0; call <= random.nextInt(3); call++) {
                calls.addObject()
                        .put("id", "call-" + call)
                        .put("type", "function")
                        .putObject("function")
                        .put("name", "name")
                        .put("arguments", text());
            }
        }
    }

    private String text() {
        StringBuilder text = new StringBuilder("x");
        for (int length = random.nextInt(12); length > 0; length--) {
            text.append(List.of("a", "\n", "ü", "\uD83D\uDE00", "\"", "[DONE]").get(random.nextInt(6)));
        }
        return text.toString();
    }

    private List<ObjectNode> chunks(ObjectNode answer) {
        List<ObjectNode> chunks = new ArrayList<>();
        chunks.add(chunk(answer));
        List<List<ObjectNode>> ofChoices = new ArrayList<>();
        answer.path("choices").forEach(choice -> ofChoices.add(ofChoice(choice)));
        while (!ofChoices.isEmpty()) {
            List<ObjectNode> next = ofChoices.get(random.nextInt(ofChoices.size()));
            ObjectNode chunk = chunk(answer);
            chunk.putArray("choices").add(next.remove(0));
            chunks.add(chunk);
            ofChoices.removeIf(List::isEmpty);
        }
        ObjectNode last = chunk(answer);
        last.set("usage", answer.path("usage"));
        chunks.add(last);
        return chunks;
    }

    private static ObjectNode chunk(ObjectNode answer) {
        ObjectNode chunk =
                answer.deepCopy().put("object", "chat.completion.chunk").putNull("usage");
        chunk.putArray("choices");
        return chunk;
    }

    private List<ObjectNode> ofChoice(JsonNode choice) {
        List<ObjectNode> deltas = new ArrayList<>();
        choice.path("message").properties().forEach(field -> {
            if (field.getValue().isArray()) {
                for (int index = 0; index < field.getValue().size(); index++) {
                    call(deltas, index, field.getValue().get(index));
                }
            } else if (field.getKey().equals("role") || field.getValue().isNull()) {
                deltas.add(Json.object().set(field.getKey(), field.getValue()));
            } else {
                cut(field.getValue().textValue())
                        .forEach(piece -> deltas.add(Json.object().put(field.getKey(), piece)));
            }
        });
        List<ObjectNode> choices = new ArrayList<>();
        deltas.forEach(delta -> choices.add(bare(choice).set("delta", delta)));
        choice.path("logprobs").path("content").forEach(token -> {
            ObjectNode more = bare(choice);
            more.putObject("logprobs").putArray("content").add(token);
            choices.add(more);
        });
        ObjectNode last = bare(choice).put("finish_reason", "stop");
        last.putObject("delta");
        choices.add(last);
        return choices;
    }

    private static ObjectNode bare(JsonNode choice) {
        return Json.object().put("index", choice.path("index").intValue()).putNull("finish_reason");
    }

    private void call(List<ObjectNode> deltas, int index, JsonNode call) {
        ObjectNode head = call.deepCopy();
        ((ObjectNode) head.path("function")).put("arguments", "");
        deltas.add(delta(head.put("index", index)));
        for (String piece : cut(call.at("/function/arguments").textValue())) {
            ObjectNode more = Json.object().put("index", index);
            more.putObject("function").put("arguments", piece);
            deltas.add(delta(more));
        }
    }

    private static ObjectNode delta(ObjectNode call) {
        ObjectNode delta = Json.object();
        delta.putArray("tool_calls").add(call);
        return delta;
    }

    private List<String> cut(String text) {
        List<Integer> cuts = new ArrayList<>(List.of(0, text.length()));
        for (int more = random.nextInt(5); more > 0; more--) {
            cuts.add(text.offsetByCodePoints(0, random.nextInt(text.codePointCount(0, text.length()))));
        }
        Collections.sort(cuts);
        List<String> pieces = new ArrayList<>();
        for (int i = 1; i < cuts.size(); i++) {
            pieces.add(text.substring(cuts.get(i - 1), cuts.get(i)));
        }
        return pieces;
    }

    private static JsonNode read(JsonNode tree) {
        return ((Json.Result.Value) Json.read(Json.bytes(tree))).node();
    }
}
