package dev.dragoman.local.model;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Reads the body of {@code POST /v1/responses}. */
final class ResponsesReader {
    private static final Map<String, String> UNSUPPORTED = Map.of(
            "max_tokens", moved("max_output_tokens"),
            "max_completion_tokens", moved("max_output_tokens"),
            "messages", moved("input"),
            "reasoning_effort", moved("reasoning.effort"),
            "response_format", moved("text.format"));

    private final List<Turn> turns = new ArrayList<>();
    private final List<Attachment> attachments = new ArrayList<>();

    private ResponsesReader() {}

    private static String moved(String to) {
        return "is not taken by this endpoint: here it is '" + to + "'.";
    }

    static Prompt read(JsonNode request) throws ApiError {
        String model = Fields.model(request);
        Fields.refuse(request, UNSUPPORTED);
        ResponsesReader reader = new ResponsesReader();
        if (request.path("instructions").isTextual()) {
            reader.turns.add(
                    new Turn("developer", List.of(request.path("instructions").textValue())));
        }
        reader.input(request.path("input"));
        JsonNode format = request.path("text").path("format");
        return new Prompt(
                model,
                request.path("stream").asBoolean(false),
                Fields.limit(request, "max_output_tokens"),
                request.path("reasoning").path("effort").asText(""),
                reader.turns,
                reader.attachments,
                new ToolsReader(false).read(request),
                Fields.schema(format, format.path("schema")),
                request);
    }

    private void input(JsonNode input) throws ApiError {
        if (input.isTextual()) {
            turns.add(new Turn("user", List.of(input.textValue())));
            return;
        }
        if (!input.isArray() || input.isEmpty()) {
            throw ApiError.invalid("Missing required parameter: 'input'.", "input", "missing_required_parameter");
        }
        for (int index = 0; index < input.size(); index++) {
            item(input.get(index), "input[" + index + "]");
        }
    }

    private void item(JsonNode item, String path) throws ApiError {
        switch (item.path("type").asText("message")) {
            case "message" -> message(item, path);
            case "function_call" ->
                turns.add(new Turn("assistant", List.of(item.path("name").asText("") + item.path("arguments"))));
            case "function_call_output" -> turns.add(new Turn("tool", List.of(text(item.path("output")))));
            // Items of other types hold nothing that this stand-in could read.
            default -> turns.add(new Turn("assistant", List.of()));
        }
    }

    private static String text(JsonNode output) {
        return output.isTextual() ? output.textValue() : output.toString();
    }

    private void message(JsonNode message, String path) throws ApiError {
        String role = Fields.required(message, "role", path + ".role");
        List<String> texts = new ArrayList<>();
        JsonNode content = message.path("content");
        if (content.isTextual()) {
            texts.add(content.textValue());
        }
        for (int index = 0; index < content.size(); index++) {
            part(content.get(index), path + ".content[" + index + "]", texts);
        }
        turns.add(new Turn(role, texts));
    }

    private void part(JsonNode part, String path, List<String> texts) throws ApiError {
        String type = part.path("type").asText("");
        switch (type) {
            case "input_text", "output_text" -> texts.add(part.path("text").asText(""));
            case "refusal" -> texts.add(part.path("refusal").asText(""));
            case "input_image" -> {
                Fields.refuseFileId(part, path);
                attachments.add(
                        new Attachment(true, "", Fields.required(part, "image_url", path + ".image_url"), path));
            }
            case "input_file" -> {
                Fields.refuseFileId(part, path);
                String field = part.has("file_data") ? "file_data" : "file_url";
                attachments.add(new Attachment(
                        false,
                        part.path("filename").asText(""),
                        Fields.required(part, field, path + "." + field),
                        path + "." + field));
            }
            default ->
                throw Fields.badPart(
                        path + ".type", type, "'input_text', 'input_image', 'input_file', 'output_text' and 'refusal'");
        }
    }
}
