package dev.dragoman.outcome;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An error as the provider describes it. GMI wraps the error of the model's own server: {@code error.details.error} is the
 * one that says what is wrong.
 *
 * @param status an HTTP status that the error itself names; empty if it names none
 * @param code its code, or else its type; null if it has neither
 * @param message null if it has none
 * @param param the field at fault; null if it names none
 */
record ProviderError(
        OptionalInt status,
        @Nullable String code,
        @Nullable String message,
        @Nullable String param) {
    private static final Pattern STATUS = Pattern.compile("[45][0-9][0-9]");

    /** Of a response without error. */
    static final ProviderError NONE = new ProviderError(OptionalInt.empty(), null, null, null);

    private static final List<String> RATE = List.of("rate_limit", "ratelimit", "too_many_requests");
    private static final List<String> KEY = List.of("authentication", "invalid_api_key", "permission");
    private static final List<String> NOT_NOW =
            List.of("server_error", "internal", "overload", "timeout", "unavailable");

    /**
     * Reads the error of a response: its {@code error}, or the response itself, in which some servers put the same fields.
     *
     * @param response the whole response
     * @return all parts empty if it has none
     */
    static ProviderError of(ObjectNode response) {
        return read(response.hasNonNull("error") ? response.path("error") : response);
    }

    private static ProviderError read(JsonNode error) {
        if (error.isTextual()) {
            return new ProviderError(OptionalInt.empty(), null, error.textValue(), null);
        }
        JsonNode inner = error.path("details").path("error");
        return inner.isObject() ? read(inner).within(plain(error)) : plain(error);
    }

    private static ProviderError plain(JsonNode error) {
        String code = error.path("code").textValue();
        String message = error.path("message").textValue();
        return new ProviderError(
                status(error),
                code == null || STATUS.matcher(code).matches()
                        ? error.path("type").textValue()
                        : code,
                message == null ? error.path("detail").textValue() : message,
                error.path("param").textValue());
    }

    private ProviderError within(ProviderError outer) {
        return new ProviderError(
                status.isPresent() ? status : outer.status,
                code == null ? outer.code : code,
                message == null ? outer.message : message,
                param == null ? outer.param : param);
    }

    private static OptionalInt status(JsonNode error) {
        return Stream.of("status", "code")
                .map(field -> error.path(field).asText())
                .filter(text -> STATUS.matcher(text).matches())
                .mapToInt(Integer::parseInt)
                .findFirst();
    }

    /** Whether the account has no credit left; as with a wrong key, asking again does not help. */
    boolean isQuota() {
        return names(List.of("insufficient_quota", "billing"));
    }

    /**
     * The status that a response with this error should have had. An error without code does not show that the ask is at
     * fault.
     */
    int impliedStatus() {
        if (status.isPresent()) {
            return status.getAsInt();
        }
        if (names(RATE)) {
            return 429;
        }
        if (names(KEY)) {
            return 401;
        }
        return code == null || names(NOT_NOW) ? 503 : 400;
    }

    private boolean names(List<String> words) {
        String name = code == null ? "" : code.toLowerCase(Locale.ROOT);
        return words.stream().anyMatch(name::contains);
    }
}
