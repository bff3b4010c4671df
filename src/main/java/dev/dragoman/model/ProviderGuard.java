package dev.dragoman.model;

import dev.dragoman.outcome.Outcome;
import dev.dragoman.outcome.Problem;
import dev.dragoman.outcome.ProviderResponse;
import io.smallrye.faulttolerance.api.CircuitBreakerState;
import io.smallrye.faulttolerance.api.TypedGuard;
import jakarta.enterprise.util.TypeLiteral;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.eclipse.microprofile.faulttolerance.exceptions.BulkheadException;
import org.eclipse.microprofile.faulttolerance.exceptions.CircuitBreakerOpenException;
import org.jboss.logging.Logger;

/**
 * The provider as all asks share it: so many calls at a time, and none for a while after it has failed too often. What
 * it keeps back comes as a {@link CallNotPermitted}.
 */
final class ProviderGuard {
    private static final Logger LOG = Logger.getLogger(ProviderGuard.class);

    private static final Duration SHORTLY = Duration.ofSeconds(1);

    private final TypedGuard<CompletionStage<CallAttempt>> guard;
    private final Duration slow;
    private final Duration rest;
    private final LongSupplier nanos;
    private volatile CircuitBreakerState state = CircuitBreakerState.CLOSED;
    private volatile long opened;

    /**
     * @param atOnce how many calls may be on their way
     * @param slow how long a call has to have had before its timeout tells against the provider
     * @param volume how many calls the circuit breaker looks back on; it opens where half of them failed
     * @param rest how long it stays open before a single call may try
     * @param nanos the monotonic clock
     */
    ProviderGuard(int atOnce, Duration slow, int volume, Duration rest, LongSupplier nanos) {
        this.slow = slow;
        this.rest = rest;
        this.nanos = nanos;
        guard = TypedGuard.create(new TypeLiteral<CompletionStage<CallAttempt>>() {})
                .withDescription("model")
                .withBulkhead()
                .limit(atOnce)
                // The least there is: whoever finds no place is told at once.
                .queueSize(1)
                .done()
                .withCircuitBreaker()
                .requestVolumeThreshold(volume)
                .delay(rest.toMillis(), ChronoUnit.MILLIS)
                .when(failure -> Causes.find(failure, Down.class).isPresent())
                .onStateChange(this::changed)
                .done()
                .build();
    }

    /**
     * Makes a call, where that may be.
     *
     * @param limit how long the call may take
     * @param call makes it; what goes wrong is in the attempt
     * @return the attempt; fails as {@link CallNotPermitted} where the call was not made
     */
    CompletionStage<CallAttempt> call(Duration limit, Supplier<CompletionStage<CallAttempt>> call) {
        boolean longEnough = limit.compareTo(slow) >= 0;
        return guard.get(() -> call.get()
                        .thenCompose(attempt -> isDown(attempt.reply(), longEnough)
                                ? CompletableFuture.failedFuture(new Down(attempt))
                                : CompletableFuture.completedFuture(attempt)))
                .exceptionallyCompose(this::explained);
    }

    private void changed(CircuitBreakerState next) {
        opened = nanos.getAsLong();
        state = next;
        switch (next) {
            case OPEN ->
                LOG.warnf(
                        "The model endpoint keeps failing: it is called again in %d ms (DRAGOMAN_MODEL_BREAKER_REST).",
                        rest.toMillis());
            case CLOSED -> LOG.info("The model endpoint answers again.");
            case HALF_OPEN -> LOG.debug("One call tries the model endpoint.");
        }
    }

    /** Whether a call would not be made now, as the provider has failed too often. */
    boolean pollBackoff() {
        // The breaker stays open until a call comes after its rest; that one has to be let through to it.
        return state == CircuitBreakerState.HALF_OPEN
                || (state == CircuitBreakerState.OPEN && nanos.getAsLong() - opened < rest.toNanos());
    }

    private CompletionStage<CallAttempt> explained(Throwable failure) {
        Optional<Down> down = Causes.find(failure, Down.class);
        if (down.isPresent()) {
            return CompletableFuture.completedFuture(down.get().attempt);
        }
        if (Causes.find(failure, CircuitBreakerOpenException.class).isPresent()) {
            return CompletableFuture.failedFuture(new CallNotPermitted(new Outcome.Unavailable(
                    Problem.ofProvider(
                            503, "upstream_down", "The model endpoint keeps failing; it is given a short rest."),
                    rest)));
        }
        if (Causes.find(failure, BulkheadException.class).isPresent()) {
            return CompletableFuture.failedFuture(new CallNotPermitted(new Outcome.Unavailable(
                    Problem.ofServer(
                            503,
                            "too_many_calls",
                            "As many calls to the model are on their way as DRAGOMAN_MODEL_CONNECTIONS allows."),
                    SHORTLY)));
        }
        return CompletableFuture.failedFuture(failure);
    }

    // A timeout that the ask's own haste brought about says nothing about the provider.
    private static boolean isDown(ProviderResponse reply, boolean longEnough) {
        if (reply instanceof ProviderResponse.Received responded) {
            return responded.status() >= 500;
        }
        ProviderResponse.FailureReason reason = reply instanceof ProviderResponse.Streamed streamed
                ? streamed.failure()
                : ((ProviderResponse.NotReceived) reply).failure();
        return reason == ProviderResponse.FailureReason.CONNECT
                || reason == ProviderResponse.FailureReason.BROKEN
                || (reason == ProviderResponse.FailureReason.TIMEOUT && longEnough);
    }

    /** Shows the circuit breaker, which sees exceptions only, that the provider failed. */
    private static final class Down extends RuntimeException {
        private static final long serialVersionUID = 1;

        private final transient CallAttempt attempt;

        Down(CallAttempt attempt) {
            super("the provider failed", null, false, false);
            this.attempt = attempt;
        }
    }
}
