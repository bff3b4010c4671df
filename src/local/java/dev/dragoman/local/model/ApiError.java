package dev.dragoman.local.model;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.json.Json;
import org.jspecify.annotations.Nullable;

/** An error that the caller sees, in OpenAI's shape or wrapped as GMI Cloud wraps its backend's errors. */
final class ApiError extends Exception {
    private final int status;
    private final String type;
    private final @Nullable String param;
    private final @Nullable String code;
    private final boolean nested;

    ApiError(int status, String type, String message, @Nullable String param, @Nullable String code, boolean nested) {
        super(message);
        this.status = status;
        this.type = type;
        this.param = param;
        this.code = code;
        this.nested = nested;
    }

    static ApiError invalid(String message, @Nullable String param, @Nullable String code) {
        return new ApiError(400, "invalid_request_error", message, param, code, false);
    }

    /** What the provider's page shows for a parameter that the model does not take. */
    static ApiError unsupported(String param, String message) {
        return new ApiError(400, "invalid_request_error", message, param, "unsupported_parameter", true);
    }

    /** The usual error of a status. */
    static ApiError ofStatus(int status, boolean nested) {
        return switch (status) {
            case 401 ->
                new ApiError(
                        status,
                        "invalid_request_error",
                        "Incorrect API key provided.",
                        null,
                        "invalid_api_key",
                        nested);
            case 403 ->
                new ApiError(
                        status,
                        "invalid_request_error",
                        "The key has no access to this model.",
                        null,
                        "forbidden",
                        nested);
            case 404 ->
                new ApiError(
                        status,
                        "invalid_request_error",
                        "The model does not exist.",
                        "model",
                        "model_not_found",
                        nested);
            case 429 ->
                new ApiError(
                        status, "requests", "Rate limit reached for requests.", null, "rate_limit_exceeded", nested);
            default ->
                status >= 400 && status < 500
                        ? new ApiError(
                                status,
                                "invalid_request_error",
                                "The request was refused.",
                                null,
                                "invalid_request",
                                nested)
                        : new ApiError(
                                status, "server_error", "The server had an error.", null, "server_error", nested);
        };
    }

    ObjectNode json() {
        ObjectNode inner = Json.object()
                .put("message", getMessage())
                .put("type", type)
                .put("param", param)
                .put("code", code);
        ObjectNode root = Json.object();
        if (!nested) {
            root.set("error", inner);
            return root;
        }
        root.putObject("error")
                .put("message", "Backend request failed with status " + status)
                .put("type", "backend_error")
                .put("code", status)
                .putObject("details")
                .set("error", inner);
        return root;
    }

    HttpAnswer answer() {
        return HttpAnswer.json(status, json());
    }
}
