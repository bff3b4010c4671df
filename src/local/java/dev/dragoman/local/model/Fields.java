package dev.dragoman.local.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.dragoman.json.Json;
import java.util.Map;

/** Checks that both endpoints' requests share. */
final class Fields {
    private Fields() {}

    /** Refuses fields that the endpoint does not accept, as the provider does. */
    static void refuse(JsonNode request, Map<String, String> unsupported) throws ApiError {
        for (Map.Entry<String, String> field : unsupported.entrySet()) {
            if (request.has(field.getKey())) {
                throw ApiError.unsupported(
                        field.getKey(), "Unsupported parameter: '" + field.getKey() + "' " + field.getValue());
            }
        }
    }

    static String model(JsonNode request) throws ApiError {
        return required(request, "model", "model");
    }

    /** A text that must be there. */
    static String required(JsonNode object, String field, String path) throws ApiError {
        JsonNode value = object.path(field);
        if (!value.isTextual() || value.textValue().isBlank()) {
            throw ApiError.invalid("Missing required parameter: '" + path + "'.", path, "missing_required_parameter");
        }
        return value.textValue();
    }

    /** Refuses references to uploaded files, which this stand-in does not store. */
    static void refuseFileId(JsonNode part, String path) throws ApiError {
        if (part.hasNonNull("file_id")) {
            throw ApiError.invalid(
                    "No file with id '" + part.path("file_id").asText("")
                            + "' was found: files can't be uploaded here.",
                    path + ".file_id",
                    "file_not_found");
        }
    }

    static int limit(JsonNode request, String field) throws ApiError {
        JsonNode value = request.path(field);
        if (value.isMissingNode() || value.isNull()) {
            return Integer.MAX_VALUE;
        }
        if (!value.canConvertToInt() || !value.isIntegralNumber() || value.intValue() < 1) {
            throw ApiError.invalid("Invalid '" + field + "': expected a whole number above 0.", field, "invalid_value");
        }
        return value.intValue();
    }

    static ApiError badPart(String path, String type, String supported) {
        return ApiError.invalid(
                "Invalid value: '" + type + "'. Supported values are: " + supported + ".", path, "invalid_value");
    }

    /** The JSON schema of the answer: any object for {@code json_object}; a missing node for free text. */
    static JsonNode schema(JsonNode format, JsonNode schema) {
        return switch (format.path("type").asText("text")) {
            case "json_schema" -> schema;
            case "json_object" -> Json.object().put("type", "object");
            default -> MissingNode.getInstance();
        };
    }
}
