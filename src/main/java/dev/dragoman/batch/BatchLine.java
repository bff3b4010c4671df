package dev.dragoman.batch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.event.Content;
import dev.dragoman.event.Endpoint;
import dev.dragoman.event.RequestBody;
import dev.dragoman.json.Json;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * One request of a batch file.
 *
 * @param customId names it in the results
 * @param endpoint where it is sent
 * @param body the request
 * @see <a href="https://platform.openai.com/docs/api-reference/batch/request-input">The request input object</a>
 */
record BatchLine(String customId, Endpoint endpoint, ObjectNode body) {
    static final String CUSTOM_ID = "custom_id";

    private static final List<String> FIELDS = List.of(CUSTOM_ID, "method", "url", "body");
    /** Where lines may be sent, as error messages say it. */
    static final String URLS = "/v1/responses, /v1/chat/completions or /v1/embeddings";

    private static final int LONGEST_ID = 512;

    /** An image is as large as the texts of so many answers. */
    private static final int TEXTS_OF_AN_IMAGE = 25;

    /**
     * How many answers of the usual size its answer is worth: embeddings come for each input, choices as many as were asked for.
     *
     * @return at least 1
     */
    int answers() {
        JsonNode input = body.path("input");
        if (endpoint == Endpoint.EMBEDDINGS) {
            // An array of numbers is one input.
            return input.isArray() && !input.path(0).isNumber() ? Math.max(1, input.size()) : 1;
        }
        boolean draws = StreamSupport.stream(body.path("tools").spliterator(), false)
                .anyMatch(tool -> tool.path("type").asText().equals("image_generation"));
        return draws ? TEXTS_OF_AN_IMAGE : Math.max(1, body.path("n").asInt(1));
    }

    /**
     * Reads a line.
     *
     * @param text without what ends it
     * @param line for a request
     * @param bad for anything else
     * @param <R> the type of the result
     * @return the result of the function that was called
     */
    static <R> R read(
            byte[] text, Function<? super BatchLine, ? extends R> line, Function<? super LineFault, ? extends R> bad) {
        return Json.read(text)
                .match(
                        node -> node instanceof ObjectNode object
                                ? read(object, line, bad)
                                : bad.apply(new LineFault("invalid_json_line", "The line is no JSON object.", null)),
                        problem -> bad.apply(new LineFault(
                                "invalid_json_line", "The line %s.".formatted(withoutPlace(problem)), null)));
    }

    // It is one line, so its number within the text says nothing.
    private static String withoutPlace(String problem) {
        return problem.replace("(line 1, column", "(column");
    }

    private static <R> R read(
            ObjectNode json,
            Function<? super BatchLine, ? extends R> line,
            Function<? super LineFault, ? extends R> bad) {
        LineFault fault = fault(json);
        if (fault != null) {
            return bad.apply(fault);
        }
        Endpoint endpoint = Endpoint.ofLines(json.path("url").asText()).orElseThrow();
        ObjectNode body = (ObjectNode) json.path("body");
        return RequestBody.read(endpoint, body)
                .match(
                        request ->
                                line.apply(new BatchLine(json.path(CUSTOM_ID).textValue(), endpoint, request.body())),
                        document -> bad.apply(wrong("body", "has to be a request")),
                        malformed -> bad.apply(inBody(malformed)));
    }

    private static @Nullable LineFault fault(ObjectNode json) {
        for (Iterator<String> names = json.fieldNames(); names.hasNext(); ) {
            if (!FIELDS.contains(names.next())) {
                return new LineFault(
                        "unknown_parameter", "The line has a field other than custom_id, method, url and body.", null);
            }
        }
        for (String field : FIELDS) {
            if (!json.hasNonNull(field)) {
                return new LineFault("missing_required_parameter", "\"%s\" is missing.".formatted(field), field);
            }
        }
        JsonNode id = json.path(CUSTOM_ID);
        if (!id.isTextual() || !isId(id.textValue())) {
            return wrong(
                    CUSTOM_ID, "has to be a text of 1 to 512 characters, not blank and without control characters");
        }
        if (!"POST".equals(json.path("method").textValue())) {
            return wrong("method", "has to be \"POST\"");
        }
        if (Endpoint.ofLines(json.path("url").asText()).isEmpty()) {
            return wrong("url", "has to be " + URLS);
        }
        return json.path("body") instanceof ObjectNode ? null : wrong("body", "has to be an object");
    }

    private static boolean isId(String id) {
        return !id.isBlank() && id.length() <= LONGEST_ID && id.chars().noneMatch(Character::isISOControl);
    }

    private static LineFault wrong(String field, String rule) {
        return new LineFault("invalid_" + field, "\"%s\" %s.".formatted(field, rule), field);
    }

    private static LineFault inBody(Content.Malformed malformed) {
        String param = malformed.param() == null ? "body" : "body." + malformed.param();
        return new LineFault(malformed.code(), malformed.message(), param);
    }
}
