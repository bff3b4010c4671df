package dev.dragoman.model;

import dev.dragoman.outcome.Outcome;
import dev.dragoman.outcome.ProviderResponse;
import dev.dragoman.outcome.RetryAfter;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.DoubleSupplier;

/**
 * Whether a request is sent again, and when: the same statuses, headers and waits as the provider's official clients, but
 * never past the time there is.
 *
 * @param maxAttempts how many requests an ask may cost, the first one included
 * @param longestWait the longest wait between two of them; one that the provider wants longer is the caller's to make
 * @param leastTime what has to be left after the wait, so that the request can be answered
 * @param random from 0 to 1, spreads the waits
 */
record RetryPolicy(int maxAttempts, Duration longestWait, Duration leastTime, DoubleSupplier random) {
    private static final Duration FIRST = Duration.ofMillis(500);
    private static final Duration LONGEST = Duration.ofSeconds(8);

    /** Up to a quarter less than the back-off, as the official clients do, and a tenth more than what was asked for. */
    private static final double EARLIER = 0.25;

    private static final double LATER = 0.1;

    /** Answers that were paid for, or waited for in vain: once more, and no third time. */
    private static final Set<String> ONCE_MORE = Set.of("invalid_answer", "empty_answer", "upstream_timeout");

    /**
     * Decides after an attempt.
     *
     * @param attempt what came of it
     * @param outcome what that is worth
     * @param made how many attempts were made so far, this one included
     * @param left how much time is left for the ask
     * @return how long to wait before the next one; empty where there is none
     */
    Optional<Duration> again(CallAttempt attempt, Outcome outcome, int made, Duration left) {
        if (made >= maxAttempts || attempt.started() || !(outcome instanceof Outcome.Failed failed)) {
            return Optional.empty();
        }
        RetryAfter said = said(attempt.reply());
        boolean worthIt = said.again() == null ? isPassing(attempt.reply(), failed, made) : said.again();
        return worthIt ? Optional.of(pause(said, made)).filter(pause -> fits(pause, left)) : Optional.empty();
    }

    /**
     * How long to stay away from a provider that has just asked for it.
     *
     * @param asked what it asked for
     * @return a little longer, and not the same for everybody
     */
    Duration spread(Duration asked) {
        return asked.plus(Duration.ofNanos((long) (asked.toNanos() * LATER * random.getAsDouble())));
    }

    /**
     * Whether a wait leaves time for a request.
     *
     * @param pause the wait
     * @param left how much time is left for the ask
     * @return false where the ask has to be handed back instead
     */
    boolean fits(Duration pause, Duration left) {
        return pause.compareTo(longestWait) <= 0 && pause.plus(leastTime).compareTo(left) <= 0;
    }

    private static RetryAfter said(ProviderResponse reply) {
        return reply instanceof ProviderResponse.Received responded ? responded.retryAfter() : RetryAfter.UNSAID;
    }

    private static boolean isPassing(ProviderResponse reply, Outcome.Failed failed, int made) {
        boolean nobodyListens = reply instanceof ProviderResponse.NotReceived unreached
                && unreached.failure() == ProviderResponse.FailureReason.GONE;
        return failed instanceof Outcome.Unavailable
                && !nobodyListens
                && (made == 1 || !ONCE_MORE.contains(failed.problem().code()));
    }

    private Duration pause(RetryAfter said, int made) {
        return said.pause() == null ? backOff(made) : spread(said.pause());
    }

    /**
     * The wait where the provider names none.
     *
     * @param made how many requests failed so far
     * @return 0.5 s, doubled with each, up to 8 s
     */
    Duration backOff(int made) {
        Duration doubled = FIRST.multipliedBy(1L << Math.min(made - 1, 10));
        Duration full = doubled.compareTo(LONGEST) < 0 ? doubled : LONGEST;
        return full.minus(Duration.ofNanos((long) (full.toNanos() * EARLIER * random.getAsDouble())));
    }
}
