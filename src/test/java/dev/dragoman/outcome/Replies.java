package dev.dragoman.outcome;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;

/** Replies of a provider, and the judge that the tests share. */
final class Replies {
    static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-20T08:00:00Z"), ZoneOffset.UTC);

    static final OutcomeClassifier JUDGE = new OutcomeClassifier();

    private Replies() {}

    /** A JSON reply; in the body {@code '} stands for {@code "}. */
    static ProviderResponse.Received json(int status, String body) {
        return ProviderResponse.Received.of(
                status, "application/json", RetryAfter.UNSAID, bytes(body.replace('\'', '"')));
    }

    static ProviderResponse.Received raw(int status, String contentType, String body) {
        return ProviderResponse.Received.of(status, contentType, RetryAfter.UNSAID, bytes(body));
    }

    static ProviderResponse.Received waiting(int status, String retryAfter) {
        RetryAfter said = RetryAfter.read(name -> name.equals("retry-after") ? retryAfter : null, CLOCK);
        return ProviderResponse.Received.of(status, "application/json", said, bytes("{}"));
    }

    static Problem problem(Outcome outcome) {
        return ((Outcome.Failed) outcome).problem();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
