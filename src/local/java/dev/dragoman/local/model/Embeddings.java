package dev.dragoman.local.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.json.Json;
import java.util.List;

/** {@code POST /v1/embeddings}: equal texts have equal vectors. */
final class Embeddings {
    private static final int DIMENSIONS = 8;
    private static final double SCALE = 1_000;

    private Embeddings() {}

    static ObjectNode of(JsonNode request) throws ApiError {
        JsonNode input = request.path("input");
        if (!request.path("model").isTextual() || !(input.isTextual() || input.isArray())) {
            throw ApiError.invalid("'model' and 'input' are required.", "input", "missing_required_parameter");
        }
        List<JsonNode> texts = input.isArray() ? input.valueStream().toList() : List.of(input);
        ObjectNode answer = Json.object().put("object", "list");
        ArrayNode data = answer.putArray("data");
        int tokens = 0;
        for (JsonNode text : texts) {
            ArrayNode vector = data.addObject()
                    .put("object", "embedding")
                    .put("index", data.size() - 1)
                    .putArray("embedding");
            int seed = text.asText().hashCode();
            for (int i = 0; i < DIMENSIONS; i++) {
                vector.add((seed >> i) % (int) SCALE / SCALE);
            }
            tokens += Tokens.of(text.asText());
        }
        answer.put("model", request.path("model").textValue());
        answer.putObject("usage").put("prompt_tokens", tokens).put("total_tokens", tokens);
        return answer;
    }
}
