package dev.dragoman.outcome;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.event.Endpoint;
import dev.dragoman.json.Json;

/**
 * Decides which outcome a call to the provider has (design section 4). A response is an answer only if it says itself
 * that one is there: a 200 with an error or with something else than an answer's JSON is a failure. An error that says nothing, such as
 * {@code {}}, is none. An answer with an empty
 * text is one, except to an ask that needs text.
 *
 * @see <a href="https://platform.openai.com/docs/guides/error-codes">The provider family's error codes</a>
 */
public final class OutcomeClassifier {
    private static final String EMPTY_CODE = "empty_answer";

    /** For an ask that needs text: an answer with nothing at all in it. Another call may bring one. */
    public static final Outcome.Rejected EMPTY = withoutText("The model endpoint sent an answer without any content.");

    private static final Outcome.Rejected TEXTLESS =
            withoutText("The model answered without any text, with tool calls or thoughts only.");

    /**
     * Classifies one call.
     *
     * @param endpoint where it was sent
     * @param reply what came back
     * @param expected what the ask needs of the answer
     * @return the outcome; never expired, which the ask's deadline decides
     */
    public Outcome classify(Endpoint endpoint, ProviderResponse reply, Expectation expected) {
        return reply.match(
                received -> classify(endpoint, received, expected),
                streamed -> classify(endpoint, streamed, expected),
                notReceived -> new ProviderFailures(null, expected).unreached(notReceived.failure()));
    }

    private static Outcome classify(Endpoint endpoint, ProviderResponse.Received received, Expectation expected) {
        ProviderFailures failures = new ProviderFailures(received.retryAfter().pause(), expected);
        int status = received.status();
        ObjectNode response = received.json();
        if (status >= 300 && status < 600) {
            return failures.of(status, response == null ? ProviderError.none() : ProviderError.of(response));
        }
        if (status < 200 || status >= 600) {
            return failures.unknownStatus(status);
        }
        if (response == null) {
            return failures.invalidAnswer();
        }
        return classify(endpoint, response, expected, failures);
    }

    // Without its last event a stream is no answer, however much of it has arrived.
    private static Outcome classify(Endpoint endpoint, ProviderResponse.Streamed streamed, Expectation expected) {
        ProviderFailures failures = new ProviderFailures(null, expected);
        ProviderResponse.FailureReason brokenOff = streamed.failure();
        if (brokenOff != null) {
            return failures.unreached(brokenOff);
        }
        ObjectNode error = streamed.error();
        return classify(endpoint, error == null ? streamed.answer() : error, expected, failures);
    }

    private static Outcome classify(
            Endpoint endpoint, ObjectNode response, Expectation expected, ProviderFailures failures) {
        boolean hasFailed = endpoint == Endpoint.CHAT
                ? ChatClassifier.hasFailed(response)
                : ResponsesClassifier.hasFailed(response);
        if (!hasFailed && !Json.saysNothing(response.path("error"))) {
            return failures.inside(ProviderError.of(response));
        }
        Outcome outcome =
                switch (endpoint) {
                    case CHAT -> ChatClassifier.classify(response, failures);
                    case RESPONSES -> ResponsesClassifier.classify(response, failures);
                    case EMBEDDINGS -> embeddings(response, failures);
                };
        return outcome.match(
                answered -> lacksText(answered, expected) ? empty(endpoint, response) : answered, failed -> failed);
    }

    private static Outcome embeddings(ObjectNode response, ProviderFailures failures) {
        return response.path("data").isArray()
                ? new Outcome.Completed("", response, "completed")
                : failures.invalidAnswer();
    }

    private static boolean lacksText(Outcome.Answered answered, Expectation expected) {
        return expected.needsText()
                && answered instanceof Outcome.Completed
                && answered.text().isBlank();
    }

    private static Outcome empty(Endpoint endpoint, ObjectNode response) {
        boolean moreThanText = endpoint == Endpoint.CHAT
                ? ChatClassifier.isMoreThanText(response)
                : ResponsesClassifier.isMoreThanText(response);
        return moreThanText ? TEXTLESS : EMPTY;
    }

    private static Outcome.Rejected withoutText(String message) {
        return new Outcome.Rejected(Problem.ofProvider(502, EMPTY_CODE, message));
    }
}
