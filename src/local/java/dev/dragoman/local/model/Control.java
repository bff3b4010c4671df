package dev.dragoman.local.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.json.Json;
import java.util.Base64;

/**
 * {@code /control}: GET returns what was received, DELETE forgets everything and ends every call that hangs. POST adds
 * a {@link Misbehaviour}; with {@code {"endpoints": "chat"}} it sets which {@link Endpoints} there are, with {@code
 * {"url": ..., "base64": ...}} the content of a URL.
 */
final class Control {
    static final String PATH = "/control";

    private final StandInModel model;

    Control(StandInModel model) {
        this.model = model;
    }

    HttpAnswer answer(ReceivedCall call) {
        return switch (call.method()) {
            case "POST" -> add(call);
            case "GET" -> HttpAnswer.json(200, state());
            case "DELETE" -> {
                model.reset();
                yield HttpAnswer.empty(204);
            }
            default -> HttpAnswer.empty(405);
        };
    }

    private HttpAnswer add(ReceivedCall call) {
        try {
            JsonNode wish = call.json();
            if (wish.has("endpoints")) {
                model.offer(Endpoints.read(wish.path("endpoints").asText("")));
            } else if (wish.has("url")) {
                model.publish(
                        wish.path("url").asText(""),
                        Base64.getDecoder().decode(wish.path("base64").asText("")));
            } else {
                model.misbehave(Misbehaviour.read(wish));
            }
            return HttpAnswer.json(200, state());
        } catch (IllegalArgumentException | IllegalStateException wrong) {
            return HttpAnswer.json(
                    400,
                    ApiError.invalid("No such wish: " + wrong.getMessage(), null, null)
                            .json());
        }
    }

    private ObjectNode state() {
        ObjectNode json = Json.object().put("chargeable", model.chargeable()).put("paid", model.paid());
        model.calls().forEach(call -> json.withArray("/calls").add(call.describe()));
        model.misbehaviours().forEach(each -> json.withArray("/misbehaviours").add(each.json()));
        return json;
    }
}
