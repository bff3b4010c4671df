package dev.dragoman.model;

import dev.dragoman.event.OneLine;
import dev.dragoman.memory.BoundedMap;
import dev.dragoman.model.ProviderState.BreakerState;
import dev.dragoman.outcome.Outcome;
import dev.dragoman.outcome.Problem;
import dev.dragoman.outcome.ProviderResponse;
import dev.dragoman.outcome.ProviderResponse.FailureReason;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Guards the provider, which all asks share: so many calls run at a time, and after too many have failed none runs for a
 * while. One model's trouble is not another's: rate limits and failures are kept for each model. Only if the provider can't
 * be reached at all do all models rest. Never repeats a call.
 */
final class ProviderGuard {
    /** Of more models than these the longest unused one is forgotten: names come from callers, who may send any. */
    private static final int MODELS = 100;

    /** In characters. */
    private static final int LONGEST_NAME = 256;

    private static final Outcome.Unavailable TOO_MANY_CALLS = new Outcome.Unavailable(
            Problem.ofServer(
                    503,
                    "too_many_calls",
                    "As many calls to the model are on their way as DRAGOMAN_MODEL_CONNECTIONS allows."),
            Duration.ofSeconds(1));

    /** They say nothing of an outage: the provider is there, or was not asked. */
    private static final Set<String> OWN_CODES = Set.of("rate_limited", "too_many_calls", "caller_gone");

    private final int most;
    private final Duration slow;
    private final CircuitBreaker.BreakerLimits limits;
    private final LongSupplier nanos;
    private final Semaphore room;
    private final CircuitBreaker reachable;
    private final OutageWatch everyModel;
    // Whether a call failed to get through, and none has since.
    private volatile boolean doubtful;
    // In the order of use, the longest unused first.
    private final Map<String, ModelGuard> models = BoundedMap.byUse(MODELS);

    /** What is known of one model. */
    private record ModelGuard(RateLimitGate gate, CircuitBreaker breaker, OutageWatch watch) {}

    /**
     * @param maxConcurrent how many calls may be running
     * @param slow how long a call must have had before its timeout counts as a failure
     * @param volume how many calls a circuit breaker looks back on; it opens if half of them failed
     * @param rest how long it stays open before a single call may try
     * @param nanos the monotonic clock
     */
    ProviderGuard(int maxConcurrent, Duration slow, int volume, Duration rest, LongSupplier nanos) {
        this.most = maxConcurrent;
        this.slow = slow;
        this.limits = new CircuitBreaker.BreakerLimits(volume, rest);
        this.nanos = nanos;
        this.room = new Semaphore(maxConcurrent);
        this.reachable = new CircuitBreaker(
                "The model endpoint", limits, (response, longEnough) -> isUnreachable(response), nanos);
        this.everyModel = new OutageWatch(rest, nanos);
    }

    /** Holds back the asks for a model while the provider limits its rate. */
    RateLimitGate gate(String model) {
        return guard(model).gate();
    }

    /**
     * Makes a call, if it is permitted.
     *
     * @param model which model is asked
     * @param limit how long the call may take
     * @param call makes it; what goes wrong is in the attempt
     * @return the attempt, or that it was not permitted; fails only if something of ours is broken
     */
    CompletionStage<CallAttempt> call(String model, Duration limit, Supplier<CompletionStage<CallAttempt.Sent>> call) {
        if (!room.tryAcquire()) {
            return CompletableFuture.completedFuture(new CallAttempt.NotPermitted(TOO_MANY_CALLS));
        }
        boolean longEnough = limit.compareTo(slow) >= 0;
        return guard(model)
                .breaker()
                .call(longEnough, () -> reach(longEnough, call), this::refused)
                .whenComplete((attempt, failure) -> room.release());
    }

    // A breaker costs each call time. So the one for all models sees only a call that fails to get through, and those
    // after it until one does.
    private CompletionStage<CallAttempt> reach(boolean longEnough, Supplier<CompletionStage<CallAttempt.Sent>> call) {
        if (doubtful) {
            return reachable.call(longEnough, call, this::refused).thenApply(attempt -> {
                doubtful = attempt.match(sent -> isUnreachable(sent.response()), notPermitted -> true);
                return attempt;
            });
        }
        return call.get().thenCompose(sent -> {
            if (!isUnreachable(sent.response())) {
                return CompletableFuture.completedFuture(sent);
            }
            doubtful = true;
            return reachable.call(longEnough, () -> CompletableFuture.completedFuture(sent), this::refused);
        });
    }

    private CallAttempt refused() {
        return new CallAttempt.NotPermitted(new Outcome.Unavailable(
                Problem.ofProvider(503, "upstream_down", "The model endpoint keeps failing; it is given a short rest."),
                limits.rest()));
    }

    /** Whether a call to a model would not be permitted now: it would only be told to come later. */
    boolean isQuiet(String model) {
        ModelGuard guard = guard(model);
        return reachable.isOpen() || guard.breaker().isOpen() || guard.gate().isClosed();
    }

    /**
     * Notes how an ask ended. Of all models together only that is noted which does not depend on the model.
     *
     * @param model which was asked
     * @param outcome what its last call came to, or why there was none
     */
    void note(String model, Outcome outcome) {
        OutageWatch watch = guard(model).watch();
        if (!(outcome instanceof Outcome.Failed failed) || !failed.isRetryable()) {
            watch.answered();
            everyModel.answered();
        } else if (!OWN_CODES.contains(failed.problem().code())) {
            watch.failed();
            if (failed instanceof Outcome.Misconfigured
                    || failed.problem().code().equals("upstream_unreachable")) {
                everyModel.failed();
            }
        }
    }

    /** Whether work for a model should be left where it is: a call would fail, as those before it. */
    boolean holdsBack(String model) {
        return isQuiet(model) || everyModel.holdsBack() || guard(model).watch().holdsBack();
    }

    /** How long what failed now should stay away, the first time; zero unless the last asks have all failed. */
    Duration away(String model) {
        Duration ofAll = everyModel.away();
        return ofAll.isZero() ? guard(model).watch().away() : ofAll;
    }

    /**
     * How it stands, for people who look: nothing is changed by that.
     *
     * @param model the one whose work pollers leave where it is
     */
    ProviderState state(String model) {
        ModelGuard own = guard(model);
        BreakerState breaker = Stream.of(reachable, own.breaker())
                .map(CircuitBreaker::now)
                .max(Comparator.naturalOrder())
                .orElse(BreakerState.CLOSED);
        Duration quiet = Stream.of(
                        reachable.left(),
                        everyModel.left(),
                        own.breaker().left(),
                        own.gate().left(),
                        own.watch().left())
                .max(Comparator.naturalOrder())
                .orElse(Duration.ZERO);
        return new ProviderState(most - room.availablePermits(), breaker, quiet, resting());
    }

    private List<String> resting() {
        synchronized (models) {
            return models.entrySet().stream()
                    .filter(each -> each.getValue().breaker().isOpen()
                            || each.getValue().gate().isClosed())
                    .map(Map.Entry::getKey)
                    .sorted()
                    .toList();
        }
    }

    // Callers choose the names, so what is kept of one is short.
    private ModelGuard guard(String model) {
        String kept = model.length() <= LONGEST_NAME
                ? model
                : model.substring(0, LONGEST_NAME) + Integer.toHexString(model.hashCode());
        synchronized (models) {
            return models.computeIfAbsent(
                    kept,
                    name -> new ModelGuard(
                            new RateLimitGate(nanos),
                            new CircuitBreaker(
                                    "The model " + OneLine.of(name), limits, ProviderGuard::isModelFailure, nanos),
                            new OutageWatch(limits.rest(), nanos)));
        }
    }

    private static boolean isUnreachable(ProviderResponse response) {
        return response.match(
                received -> false, streamed -> false, notReceived -> notReceived.failure() == FailureReason.CONNECT);
    }

    private static boolean isModelFailure(ProviderResponse response, boolean longEnough) {
        return response.match(
                received -> received.status() >= 500,
                streamed -> streamed.failure() != null && isModelFailure(streamed.failure(), longEnough),
                notReceived -> isModelFailure(notReceived.failure(), longEnough));
    }

    // A timeout after less time than a call usually gets says nothing about the provider.
    private static boolean isModelFailure(FailureReason reason, boolean longEnough) {
        return switch (reason) {
            case BROKEN, HEAD_TOO_LARGE -> true;
            case TIMEOUT -> longEnough;
            case CONNECT, TLS, TOO_LARGE, NO_ROOM, GONE -> false;
        };
    }
}
