package dev.dragoman.event;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.json.Json;
import java.util.Optional;

/** Reads an HTTP call to one of the two endpoints (design section 3, HTTP). */
final class HttpAsks {
    private static final String IDEMPOTENCY_KEY = "Idempotency-Key";

    private HttpAsks() {}

    static Ask read(HttpCall call) {
        Optional<String> key = call.header("idempotency-key");
        AskContext plain = new AskContext(Door.HTTP, call.id(), null, call.endBy());
        if (key.isPresent() && !AskFields.isId(key.get())) {
            return plain.malformed(AskErrors.field(IDEMPOTENCY_KEY, AskFields.ID_RULE));
        }
        AskContext arrival = key.map(id -> new AskContext(Door.HTTP, id, identity(call, id), call.endBy()))
                .orElse(plain);
        Content content = content(call);
        return content instanceof Content.Malformed flaw
                ? arrival.malformed(flaw)
                : new Ask(
                        arrival.id(),
                        arrival.identity(),
                        Door.HTTP,
                        content,
                        null,
                        null,
                        call.endBy(),
                        call.listener());
    }

    // Of two clients with keys of their own, neither gets what the other has paid for.
    private static String identity(HttpCall call, String id) {
        String client = call.header("authorization").orElse("");
        return Ask.CHOSEN_OVER_HTTP + ClientIdentity.of(client) + ":" + id;
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
        return call.method().equals("POST")
                ? content(endpoint.get(), call.body())
                : new Content.Malformed(405, "method_not_allowed", call.path() + " takes POST only.", null);
    }

    private static Content content(Endpoint endpoint, byte[] body) {
        Json.Result result = Json.read(body);
        if (!(result instanceof Json.Result.Value value) || !(value.node() instanceof ObjectNode object)) {
            return AskErrors.notJson("request body", result);
        }
        return RequestBody.read(endpoint, object);
    }
}
