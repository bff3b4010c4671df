package dev.dragoman.local.model;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Reads the body of {@code POST /v1/chat/completions}. */
final class ChatReader {
    // The first of these is an example on the provider's page of common errors.
    private static final Map<String, String> UNSUPPORTED = Map.of(
            "max_tokens", "is not supported with this model. Use 'max_completion_tokens' instead.",
            "max_output_tokens", "is not supported. Use 'max_completion_tokens' instead.",
            "input", "is not supported. Use 'messages' instead.");

    private final List<Turn> turns = new ArrayList<>();
    private final List<Attachment> attachments = new ArrayList<>();

    private ChatReader() {}

    static Prompt read(JsonNode request) throws ApiError {
        String model = Fields.model(request);
        Fields.refuse(request, UNSUPPORTED);
        ChatReader reader = new ChatReader();
        reader.messages(request.path("messages"));
        JsonNode format = request.path("response_format");
        return new Prompt(
                model,
                request.path("stream").asBoolean(false),
                Fields.limit(request, "max_completion_tokens"),
                request.path("reasoning_effort").asText(""),
                reader.turns,
                reader.attachments,
                new ToolsReader(true).read(request),
                Fields.schema(format, format.path("json_schema").path("schema")),
                request);
    }

    private void messages(JsonNode messages) throws ApiError {
        if (!messages.isArray() || messages.isEmpty()) {
            throw ApiError.invalid("Missing required parameter: 'messages'.", "messages", "missing_required_parameter");
        }
        for (int index = 0; index < messages.size(); index++) {
            message(messages.get(index), "messages[" + index + "]");
        }
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
        for (JsonNode call : message.path("tool_calls")) {
            texts.add(call.path("function").toString());
        }
        turns.add(new Turn(role, texts));
    }

    private void part(JsonNode part, String path, List<String> texts) throws ApiError {
        String type = part.path("type").asText("");
        switch (type) {
            case "text" -> texts.add(part.path("text").asText(""));
            case "refusal" -> texts.add(part.path("refusal").asText(""));
            case "image_url" ->
                attachments.add(new Attachment(
                        true,
                        "",
                        Fields.required(part.path("image_url"), "url", path + ".image_url.url"),
                        path + ".image_url"));
            case "file" -> {
                JsonNode file = part.path("file");
                Fields.refuseFileId(file, path + ".file");
                String content = Fields.required(file, "file_data", path + ".file.file_data");
                attachments.add(new Attachment(false, file.path("filename").asText(""), content, path + ".file"));
            }
            default -> throw Fields.badPart(path + ".type", type, "'text', 'image_url', 'file' and 'refusal'");
        }
    }
}
