package dev.dragoman.outcome;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Whose fault a failure is, which its error code tells, and with that what becomes of the ask. Every code that Dragoman
 * makes stands here once: a new one has to decide. A failure that somebody else repairs must not outlive the repair, so only
 * what is the ask's own fault is ever kept.
 */
public enum Fault {
    /** The ask's own: the same bytes never succeed. It is rejected, and the rejection may be kept. */
    ASK,

    /**
     * The circumstances': the ask can't be answered as things stand, and nobody is at work to change that. A limit or list
     * that the operator chose, a file that is not there, an answer that is of no use. It is rejected, since whoever asked has
     * to know; the same ask may succeed later, so nothing is kept.
     */
    CIRCUMSTANCES,

    /** The moment's: unavailable, and delivered again. */
    MOMENT,

    /** The operator's, or of whoever runs what stands around Dragoman: misconfigured, and delivered again. */
    OPERATOR;

    /** The statuses with which a provider says of a request that it is wrong. Whatever is not found may be there later. */
    private static final Set<Integer> WRONG = Set.of(400, 413, 415, 422);

    private static final Map<Fault, Set<String>> CODES = Map.of(
            ASK,
            Set.of(
                    "document_empty",
                    "document_replaced",
                    "document_type_unknown",
                    "idempotency_mismatch",
                    "invalid_ask",
                    "invalid_batch",
                    "invalid_json",
                    "invalid_model",
                    "invalid_pointer",
                    "invalid_query",
                    "invalid_type",
                    "invalid_value",
                    "malformed_request",
                    "missing_required_parameter",
                    "not_an_image",
                    "unknown_parameter",
                    "unsupported_encoding",
                    "unsupported_value",
                    "websocket_not_supported"),
            CIRCUMSTANCES,
            Set.of(
                    "answer_too_large",
                    "batch_ended",
                    "budget_exceeded",
                    "bucket_not_allowed",
                    "cost_not_bounded",
                    "deadline_passed",
                    "document_damaged",
                    "document_encrypted",
                    "document_exists",
                    "document_missing",
                    "document_not_for_chat",
                    "document_too_large",
                    "document_too_long",
                    "empty_answer",
                    "host_not_allowed",
                    "invalid_api_key",
                    "method_not_allowed",
                    "model_not_allowed",
                    "model_not_found",
                    "no_reply_address",
                    "not_found",
                    "operators_only",
                    "origin_not_allowed",
                    "price_unknown",
                    "reply_queue_is_input",
                    "reply_to_not_allowed",
                    "request_too_large",
                    "request_too_slow",
                    "strict_mode",
                    "text_too_large",
                    "too_many_attachments",
                    "unfinished_answer",
                    "unknown_url",
                    "unsupported_media_type",
                    "unsupported_parameter",
                    "upstream_rejected",
                    "url_not_allowed",
                    "url_not_fetched",
                    "value_too_large"),
            MOMENT,
            Set.of(
                    "answer_failed",
                    "answer_without_room",
                    "batch_unfinished",
                    "budget_reserved",
                    "budget_waits",
                    "budgets_unavailable",
                    "caller_gone",
                    "client_limit",
                    "delivery_failed",
                    "document_unfinished",
                    "earlier_message_failed",
                    "in_progress",
                    "internal_error",
                    "invalid_answer",
                    "ledger_unavailable",
                    "no_time_left",
                    "rate_limited",
                    "server_ending",
                    "server_starting",
                    "storage_unavailable",
                    "too_busy",
                    "too_many_calls",
                    "upstream_broken",
                    "upstream_down",
                    "upstream_failed",
                    "upstream_headers",
                    "upstream_timeout",
                    "upstream_unreachable",
                    "url_unavailable"),
            OPERATOR,
            Set.of(
                    "bucket_forbidden",
                    "bucket_missing",
                    "budgets_refused",
                    "default_price_unknown",
                    "delivery_refused",
                    "event_not_understood",
                    "file_not_delivered",
                    "ledger_refused",
                    "pointer_not_allowed",
                    "upstream_not_found",
                    "upstream_quota",
                    "upstream_redirect",
                    "upstream_refused",
                    "upstream_tls",
                    "upstream_unauthorized"));

    /** What is made of an answer that was paid for and is of no use. */
    private static final Set<String> USELESS = Set.of("answer_too_large", "empty_answer", "unfinished_answer");

    private static final Map<String, Fault> BY_CODE = byCode();

    private static Map<String, Fault> byCode() {
        Map<String, Fault> faults = new HashMap<>();
        CODES.forEach((fault, codes) -> codes.forEach(code -> faults.put(code, fault)));
        return Map.copyOf(faults);
    }

    /**
     * The codes of Dragoman's own whose fault this is.
     *
     * @return as in {@link Problem#code}
     */
    public Set<String> codes() {
        return CODES.getOrDefault(this, Set.of());
    }

    /**
     * Whose fault a problem is. A code that is the provider's own counts by its status.
     *
     * @param problem with any code
     * @return the ask's only if nothing speaks for another
     */
    public static Fault of(Problem problem) {
        Fault known = BY_CODE.get(problem.code());
        return known != null ? known : WRONG.contains(problem.status()) ? ASK : CIRCUMSTANCES;
    }

    /** Whether the problem is that an answer was paid for and is of no use. */
    static boolean isUselessAnswer(Problem problem) {
        return USELESS.contains(problem.code());
    }
}
