package dev.dragoman.outcome;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The outcomes of failed calls, with messages of our own that callers may see. The provider's message is passed on,
 * sanitised, if the ask is at fault, since then the caller can do something about it; to HTTP callers always, as {@link
 * ProviderReply}.
 *
 * @param pause how long the provider asks to wait; null if it does not say
 * @param expected tells what of the request is not the ask's doing
 */
record ProviderFailures(@Nullable Duration pause, Expectation expected) {
    /** The statuses that say of a request that it is wrong. Any other is about how it was sent, or by whom. */
    private static final Set<Integer> WRONG = Set.of(400, 404, 410, 413, 415, 422);

    /** Of a model that the caller has named, whatever the provider calls it. */
    private static final String NO_MODEL_CODE = "model_not_found";

    Outcome unreached(ProviderResponse.FailureReason reason) {
        return switch (reason) {
            case CONNECT -> unavailable(503, "upstream_unreachable", "The model endpoint could not be reached.");
            case TIMEOUT -> unavailable(503, "upstream_timeout", "The model endpoint did not answer in time.");
            case BROKEN -> unavailable(503, "upstream_broken", "The connection to the model endpoint broke off.");
            case TOO_LARGE ->
                new Outcome.Rejected(Problem.ofProvider(
                        502,
                        "answer_too_large",
                        "The model's answer is larger than DRAGOMAN_MODEL_MAX_ANSWER allows, or would take more memory than"
                                + " there is (DRAGOMAN_HTTP_MAX_BODIES): ask for less."));
            case HEAD_TOO_LARGE ->
                unavailable(
                        503,
                        "upstream_headers",
                        "The headers of the model endpoint's response are longer than 64 KiB together, so its answer could not"
                                + " be read: look at what the provider, or a proxy before it, sends.");
            case NO_ROOM ->
                unavailable(
                        503,
                        "answer_without_room",
                        "There was no memory for the model's answer, because other calls had it: send fewer or smaller ones"
                                + " at a time, or give Dragoman more (DRAGOMAN_HTTP_MAX_BODIES).");
            case GONE ->
                unavailable(503, "caller_gone", "The caller went away, or Dragoman ended, before the answer was over.");
            case TLS ->
                misconfigured(
                        "upstream_tls",
                        "No trusted TLS connection to the model endpoint: check its certificate and"
                                + " DRAGOMAN_MODEL_BASE_URL.");
        };
    }

    /**
     * An error of the provider.
     *
     * @param status 300 to 599
     * @param error what it says
     */
    Outcome of(int status, ProviderError error) {
        if (status == 402 || error.isQuota()) {
            return noCredit(status, error);
        }
        if (status < 400) {
            return misconfigured(
                    "upstream_redirect",
                    "The model endpoint redirects, which is not followed: check DRAGOMAN_MODEL_BASE_URL.");
        }
        if (expected.isOperators("model") && error.isModelUnknown(status)) {
            return new Outcome.Misconfigured(told(
                    status,
                    error,
                    Problem.ofServer(
                            502,
                            "upstream_not_found",
                            "The model endpoint does not know the model: check DRAGOMAN_MODEL_NAME, or the model of the"
                                    + " document's rule.")));
        }
        return switch (status) {
            case 401, 403 -> refused(status, error);
            case 404, 405 -> error.isAboutUrl() ? noSuchUrl(status, error) : wrong(status, error);
            case 429 -> limited(status, error);
            case 408, 409 -> failed(status, error);
            default -> status >= 500 ? failed(status, error) : wrong(status, error);
        };
    }

    // Only what the provider finds wrong with the request is the ask's fault, and only of what the ask has chosen.
    private Outcome wrong(int status, ProviderError error) {
        return switch (error.namedStatus()) {
            case 401 -> error.isAboutKey() ? wrongKey(status, error) : notPermitted(status, error);
            // Not "too many", but more at once than the account may send.
            case 429 -> notPermitted(status, error);
            case 503 -> failed(status, error);
            default -> wrongInWords(status, error);
        };
    }

    private Outcome wrongInWords(int status, ProviderError error) {
        String words = error.message();
        if (ProviderErrorKind.KEY.in(words)) {
            return wrongKey(status, error);
        }
        if (ProviderErrorKind.CREDIT.in(words)) {
            return noCredit(status, error);
        }
        if (ProviderErrorKind.ACCOUNT.in(words)) {
            return notPermitted(status, error);
        }
        if (expected.presigned() && error.isAboutDownload()) {
            return misconfigured(
                    "file_not_delivered",
                    "The provider could not fetch the file from its presigned URL: check that it can reach the bucket,"
                            + " or set DRAGOMAN_DOCUMENTS_ATTACH=inline.",
                    status,
                    error);
        }
        String field = error.field();
        if (field != null && expected.isOperators(field)) {
            return misconfigured(
                    "upstream_refused",
                    "The model endpoint refuses \"" + field + "\", which the settings choose and not the ask.",
                    status,
                    error);
        }
        if (error.isAbsent() || !WRONG.contains(status)) {
            return misconfigured(
                    "upstream_refused",
                    "The model endpoint, or a proxy before it, refused the request with status " + status
                            + " and not for what it asks: check DRAGOMAN_MODEL_BASE_URL and what lies between.",
                    status,
                    error);
        }
        return rejected(status, error);
    }

    private static Outcome noCredit(int status, ProviderError error) {
        return new Outcome.Misconfigured(told(
                status,
                error,
                Problem.ofServer(502, "upstream_quota", "The account with the model's provider has no credit left.")));
    }

    private Outcome limited(int status, ProviderError error) {
        return new Outcome.Unavailable(told(status, error, Problem.rateLimited()), pause);
    }

    /**
     * An error of the provider inside a success, or in a stream.
     *
     * @param error what it says
     */
    Outcome inside(ProviderError error) {
        int status = error.impliedStatus();
        return status < 500 || error.isQuota()
                ? of(status, error)
                : new Outcome.Unavailable(told(503, error, down("The model endpoint failed.")), pause);
    }

    /**
     * An answer that says of itself that it failed. The model was at work, so it may have been paid for: that is another
     * thing than an error in place of an answer.
     *
     * @param status the one that the error stands for
     * @param reason the word by which the answer says so
     * @param error what is said beside it
     */
    Outcome failedAnswer(int status, String reason, ProviderError error) {
        if (status < 500 || error.isQuota()) {
            return of(status, error);
        }
        Problem own = Problem.ofProvider(
                503,
                "answer_failed",
                "The model failed before its answer was whole (\"%s\")."
                        .formatted(SanitizedText.name(reason).orElse("error")));
        return new Outcome.Unavailable(told(503, error, own), pause);
    }

    // A 5xx of its own is described in our words: for the caller it stands for all attempts.
    private Outcome failed(int status, ProviderError error) {
        Problem own = down("The model endpoint failed with status " + status + ".");
        return new Outcome.Unavailable(status < 500 ? told(status, error, own) : own, pause);
    }

    /** A status that a response can't have counts as a failure of the server (RFC 9110, 15). */
    Outcome unknownStatus(int status) {
        return new Outcome.Unavailable(
                down("The model endpoint answered with status " + status + ", which is none of HTTP's."), pause);
    }

    private static Problem down(String message) {
        return Problem.ofProvider(503, "upstream_failed", message);
    }

    private static Outcome refused(int status, ProviderError error) {
        return status == 401 && error.isAboutKey() ? wrongKey(status, error) : notPermitted(status, error);
    }

    private static Outcome wrongKey(int status, ProviderError error) {
        return hinted(
                status,
                error,
                unauthorized(
                        "The model endpoint does not accept the key: check GMI_API_KEY or DRAGOMAN_MODEL_API_KEY."));
    }

    private static Outcome notPermitted(int status, ProviderError error) {
        Problem own = unauthorized(SanitizedText.message(error.message())
                .orElse("The model endpoint does not permit the request (status " + status
                        + "): check what the key's account may do."));
        return new Outcome.Misconfigured(told(status, error, own));
    }

    private static Outcome noSuchUrl(int status, ProviderError error) {
        return hinted(
                status,
                error,
                Problem.ofServer(
                        502,
                        "upstream_not_found",
                        "The model endpoint has no such URL: check DRAGOMAN_MODEL_BASE_URL and"
                                + " DRAGOMAN_MODEL_PROFILE."));
    }

    // What the provider says would lead the caller astray, who has neither this key nor this URL.
    private static Outcome hinted(int status, ProviderError error, Problem own) {
        String message =
                own.message() + words(error).map(said -> " It says: " + said).orElse("");
        return new Outcome.Misconfigured(own.with(ProviderReply.of(status, error, own, message)));
    }

    // The operator reads what the provider says beside what to do.
    private static Outcome misconfigured(String code, String message, int status, ProviderError error) {
        String said = SanitizedText.message(error.message())
                .map(words -> " It says: " + words)
                .orElse("");
        return new Outcome.Misconfigured(told(status, error, Problem.ofServer(502, code, message + said)));
    }

    private static Problem unauthorized(String message) {
        return Problem.ofServer(502, "upstream_unauthorized", message);
    }

    private static Outcome rejected(int status, ProviderError error) {
        String ownWords = "The model endpoint rejected the request with status " + status + ".";
        Problem own = new Problem(
                status,
                SanitizedText.name(error.type()).orElse("invalid_request_error"),
                error.isModelUnknown(status)
                        ? NO_MODEL_CODE
                        : SanitizedText.name(error.code()).orElse("upstream_rejected"),
                SanitizedText.message(error.message()).orElse(ownWords),
                SanitizedText.name(error.param()).orElse(null));
        return new Outcome.Rejected(told(status, error, own));
    }

    private static Problem told(int status, ProviderError error, Problem own) {
        String message = words(error).orElse(own.message());
        return own.with(ProviderReply.of(status, error, own, message));
    }

    private static Optional<String> words(ProviderError error) {
        return Optional.ofNullable(error.message()).map(SanitizedText::text).filter(text -> !text.isEmpty());
    }

    /** A success that is no JSON object, or not one of an answer; nothing of it is repeated. */
    Outcome invalidAnswer() {
        return unavailable(
                503,
                "invalid_answer",
                "What the model endpoint sent is not the JSON of an answer: check that DRAGOMAN_MODEL_BASE_URL is an"
                        + " OpenAI-compatible /v1.");
    }

    /** An answer that would have to be fetched later. */
    Outcome unfinishedAnswer() {
        return new Outcome.Rejected(Problem.ofAsk(
                422,
                "unfinished_answer",
                "The model endpoint put the answer off: leave \"background\" out of the request.",
                "background"));
    }

    private Outcome unavailable(int status, String code, String message) {
        return new Outcome.Unavailable(Problem.ofProvider(status, code, message), pause);
    }

    private static Outcome misconfigured(String code, String message) {
        return new Outcome.Misconfigured(Problem.ofServer(502, code, message));
    }
}
