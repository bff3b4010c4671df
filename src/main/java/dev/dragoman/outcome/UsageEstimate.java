package dev.dragoman.outcome;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.json.Json;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Estimates the tokens of a call if the provider did not report them, as in a stream that was cut short: from the text that
 * was sent and received. Images and files are not counted.
 */
public final class UsageEstimate {
    /** The provider family's rule of thumb: a token is about four characters of English. */
    private static final int CHARACTERS_PER_TOKEN = 4;

    private UsageEstimate() {}

    /**
     * Estimates a call's usage.
     *
     * @param request what was sent
     * @param written how many characters the model has written
     * @return {@code input_tokens} and {@code output_tokens}, with {@code "estimated": true} beside them
     */
    public static ObjectNode usage(ObjectNode request, long written) {
        return Json.object()
                .put("input_tokens", tokens(characters(request)))
                .put("output_tokens", tokens(written))
                .put("estimated", true);
    }

    /**
     * Estimates a call's usage from a whole answer that does not tell it.
     *
     * @param request what was sent
     * @param answer what came, of either endpoint; null if nothing came
     * @return as {@link #usage(ObjectNode, long)}
     */
    public static ObjectNode usage(ObjectNode request, @Nullable JsonNode answer) {
        long written = answer == null ? 0 : characters(answer.path("choices")) + characters(answer.path("output"));
        return usage(request, written);
    }

    private static long tokens(long characters) {
        return (characters + CHARACTERS_PER_TOKEN - 1) / CHARACTERS_PER_TOKEN;
    }

    private static long characters(JsonNode request) {
        long sum = 0;
        Deque<JsonNode> open = new ArrayDeque<>();
        open.push(request);
        while (!open.isEmpty()) {
            JsonNode node = open.pop();
            if (node.isTextual() && !isReference(node.textValue())) {
                sum += node.textValue().length();
            }
            node.forEach(open::push);
        }
        return sum;
    }

    private static boolean isReference(String text) {
        return text.startsWith("data:") || text.startsWith("https://") || text.startsWith("http://");
    }
}
