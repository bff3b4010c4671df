package dev.dragoman.event;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.json.Json;
import java.util.Optional;

/** Reads an HTTP call to one of the two endpoints (design section 3, HTTP). */
final class HttpAsks {
    private static final String IDEMPOTENCY_KEY = "Idempotency-Key";
    private static final String BODY = "request body";

    private HttpAsks() {}

    static Ask read(HttpCall call) {
        Optional<String> key = call.header("idempotency-key");
        if (key.isPresent() && !AskFields.isId(key.get())) {
            return AskContext.call(call).malformed(AskErrors.field(IDEMPOTENCY_KEY, AskFields.ID_RULE));
        }
        AskContext context = key.map(id -> AskContext.call(call, id)).orElseGet(() -> AskContext.call(call));
        Content content = content(call);
        return content.isAnswerable()
                ? new Ask(
                        context.id(),
                        context.identity(),
                        context.door(),
                        content,
                        null,
                        null,
                        context.endBy(),
                        call.listener())
                : context.malformed(content);
    }

    private static Content content(HttpCall call) {
        Optional<Endpoint> endpoint = Endpoint.called(call.path());
        if (endpoint.isEmpty()) {
            return new Content.Malformed(
                    404,
                    "unknown_url",
                    "There is POST /v1/chat/completions, POST /v1/responses and GET /v1/models.",
                    null);
        }
        if (call.undecodable() != null) {
            return call.undecodable();
        }
        return call.method().equals("POST")
                ? Json.read(call.body())
                        .match(node -> request(endpoint.get(), node), problem -> AskErrors.invalidJson(BODY, problem))
                : new Content.Malformed(405, "method_not_allowed", call.path() + " takes POST only.", null);
    }

    private static Content request(Endpoint endpoint, JsonNode node) {
        return node instanceof ObjectNode body
                ? RequestBody.read(endpoint, body)
                : AskErrors.invalidJson(BODY, "is not an object");
    }
}
