package dev.dragoman.outcome;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.json.Json;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An error as the provider describes it. GMI wraps the error of the model's own server: {@code error.details.error} is the
 * one that says what is wrong.
 *
 * @param status an HTTP status that the error itself names; empty if it names none
 * @param code its code, or else its type; null if it has neither
 * @param type null if it has none
 * @param message null if it has none
 * @param param the field at fault; null if it names none
 * @param fields all that it says, as it came
 * @param besides what stands beside it in the response, as it came
 * @param isOfFamily whether it has the shape of the provider family's errors, so that an API of that family wrote it, and
 *     not a web server or gateway
 */
record ProviderError(
        OptionalInt status,
        @Nullable String code,
        @Nullable String type,
        @Nullable String message,
        @Nullable String param,
        ObjectNode fields,
        ObjectNode besides,
        boolean isOfFamily) {
    private static final Pattern STATUS = Pattern.compile("[45][0-9][0-9]");

    private static final List<String> RATE = List.of("rate_limit", "ratelimit", "too_many_requests");
    private static final List<String> KEY = List.of("authentication", "invalid_api_key", "permission");
    private static final List<String> MODEL_UNKNOWN =
            List.of("model_not_found", "deploymentnotfound", "unknown_model", "invalid_model", "model_decommissioned");
    private static final List<String> CREDIT =
            List.of("insufficient_quota", "billing", "budget", "balance", "insufficient_credit", "arrear", "payment");
    private static final List<String> DOWNLOAD = List.of("download", "image_url", "file_url", "image_file_not_found");
    private static final List<String> NOT_NOW =
            List.of("server_error", "internal", "overload", "timeout", "unavailable");

    /** Of a response without error. */
    static ProviderError none() {
        return plain(Json.object());
    }

    /**
     * Reads the error of a response: its {@code error}, or the response itself, in which some servers put the same fields.
     * FastAPI puts a text or a list of faults into {@code detail}.
     *
     * @param response the whole response
     * @return all parts empty if it has none
     */
    static ProviderError of(ObjectNode response) {
        ObjectNode besides = response.deepCopy();
        if (response.hasNonNull("error")) {
            JsonNode error = besides.remove("error");
            if (error.isBoolean()) {
                return of(besides);
            }
            return ofValue(error).beside(besides, error.isObject());
        }
        if (response.has("detail")) {
            return ofValue(response.path("detail")).beside(besides, false);
        }
        return ofValue(response)
                .beside(Json.object(), response.path("object").asText().equals("error"));
    }

    /**
     * Reads an error that is no field named so.
     *
     * @param error in any form
     */
    static ProviderError ofValue(JsonNode error) {
        if (error.isTextual()) {
            return plain(Json.object().put("message", error.textValue()));
        }
        if (error.isArray()) {
            return plain(Json.object()
                    .put(
                            "message",
                            error.valueStream()
                                    .map(ProviderError::fault)
                                    .filter(words -> !words.isEmpty())
                                    .collect(Collectors.joining("; "))));
        }
        if (error.isNumber()) {
            return plain(Json.object().set("code", error));
        }
        if (!(error instanceof ObjectNode outer)) {
            return none();
        }
        if (!(outer.path("details").path("error") instanceof ObjectNode inner)) {
            return plain(outer);
        }
        ObjectNode around = outer.deepCopy();
        around.remove("details");
        return ofValue(inner).within(plain(around));
    }

    // A text, an error, or one of FastAPI's, as {"loc": ["body", "input"], "msg": "field required"}.
    private static String fault(JsonNode item) {
        if (item.isTextual() || item.hasNonNull("message")) {
            return item.isTextual() ? item.textValue() : item.path("message").asText();
        }
        String place = item.path("loc").valueStream().map(JsonNode::asText).collect(Collectors.joining("."));
        String words = item.path("msg").asText("");
        return place.isEmpty() || words.isEmpty() ? words : place + ": " + words;
    }

    private static ProviderError plain(ObjectNode error) {
        String code = error.path("code").textValue();
        String type = error.path("type").textValue();
        String message = error.path("message").textValue();
        return new ProviderError(
                status(error),
                code == null || STATUS.matcher(code).matches() ? type : code,
                type,
                message == null ? error.path("detail").textValue() : message,
                error.path("param").textValue(),
                error,
                Json.object(),
                false);
    }

    private ProviderError within(ProviderError outer) {
        return new ProviderError(
                status.isPresent() ? status : outer.status,
                code == null ? outer.code : code,
                type == null ? outer.type : type,
                message == null ? outer.message : message,
                param == null ? outer.param : param,
                outer.fields.deepCopy().setAll(fields),
                besides,
                isOfFamily);
    }

    private ProviderError beside(ObjectNode others, boolean ofFamily) {
        boolean speaks = message != null || code != null;
        return new ProviderError(status, code, type, message, param, fields, others, ofFamily && speaks);
    }

    private static OptionalInt status(JsonNode error) {
        return Stream.of("status", "code")
                .map(field -> error.path(field).asText())
                .filter(text -> STATUS.matcher(text).matches())
                .mapToInt(Integer::parseInt)
                .findFirst();
    }

    /** Whether there is none: an API would have said something. */
    boolean isAbsent() {
        return fields.isEmpty();
    }

    /** Whether the account has no credit left; as with a wrong key, asking again does not help. */
    boolean isQuota() {
        return names(CREDIT);
    }

    /**
     * Whether the provider does not know the model, or does not have it any more.
     *
     * @param responseStatus the response's status, or the one that the error implies
     */
    boolean isModelUnknown(int responseStatus) {
        return names(MODEL_UNKNOWN)
                || (responseStatus == 404 && "model".equals(param))
                || (responseStatus >= 400 && responseStatus < 500 && ProviderErrorKind.MODEL.in(message));
    }

    /** Whether the provider could not fetch a file from its URL. */
    boolean isAboutDownload() {
        return names(DOWNLOAD) || ProviderErrorKind.DOWNLOAD.in(message);
    }

    /** The field of the request that is at fault; null if the error names none. */
    @Nullable
    String field() {
        return param == null ? null : param.split("[.\\[]", 2)[0];
    }

    /** Whether an error of status 404 or 405 is about the URL or the method, of which the caller has chosen neither. */
    boolean isAboutUrl() {
        return !isOfFamily || names(List.of("unknown_url")) || ProviderErrorKind.URL.in(message);
    }

    private static final Pattern ABOUT_KEY = Pattern.compile(
            "(?i)\\b(?:keys?|api_?keys?|tokens?|credentials?|bearer|unauthori[sz]ed|authenticat\\w*)\\b");

    /** Whether an error of status 401 is about the key: also if it does not say what it is about. */
    boolean isAboutKey() {
        return message == null || names(KEY) || ABOUT_KEY.matcher(message).find();
    }

    /**
     * The status that a response with this error should have had. An error without code does not show that the ask is at
     * fault.
     */
    int impliedStatus() {
        int named = namedStatus();
        return status.orElse(named != 0 ? named : code == null ? 503 : 400);
    }

    /** The status that it had if the request was taken, and the model failed on its way. */
    int failedStatus() {
        int named = namedStatus();
        return status.orElse(named != 0 ? named : 503);
    }

    /** The status that its code stands for, if the ask is then not at fault; 0 if it stands for none. */
    int namedStatus() {
        return names(RATE) ? 429 : names(KEY) ? 401 : names(NOT_NOW) ? 503 : 0;
    }

    private boolean names(List<String> words) {
        String name = code == null ? "" : code.toLowerCase(Locale.ROOT);
        return words.stream().anyMatch(name::contains);
    }
}
