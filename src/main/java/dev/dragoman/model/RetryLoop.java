package dev.dragoman.model;

import dev.dragoman.outcome.Outcome;
import dev.dragoman.outcome.OutcomeClassifier;
import dev.dragoman.outcome.Problem;
import dev.dragoman.outcome.ProviderResponse;
import dev.dragoman.payload.Payload;
import io.smallrye.faulttolerance.api.TypedGuard;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.util.TypeLiteral;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** The one loop that sends a request to the provider again; nothing else does. */
public final class RetryLoop {
    /** Sends one request. */
    interface Sending {
        /**
         * Sends it. Never fails: what goes wrong is in the attempt.
         *
         * @param key the provider's key
         * @param limit the longest that it may take
         */
        Uni<CallAttempt> send(String key, Duration limit);
    }

    /**
     * What bounds the calls.
     *
     * @param maxAttempts how many requests an ask may cost, the first one included
     * @param longestWait the longest wait between two of them
     * @param leastTime how much time has to be left for a request
     * @param atOnce how many requests of all asks may be on their way
     * @param slow how long a request has to have had before its timeout tells against the provider
     * @param volume how many requests the circuit breaker looks back on
     * @param rest how long the circuit breaker stays open
     */
    public record Limits(
            int maxAttempts,
            Duration longestWait,
            Duration leastTime,
            int atOnce,
            Duration slow,
            int volume,
            Duration rest) {}

    private final TypedGuard<CompletionStage<RetryState>> loop;
    private final RetryPolicy policy;
    private final ProviderGuard upstream;
    private final RateLimitGate rateLimitGate;
    private final OutcomeClassifier judge;
    private final ApiKey key;
    private final LongSupplier nanos;

    /**
     * The loop of one provider.
     *
     * @param limits what bounds the calls
     * @param key the provider's key
     * @param judge tells what a reply is worth
     * @param random from 0 to 1, spreads the waits
     * @param nanos the monotonic clock
     */
    public RetryLoop(Limits limits, ApiKey key, OutcomeClassifier judge, DoubleSupplier random, LongSupplier nanos) {
        this.key = key;
        this.judge = judge;
        this.nanos = nanos;
        policy = new RetryPolicy(limits.maxAttempts(), limits.longestWait(), limits.leastTime(), random);
        upstream = new ProviderGuard(limits.atOnce(), limits.slow(), limits.volume(), limits.rest(), nanos);
        rateLimitGate = new RateLimitGate(nanos);
        loop = TypedGuard.create(new TypeLiteral<CompletionStage<RetryState>>() {})
                .withDescription("ask")
                .withRetry()
                // The policy counts requests; a turn that quiet time keeps back is none.
                .maxRetries(2 * limits.maxAttempts())
                .maxDuration(0, ChronoUnit.MILLIS)
                .jitter(0, ChronoUnit.MILLIS)
                .whenException(RetryLoop::isAgain)
                .withCustomBackoff()
                .strategy(() -> failure -> Causes.find(failure, Again.class)
                        .map(again -> again.pause.toMillis() + 1)
                        .orElse(0L))
                .done()
                .done()
                .build();
    }

    /**
     * Sends a request, and again while that may help and there is time.
     *
     * @param payload what is sent
     * @param budget how long all of it may take, waits included
     * @param patient whether it waits too while the provider asks all to wait, because handing it back is dear: each
     *     delivery of a queue's message is one of few. Else it is told at once to come again
     * @param sending sends it
     * @return what was tried, once it is over; fails only where something of ours is broken
     */
    CompletionStage<RetryState> run(Payload payload, Duration budget, boolean patient, Sending sending) {
        RetryState tries = new RetryState(nanos, budget, patient);
        // Most asks need no loop, which costs as much as the rest of this stage: only what goes again enters it.
        return tried(payload, tries, sending)
                .exceptionallyCompose(failure -> isAgain(failure)
                        ? again(failure, () -> tried(payload, tries, sending))
                                .exceptionallyCompose(
                                        last -> isAgain(last) ? completed(tries) : CompletableFuture.failedFuture(last))
                        : CompletableFuture.failedFuture(failure));
    }

    // The loop begins with what has failed already.
    private CompletionStage<RetryState> again(Throwable failure, Supplier<CompletionStage<RetryState>> turn) {
        AtomicBoolean begun = new AtomicBoolean();
        return loop.get(() -> begun.getAndSet(true) ? turn.get() : CompletableFuture.failedFuture(failure));
    }

    private static boolean isAgain(Throwable failure) {
        return Causes.find(failure, Again.class).isPresent();
    }

    private CompletionStage<RetryState> tried(Payload payload, RetryState tries, Sending sending) {
        Optional<Duration> quiet = rateLimitGate.enter();
        if (quiet.isPresent()) {
            return keptBack(tries, new Outcome.Unavailable(Problem.rateLimited(), quiet.get()));
        }
        String used = key.current();
        long started = nanos.getAsLong();
        Duration before = tries.took();
        return upstream.call(tries.left(), () -> {
                    tries.sent();
                    return sending.send(used, tries.left()).subscribeAsCompletionStage();
                })
                .thenCompose(attempt -> {
                    tries.came(attempt, before);
                    Outcome outcome =
                            judge.classify(payload.endpoint(), attempt.reply(), payload.expectedInputTokens());
                    heed(attempt.reply(), outcome, tries.made(), started);
                    return next(tries, attempt, outcome, used);
                })
                .exceptionallyCompose(failure -> {
                    rateLimitGate.nothingLearnt();
                    Optional<CallNotPermitted> keptBack = Causes.find(failure, CallNotPermitted.class);
                    keptBack.ifPresent(why -> tries.keptBack(why.outcome()));
                    return keptBack.isPresent() ? completed(tries) : CompletableFuture.failedFuture(failure);
                });
    }

    private CompletionStage<RetryState> next(RetryState tries, CallAttempt attempt, Outcome outcome, String used) {
        boolean refused = attempt.reply() instanceof ProviderResponse.Received responded
                && (responded.status() == 401 || responded.status() == 403);
        if (refused && tries.mayRenew()) {
            return key.renew(used).thenCompose(renewed -> renewed ? again(tries, Duration.ZERO) : completed(tries));
        }
        return policy.again(attempt, outcome, tries.made(), tries.left())
                .map(pause -> again(tries, pause))
                .orElseGet(() -> completed(tries));
    }

    private CompletionStage<RetryState> keptBack(RetryState tries, Outcome.Unavailable why) {
        tries.keptBack(why);
        Duration pause = policy.spread(why.retryAfter());
        return tries.waitsOn() && policy.fits(pause, tries.left()) ? again(tries, pause) : completed(tries);
    }

    /** Whether the provider has asked all to wait, or has failed too often, and nobody knows yet that it is over. */
    boolean isQuiet() {
        return rateLimitGate.lasts() || upstream.pollBackoff();
    }

    private static CompletionStage<RetryState> completed(RetryState tries) {
        return CompletableFuture.completedFuture(tries);
    }

    private static CompletionStage<RetryState> again(RetryState tries, Duration pause) {
        tries.waits(pause);
        return CompletableFuture.failedFuture(new Again(pause));
    }

    private void heed(ProviderResponse reply, Outcome outcome, int made, long started) {
        boolean rateLimited = outcome instanceof Outcome.Unavailable unavailable
                && (unavailable.pause() != null || unavailable.problem().status() == 429);
        if (rateLimited) {
            Duration asked = ((Outcome.Unavailable) outcome).pause();
            rateLimitGate.begin(asked == null ? policy.backOff(made) : asked);
        } else if (reply instanceof ProviderResponse.NotReceived) {
            rateLimitGate.nothingLearnt();
        } else {
            rateLimitGate.end(started);
        }
    }

    /** Makes the loop go round. */
    private static final class Again extends RuntimeException {
        private static final long serialVersionUID = 1;

        private final transient Duration pause;

        Again(Duration pause) {
            super("once more", null, false, false);
            this.pause = pause;
        }
    }
}
