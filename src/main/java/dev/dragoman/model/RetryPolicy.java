package dev.dragoman.model;

import dev.dragoman.outcome.Outcome;
import dev.dragoman.outcome.OutcomeClassifier;
import dev.dragoman.outcome.ProviderResponse;
import dev.dragoman.outcome.RetryAfter;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.DoubleSupplier;

/**
 * Decides whether a request is sent again, and when: on the same statuses and headers and after the same waits as the
 * provider's official clients, but never past the time that is left.
 *
 * @param maxAttempts how many requests an ask may cost, the first one included
 * @param longestWait the longest wait between two of them; if the provider wants a longer one, the caller has to wait
 * @param leastTime how much time must be left after the wait, so that the request can be answered
 * @param random from 0 to 1, spreads the waits
 */
record RetryPolicy(int maxAttempts, Duration longestWait, Duration leastTime, DoubleSupplier random) {
    private static final Duration FIRST_BACK_OFF = Duration.ofMillis(500);
    private static final Duration LONGEST_BACK_OFF = Duration.ofSeconds(8);

    /** A back-off is up to a quarter shorter, as with the official clients. */
    private static final double SHORTER = 0.25;

    /** A wait that the provider asked for is up to a tenth longer. */
    private static final double LONGER = 0.1;

    /** The code of a response that would be as unreadable another time. */
    private static final String UNREADABLE = "upstream_headers";

    /** Codes of answers that were on their way: nobody who does not wait pays for another one. */
    private static final Set<String> LOST = Set.of("upstream_timeout", "answer_failed", "answer_without_room");

    /** Codes of answers that were paid for: these and those that were lost are tried twice in all. */
    private static final Set<String> USELESS = Set.of("invalid_answer", "empty_answer");

    /**
     * Decides after a request.
     *
     * @param attempt the request and what came back
     * @param outcome what the response is worth
     * @param attempts how many requests were sent so far, this one included
     * @param left how much time is left for the ask
     * @param patient whether the caller waits. One that does not, over HTTP, has timeouts and retries of its own: after a
     *     timeout of ours nothing is sent again for it, because the request is on its way and may be paid for
     * @return how long to wait before the next request; empty if there is to be none
     */
    Optional<Duration> retryAfter(
            CallAttempt.Sent attempt, Outcome outcome, int attempts, Duration left, boolean patient) {
        if (attempts >= maxAttempts || attempt.started() || !(outcome instanceof Outcome.Failed failed)) {
            return Optional.empty();
        }
        RetryAfter wanted = attempt.response()
                .match(
                        ProviderResponse.Received::retryAfter,
                        streamed -> RetryAfter.UNSAID,
                        notReceived -> RetryAfter.UNSAID);
        boolean retried =
                wanted.again() == null ? mayPass(attempt.response(), failed, attempts, patient) : wanted.again();
        return retried ? Optional.of(pause(wanted, attempts)).filter(pause -> fits(pause, left)) : Optional.empty();
    }

    private static boolean mayPass(ProviderResponse response, Outcome.Failed failed, int attempts, boolean patient) {
        boolean callerGone = response.match(
                received -> false,
                streamed -> streamed.failure() == ProviderResponse.FailureReason.GONE,
                notReceived -> notReceived.failure() == ProviderResponse.FailureReason.GONE);
        String code = failed.problem().code();
        return (failed instanceof Outcome.Unavailable || failed.equals(OutcomeClassifier.EMPTY))
                && !callerGone
                && !code.equals(UNREADABLE)
                && (LOST.contains(code) ? patient && attempts == 1 : attempts == 1 || !USELESS.contains(code));
    }

    private Duration pause(RetryAfter wanted, int attempts) {
        // A wait of nothing says no more than none at all: the official clients take it for that, too.
        return wanted.pause() == null || wanted.pause().isZero() ? backOff(attempts) : spread(wanted.pause());
    }

    /**
     * How long all asks stay away from the provider.
     *
     * @param outcome what a response is worth
     * @param attempts how many requests its ask has sent
     * @return the wait that the provider asks for, or a back-off if it does not say; empty if it does not limit the rate
     */
    Optional<Duration> rateLimit(Outcome outcome, int attempts) {
        if (!(outcome instanceof Outcome.Unavailable unavailable)) {
            return Optional.empty();
        }
        boolean tooMany = unavailable.problem().status() == 429;
        return Optional.ofNullable(unavailable.pause())
                .or(() -> tooMany ? Optional.of(backOff(attempts)) : Optional.empty());
    }

    /**
     * Spreads a wait, so that not all asks come back at the same moment.
     *
     * @param asked what the provider asks for
     * @return a little longer
     */
    Duration spread(Duration asked) {
        return asked.plus(Duration.ofNanos((long) (asked.toNanos() * LONGER * random.getAsDouble())));
    }

    /**
     * Whether a wait leaves time for a request.
     *
     * @param pause the wait
     * @param left how much time is left for the ask
     * @return false if the ask has to be handed back instead
     */
    boolean fits(Duration pause, Duration left) {
        return pause.compareTo(longestWait) <= 0 && pause.plus(leastTime).compareTo(left) <= 0;
    }

    /**
     * Whether an ask may wait once more. Waits for the rate limit come before a request, and waits between requests are
     * counted too: so there may be twice as many as requests.
     *
     * @param waits how often it has waited
     * @return false if the ask has to be handed back instead
     */
    boolean mayWait(int waits) {
        return waits < 2L * maxAttempts;
    }

    /**
     * The wait if the provider names none.
     *
     * @param attempts how many requests failed so far
     * @return 0.5 s, doubled with each request, up to 8 s
     */
    Duration backOff(int attempts) {
        Duration doubled = FIRST_BACK_OFF.multipliedBy(1L << Math.min(attempts - 1, 10));
        Duration full = doubled.compareTo(LONGEST_BACK_OFF) < 0 ? doubled : LONGEST_BACK_OFF;
        return full.minus(Duration.ofNanos((long) (full.toNanos() * SHORTER * random.getAsDouble())));
    }
}
