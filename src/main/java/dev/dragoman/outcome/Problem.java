package dev.dragoman.outcome;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.json.Json;
import org.jspecify.annotations.Nullable;

/**
 * Why there is no answer, in words that a caller may see.
 *
 * @param status the HTTP status for callers over HTTP, 400 to 599
 * @param type the provider's error classes, as {@code invalid_request_error}
 * @param code a short snake_case name
 * @param message one sentence: what is wrong, which field, file or key, and what to do; no content, no internals
 * @param param the field at fault; null if there is none
 * @param reply what HTTP callers get instead of all this; null if the provider did not say it
 */
public record Problem(
        int status,
        String type,
        String code,
        String message,
        @Nullable String param,
        @Nullable ProviderReply reply) {
    private static final String REPLACED = "document_replaced";

    /** A problem that is ours to describe. */
    public Problem(int status, String type, String code, String message, @Nullable String param) {
        this(status, type, code, message, param, null);
    }

    /** The same problem, as the provider described it. */
    Problem with(ProviderReply other) {
        return new Problem(status, type, code, message, param, other);
    }

    /**
     * The caller's ask is wrong.
     *
     * @param status 4xx
     * @param code a short snake_case name
     * @param message one sentence
     * @param param the field at fault; null if there is none
     * @return a problem of type {@code invalid_request_error}
     */
    public static Problem ofAsk(int status, String code, String message, @Nullable String param) {
        return new Problem(status, "invalid_request_error", code, message, param);
    }

    /**
     * A document that was replaced before it was read. The new document has an event of its own, and its result is the one
     * that counts: for this one none is written.
     *
     * @param uri the document
     * @return a problem of status 409
     */
    public static Problem replaced(String uri) {
        return ofAsk(409, REPLACED, uri + " was replaced; the newer one has an event of its own.", "document");
    }

    /**
     * Whether the document was replaced, so that no result of it is written.
     *
     * @return true for {@link #replaced}
     */
    public boolean isReplacement() {
        return code.equals(REPLACED);
    }

    /**
     * Whether a budget has to be waited for, so that nothing was called.
     *
     * @return true for a budget that is used up for now, or that calls under way may use up
     */
    public boolean isOfBudget() {
        return code.equals("budget_waits") || code.equals("budget_reserved");
    }

    /**
     * Whether what an ask refers to could not be had: a bucket or a host that is somebody's, and not all asks'.
     *
     * @return false too for what is the ask's own fault
     */
    public boolean isOfReference() {
        return code.equals("bucket_forbidden") || code.equals("bucket_missing") || code.equals("url_unavailable");
    }

    boolean isInProgress() {
        return code.equals("in_progress");
    }

    /**
     * The provider failed, or could not be reached.
     *
     * @param status 5xx or 429
     * @param code a short snake_case name
     * @param message one sentence
     * @return a problem of type {@code upstream_error}
     */
    public static Problem ofProvider(int status, String code, String message) {
        return new Problem(status, "upstream_error", code, message, null);
    }

    /**
     * The provider's rate limit.
     *
     * @return a problem of status 429
     */
    public static Problem rateLimited() {
        return ofProvider(429, "rate_limited", "The model's provider asks for fewer requests at a time.");
    }

    /**
     * Dragoman, or a service that it needs, is set up wrongly or broken.
     *
     * @param status 5xx
     * @param code a short snake_case name
     * @param message one sentence
     * @return a problem of type {@code server_error}
     */
    public static Problem ofServer(int status, String code, String message) {
        return new Problem(status, "server_error", code, message, null);
    }

    /**
     * The provider's error format, which HTTP callers' clients parse (design section 3, HTTP).
     *
     * @return {@code {"error": {"message", "type", "param", "code"}}}
     */
    public ObjectNode json() {
        ObjectNode root = Json.object();
        root.putObject("error")
                .put("message", message)
                .put("type", type)
                .put("param", param)
                .put("code", code);
        return root;
    }
}
