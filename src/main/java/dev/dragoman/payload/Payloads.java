package dev.dragoman.payload;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.event.Endpoint;
import dev.dragoman.outcome.Outcome;
import dev.dragoman.outcome.Passage;
import dev.dragoman.outcome.Problem;
import dev.dragoman.outcome.Receipt;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The payload stage: puts a request in the provider's words and says what it changed (design section 7). */
public final class Payloads {
    /** The names that the two endpoints and older clients have for the same limit. */
    private static final List<String> OUTPUT_LIMITS =
            List.of("max_tokens", "max_completion_tokens", "max_output_tokens");

    private final String defaultModel;

    /**
     * A stage for one provider.
     *
     * @param defaultModel the model for asks that name none
     */
    public Payloads(String defaultModel) {
        this.defaultModel = defaultModel;
    }

    /**
     * Translates an open passage.
     *
     * @param passage the request with its references resolved
     * @return the payload; closed as rejected where the model is not a name
     */
    public Passage<Payload> translate(Passage<Draft> passage) {
        return passage.then(this::translated);
    }

    private Passage<Payload> translated(Passage.Open<Draft> open) {
        Draft draft = open.value();
        ObjectNode body = draft.body();
        String model = model(body);
        if (model == null) {
            return open.close(new Outcome.Rejected(Problem.ofAsk(
                    400,
                    "invalid_model",
                    "\"model\" must be the name of a model; leave it out for the default.",
                    "model")));
        }
        List<String> adjustments = new ArrayList<>(draft.adjustments());
        renameOutputLimit(draft.endpoint(), body, adjustments);
        answerWhole(body, adjustments);
        Payload payload = new Payload(
                draft.endpoint(), model, body, draft.identities(), draft.expectedInputTokens(), adjustments);
        return open.noting(open.receipt().with(new Receipt.Sent(draft.endpoint(), model, adjustments)))
                .with(payload);
    }

    private @Nullable String model(ObjectNode body) {
        JsonNode asked = body.get("model");
        if (asked == null || asked.isNull()) {
            body.put("model", defaultModel);
            return defaultModel;
        }
        return asked.isTextual() && !asked.textValue().isBlank() ? asked.textValue() : null;
    }

    // "Common request errors" of the provider's page: max_tokens is refused, max_completion_tokens taken.
    private static void renameOutputLimit(Endpoint endpoint, ObjectNode body, List<String> adjustments) {
        String name = endpoint == Endpoint.CHAT ? "max_completion_tokens" : "max_output_tokens";
        for (String other : OUTPUT_LIMITS) {
            if (other.equals(name) || !body.has(other)) {
                continue;
            }
            JsonNode limit = body.remove(other);
            if (body.has(name)) {
                adjustments.add("%s left out, %s is there".formatted(other, name));
            } else {
                body.set(name, limit);
                adjustments.add("%s sent as %s".formatted(other, name));
            }
        }
    }

    // Only asks that are answered in one piece come here with "stream"; the HTTP door refuses it.
    private static void answerWhole(ObjectNode body, List<String> adjustments) {
        if (body.path("stream").asBoolean(false)) {
            body.remove("stream");
            body.remove("stream_options");
            adjustments.add("stream left out, the answer comes whole");
        }
    }
}
