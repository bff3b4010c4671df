package dev.dragoman.model;

import dev.dragoman.model.ProviderState.BreakerState;
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
import org.eclipse.microprofile.faulttolerance.exceptions.CircuitBreakerOpenException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Permits no call for a while after half of the last ones have failed; then a single call tries. Never repeats a call. */
final class CircuitBreaker {
    private static final Logger LOG = Logger.getLogger(CircuitBreaker.class);

    /** Tells which calls speak against what is guarded. */
    interface FailureCriterion {
        /**
         * Whether a call failed.
         *
         * @param response what came back
         * @param longEnough whether the call had as much time as a call usually gets
         */
        boolean includes(ProviderResponse response, boolean longEnough);
    }

    /**
     * When it opens, and for how long.
     *
     * @param volume how many calls it looks back on; it opens if half of them failed
     * @param rest how long it stays open before a single call may try
     */
    record BreakerLimits(int volume, Duration rest) {}

    private final TypedGuard<CompletionStage<CallAttempt>> guard;
    private final String name;
    private final Duration rest;
    private final FailureCriterion failures;
    private final LongSupplier nanos;
    private volatile CircuitBreakerState state = CircuitBreakerState.CLOSED;
    private volatile long changedAt;
    private volatile boolean probing;

    /**
     * @param name what is guarded, as log lines call it
     * @param limits when it opens
     * @param failures which calls count
     * @param nanos the monotonic clock
     */
    CircuitBreaker(String name, BreakerLimits limits, FailureCriterion failures, LongSupplier nanos) {
        this.name = name;
        this.rest = limits.rest();
        this.failures = failures;
        this.nanos = nanos;
        guard = TypedGuard.create(new TypeLiteral<CompletionStage<CallAttempt>>() {})
                .withDescription(name)
                .withCircuitBreaker()
                .requestVolumeThreshold(limits.volume())
                .delay(rest.toMillis(), ChronoUnit.MILLIS)
                .when(CallFailed.class::isInstance)
                .onStateChange(this::changed)
                .done()
                .build();
    }

    /**
     * Makes a call, if it is permitted.
     *
     * @param longEnough whether the call has as much time as a call usually gets
     * @param call makes it; what goes wrong is in the attempt
     * @param refused the attempt if the call is not permitted
     * @return the attempt; fails only if something of ours is broken
     */
    CompletionStage<CallAttempt> call(
            boolean longEnough,
            Supplier<? extends CompletionStage<? extends CallAttempt>> call,
            Supplier<CallAttempt> refused) {
        return guard.get(() -> permitted(longEnough, call))
                .handle((attempt, failure) -> attempt(attempt, failure, refused));
    }

    private CompletionStage<CallAttempt> permitted(
            boolean longEnough, Supplier<? extends CompletionStage<? extends CallAttempt>> call) {
        boolean probe = state == CircuitBreakerState.HALF_OPEN;
        if (probe) {
            probing = true;
        }
        return call.get().thenCompose(attempt -> {
            if (probe) {
                probing = false;
            }
            boolean failed =
                    attempt.match(sent -> failures.includes(sent.response(), longEnough), notPermitted -> false);
            return failed
                    ? CompletableFuture.failedFuture(new CallFailed(attempt))
                    : CompletableFuture.completedFuture(attempt);
        });
    }

    private static CallAttempt attempt(
            @Nullable CallAttempt attempt, @Nullable Throwable failure, Supplier<CallAttempt> refused) {
        if (attempt != null) {
            return attempt;
        }
        if (failure instanceof CallFailed failed) {
            return failed.attempt;
        }
        if (failure instanceof CircuitBreakerOpenException) {
            return refused.get();
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
                        "%s keeps failing: it is called again in %d ms (DRAGOMAN_MODEL_BREAKER_REST).",
                        name, rest.toMillis());
            case CLOSED -> LOG.infof("%s answers again.", name);
            case HALF_OPEN -> LOG.debugf("One call tries: %s.", name);
        }
    }

    /** Whether no call would be permitted now. False after its rest, until one call tries. */
    boolean isOpen() {
        return switch (state) {
            case CLOSED -> false;
            case OPEN -> nanos.getAsLong() - changedAt < rest.toNanos();
            case HALF_OPEN -> probing;
        };
    }

    /** Whether calls are permitted now. */
    BreakerState now() {
        return switch (state) {
            case CLOSED -> BreakerState.CLOSED;
            case OPEN -> left().isZero() ? BreakerState.HALF_OPEN : BreakerState.OPEN;
            case HALF_OPEN -> BreakerState.HALF_OPEN;
        };
    }

    /** How long it still rests; zero if it does not. */
    Duration left() {
        long left = rest.toNanos() - (nanos.getAsLong() - changedAt);
        return state == CircuitBreakerState.OPEN && left > 0 ? Duration.ofNanos(left) : Duration.ZERO;
    }

    /** Carries a failed attempt past the library's circuit breaker, which judges exceptions only. Never leaves this class. */
    private static final class CallFailed extends RuntimeException {
        private static final long serialVersionUID = 1;

        private final transient CallAttempt attempt;

        CallFailed(CallAttempt attempt) {
            super("the call failed", null, false, false);
            this.attempt = attempt;
        }
    }
}
