package dev.dragoman.outcome;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.event.Endpoint;

/**
 * Judges what a call to the provider came to (design section 4). A response is an answer only where it says itself that
 * one is there: a 200 with an error, with nothing in it or with something else than JSON is a failure.
 *
 * @see <a href="https://platform.openai.com/docs/guides/error-codes">The provider family's error codes</a>
 */
public final class Judge {
    /**
     * Judges one call.
     *
     * @param endpoint where it was sent
     * @param reply what came of it
     * @param expectedInputTokens what the attachments must at least have cost; where the provider reports fewer, the
     *     file never reached the model and the answer is about nothing. 0 means no check
     * @return the outcome; never expired, which only the caller's clock decides
     */
    public Outcome judge(Endpoint endpoint, Reply reply, int expectedInputTokens) {
        if (reply instanceof Reply.Responded responded) {
            return judge(endpoint, responded, expectedInputTokens);
        }
        if (reply instanceof Reply.Streamed streamed) {
            return judge(endpoint, streamed, expectedInputTokens);
        }
        return new ProviderFailures(null).unreached(((Reply.Unreached) reply).reason());
    }

    private static Outcome judge(Endpoint endpoint, Reply.Responded responded, int expectedInputTokens) {
        ProviderFailures failures = new ProviderFailures(responded.retryAfter().pause());
        int status = responded.status();
        ObjectNode response = responded.json();
        if (status >= 300 && status < 600) {
            return failures.of(status, response == null ? ProviderError.NONE : ProviderError.of(response));
        }
        if (status < 200 || status >= 600 || response == null) {
            return failures.invalidAnswer();
        }
        return judge(endpoint, response, expectedInputTokens, failures);
    }

    // Without its last event a stream is no answer, however much of it came.
    private static Outcome judge(Endpoint endpoint, Reply.Streamed streamed, int expectedInputTokens) {
        ProviderFailures failures = new ProviderFailures(null);
        Reply.Reason brokenOff = streamed.brokenOff();
        if (brokenOff != null) {
            return failures.unreached(brokenOff);
        }
        ObjectNode error = streamed.error();
        return judge(endpoint, error == null ? streamed.answer() : error, expectedInputTokens, failures);
    }

    private static Outcome judge(
            Endpoint endpoint, ObjectNode response, int expectedInputTokens, ProviderFailures failures) {
        if (response.hasNonNull("error")) {
            ProviderError error = ProviderError.of(response);
            return failures.of(error.impliedStatus(), error);
        }
        Outcome outcome = endpoint == Endpoint.CHAT
                ? ChatClassifier.judge(response, failures)
                : ResponsesClassifier.judge(response, failures);
        boolean answered = outcome instanceof Outcome.Answered;
        return answered && !wasDelivered(response, expectedInputTokens) ? failures.notDelivered() : outcome;
    }

    // Only a count that is there and too small says that a file is missing.
    private static boolean wasDelivered(ObjectNode response, int expectedInputTokens) {
        long reported = Facts.of(response).inputTokens();
        return reported < 0 || reported >= expectedInputTokens;
    }
}
