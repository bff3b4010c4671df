package dev.dragoman.outcome;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;

/** Replies of a provider, and the judge that the tests share. */
final class Replies {
    static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-20T08:00:00Z"), ZoneOffset.UTC);

    static final Judge JUDGE = new Judge(CLOCK);

    private Replies() {}

    /** A JSON reply; in the body {@code '} stands for {@code "}. */
    static Reply.Responded json(int status, String body) {
        return new Reply.Responded(status, "application/json", Optional.empty(), bytes(body.replace('\'', '"')));
    }

    static Reply.Responded raw(int status, String contentType, String body) {
        return new Reply.Responded(status, contentType, Optional.empty(), bytes(body));
    }

    static Reply.Responded waiting(int status, String retryAfter) {
        return new Reply.Responded(status, "application/json", Optional.of(retryAfter), bytes("{}"));
    }

    static Problem problem(Outcome outcome) {
        return ((Outcome.Failed) outcome).problem();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
