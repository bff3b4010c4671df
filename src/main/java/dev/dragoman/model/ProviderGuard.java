package dev.dragoman.model;

import dev.dragoman.outcome.Outcome;
import dev.dragoman.outcome.Problem;
import dev.dragoman.outcome.ProviderResponse;
import io.smallrye.faulttolerance.api.CircuitBreakerState;
import io.smallrye.faulttolerance.api.TypedGuard;
import jakarta.enterprise.util.TypeLiteral;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.eclipse.microprofile.faulttolerance.exceptions.BulkheadException;
import org.eclipse.microprofile.faulttolerance.exceptions.CircuitBreakerOpenException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Guards the provider, which all asks share: a bulkhead limits how many calls run at a time, and a circuit breaker permits
 * none for a while after too many have failed. Never repeats a call.
 */
final class ProviderGuard {
    private static final Logger LOG = Logger.getLogger(ProviderGuard.class);

    private static final Outcome.Unavailable TOO_MANY_CALLS = new Outcome.Unavailable(
            Problem.ofServer(
                    503,
                    "too_many_calls",
                    "As many calls to the model are on their way as DRAGOMAN_MODEL_CONNECTIONS allows."),
            Duration.ofSeconds(1));

    private final TypedGuard<CompletionStage<CallAttempt>> guard;
    private final Duration slow;
    private final Duration rest;
    private final LongSupplier nanos;
    private volatile CircuitBreakerState state = CircuitBreakerState.CLOSED;
    private volatile long changedAt;
    private volatile boolean probing;

    /**
     * @param maxConcurrent how many calls may be running
     * @param slow how long a call must have had before its timeout counts as a failure of the provider
     * @param volume how many calls the circuit breaker looks back on; it opens if half of them failed
     * @param rest how long it stays open before a single call may try
     * @param nanos the monotonic clock
     */
    ProviderGuard(int maxConcurrent, Duration slow, int volume, Duration rest, LongSupplier nanos) {
        this.slow = slow;
        this.rest = rest;
        this.nanos = nanos;
        guard = TypedGuard.create(new TypeLiteral<CompletionStage<CallAttempt>>() {})
                .withDescription("model")
                .withBulkhead()
                .limit(maxConcurrent)
                // The smallest queue there is: all further calls are told at once that there is no room.
                .queueSize(1)
                .done()
                .withCircuitBreaker()
                .requestVolumeThreshold(volume)
                .delay(rest.toMillis(), ChronoUnit.MILLIS)
                .when(ProviderFailed.class::isInstance)
                .onStateChange(this::changed)
                .done()
                .build();
    }

    /**
     * Makes a call, if it is permitted.
     *
     * @param limit how long the call may take
     * @param call makes it; what goes wrong is in the attempt
     * @return the attempt, or that it was not permitted; fails only if something of ours is broken
     */
    CompletionStage<CallAttempt> call(Duration limit, Supplier<CompletionStage<CallAttempt.Sent>> call) {
        boolean longEnough = limit.compareTo(slow) >= 0;
        return guard.get(() -> permitted(call, longEnough)).handle(this::attempt);
    }

    private CompletionStage<CallAttempt> permitted(
            Supplier<CompletionStage<CallAttempt.Sent>> call, boolean longEnough) {
        boolean probe = state == CircuitBreakerState.HALF_OPEN;
        if (probe) {
            probing = true;
        }
        return call.get().thenCompose(sent -> {
            if (probe) {
                probing = false;
            }
            return isProviderFailure(sent.response(), longEnough)
                    ? CompletableFuture.failedFuture(new ProviderFailed(sent))
                    : CompletableFuture.completedFuture(sent);
        });
    }

    private CallAttempt attempt(@Nullable CallAttempt attempt, @Nullable Throwable failure) {
        if (attempt != null) {
            return attempt;
        }
        if (failure instanceof ProviderFailed failed) {
            return failed.attempt;
        }
        if (failure instanceof CircuitBreakerOpenException) {
            return new CallAttempt.NotPermitted(new Outcome.Unavailable(
                    Problem.ofProvider(
                            503, "upstream_down", "The model endpoint keeps failing; it is given a short rest."),
                    rest));
        }
        if (failure instanceof BulkheadException) {
            return new CallAttempt.NotPermitted(TOO_MANY_CALLS);
        }
        throw new CompletionException(failure);
    }

    private void changed(CircuitBreakerState next) {
        changedAt = nanos.getAsLong();
        probing = false;
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

    /** Whether the circuit breaker would not permit a call now. False after its rest, until one call tries. */
    boolean isOpen() {
        return switch (state) {
            case CLOSED -> false;
            case OPEN -> nanos.getAsLong() - changedAt < rest.toNanos();
            case HALF_OPEN -> probing;
        };
    }

    private static boolean isProviderFailure(ProviderResponse response, boolean longEnough) {
        return response.match(
                received -> received.status() >= 500,
                streamed -> streamed.failure() != null && isProviderFailure(streamed.failure(), longEnough),
                notReceived -> isProviderFailure(notReceived.failure(), longEnough));
    }

    // A timeout after less time than a call usually gets says nothing about the provider.
    private static boolean isProviderFailure(ProviderResponse.FailureReason reason, boolean longEnough) {
        return switch (reason) {
            case CONNECT, BROKEN -> true;
            case TIMEOUT -> longEnough;
            case TLS, TOO_LARGE, GONE -> false;
        };
    }

    /** Carries a failed attempt past the circuit breaker, which judges exceptions only. Never leaves this class. */
    private static final class ProviderFailed extends RuntimeException {
        private static final long serialVersionUID = 1;

        private final transient CallAttempt.Sent attempt;

        ProviderFailed(CallAttempt.Sent attempt) {
            super("the provider failed", null, false, false);
            this.attempt = attempt;
        }
    }
}
