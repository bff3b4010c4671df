package dev.dragoman.model;

import dev.dragoman.event.Endpoint;
import dev.dragoman.outcome.Expectation;
import dev.dragoman.outcome.Outcome;
import dev.dragoman.outcome.OutcomeClassifier;
import dev.dragoman.outcome.Problem;
import dev.dragoman.outcome.ProviderResponse;
import dev.dragoman.payload.Payload;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The one loop that sends a request to the provider again: call, decide, delay, call. Nothing else repeats a call. */
public final class RetryLoop {
    /** Sends one request. */
    interface Sending {
        /**
         * Sends it.
         *
         * @param key the provider's key
         * @param limit the longest that it may take
         * @return never fails: what goes wrong is in the attempt
         */
        Uni<CallAttempt.Sent> send(String key, Duration limit);

        /**
         * Asks whether another request may be sent after one that may have been paid for.
         *
         * @return never fails
         */
        default CompletionStage<Boolean> another() {
            return CompletableFuture.completedFuture(true);
        }
    }

    /**
     * The limits of the calls.
     *
     * @param maxAttempts how many requests an ask may cost, the first one included
     * @param longestWait the longest wait between two of them
     * @param leastTime how much time must be left for a request
     * @param maxConcurrent how many requests of all asks may be running
     * @param slow how long a request must have had before its timeout counts as a failure of the provider
     * @param breakerVolume how many requests the circuit breaker looks back on
     * @param breakerRest how long the circuit breaker stays open
     */
    public record Limits(
            int maxAttempts,
            Duration longestWait,
            Duration leastTime,
            int maxConcurrent,
            Duration slow,
            int breakerVolume,
            Duration breakerRest) {}

    private final RetryPolicy policy;
    private final ProviderGuard guard;
    private final OutcomeClassifier classifier;
    private final ApiKey key;
    private final LongSupplier nanos;
    private final Delay delay;

    /**
     * The loop for one provider.
     *
     * @param limits the limits of the calls
     * @param key the provider's key
     * @param classifier tells what a response is worth
     * @param random from 0 to 1, spreads the waits
     * @param nanos the monotonic clock
     * @param delay waits between two requests
     */
    public RetryLoop(
            Limits limits,
            ApiKey key,
            OutcomeClassifier classifier,
            DoubleSupplier random,
            LongSupplier nanos,
            Delay delay) {
        this.key = key;
        this.classifier = classifier;
        this.nanos = nanos;
        this.delay = delay;
        policy = new RetryPolicy(limits.maxAttempts(), limits.longestWait(), limits.leastTime(), random);
        guard = new ProviderGuard(
                limits.maxConcurrent(), limits.slow(), limits.breakerVolume(), limits.breakerRest(), nanos);
    }

    /**
     * Sends a request, and sends it again while that may help and there is time.
     *
     * @param payload what is sent
     * @param budget how long all of it may take, waits included
     * @param patient whether the ask also waits before its first request while the provider limits the rate; if not, it is
     *     told at once when to try again
     * @param sending sends it
     * @return what was tried, once it is over; fails only if something of ours is broken
     */
    CompletionStage<RetryState> run(Payload payload, Duration budget, boolean patient, Sending sending) {
        RateLimitGate gate = guard.gate(payload.model());
        return new Loop(payload, gate, sending, patient, new RetryState(nanos, budget, patient))
                .call()
                .whenComplete((state, broken) -> {
                    if (broken != null) {
                        gate.probeEnded();
                    }
                });
    }

    /**
     * Sends a request once, if that is permitted now. It is held back by the provider's rate limit and the circuit breaker,
     * counts for them, and takes one of the places, like any other.
     *
     * @param model which model is asked; a name of ours if the request names none
     * @param limit the longest that it may take
     * @param sending sends it
     * @return the attempt; fails only if something of ours is broken
     */
    CompletionStage<CallAttempt> once(String model, Duration limit, Sending sending) {
        RateLimitGate gate = guard.gate(model);
        Optional<Duration> closed = gate.enter();
        if (closed.isPresent()) {
            return CompletableFuture.completedFuture(
                    new CallAttempt.NotPermitted(new Outcome.Unavailable(Problem.rateLimited(), closed.get())));
        }
        long sentAt = nanos.getAsLong();
        return guard.call(model, limit, () -> sending.send(key.current(), limit).subscribeAsCompletionStage())
                .whenComplete((attempt, broken) -> {
                    if (attempt instanceof CallAttempt.Sent sent) {
                        tellGate(gate, sent.response(), outcome(sent.response()), 1, sentAt);
                    } else {
                        gate.probeEnded();
                    }
                });
    }

    /** Why a request that is no ask has no response for its caller. */
    Outcome.Failed failure(ProviderResponse response) {
        return outcome(response) instanceof Outcome.Failed failed
                ? failed
                : new Outcome.Unavailable(
                        Problem.ofProvider(503, "invalid_answer", "The provider's answer could not be read."),
                        Duration.ZERO);
    }

    // Of no ask: only the outcome of a failure means something.
    private Outcome outcome(ProviderResponse response) {
        return classifier.classify(Endpoint.RESPONSES, response, Expectation.NONE);
    }

    private void tellGate(RateLimitGate gate, ProviderResponse response, Outcome outcome, int attempts, long sentAt) {
        Optional<Duration> limit = policy.rateLimit(outcome, attempts);
        if (limit.isPresent()) {
            gate.close(limit.get());
        } else if (response instanceof ProviderResponse.NotReceived) {
            gate.probeEnded();
        } else {
            gate.open(sentAt);
        }
    }

    /** Whether a call to a model would have to wait now: the provider limits its rate, or has failed too often. */
    boolean isQuiet(String model) {
        return guard.isQuiet(model);
    }

    /** Whether work for a model should be left where it is. */
    boolean holdsBack(String model) {
        return guard.holdsBack(model);
    }

    /** How it stands with the provider. */
    ProviderState state(String model) {
        return guard.state(model);
    }

    /** How long what failed now should stay away; zero unless the last asks for the model have all failed. */
    Duration away(String model) {
        return guard.away(model);
    }

    /** The loop of one ask. Each step runs on the thread on which the step before it ended. */
    private final class Loop {
        private final Payload payload;
        private final RateLimitGate gate;
        private final Sending sending;
        private final boolean patient;
        private final RetryState state;
        private @Nullable Outcome last;

        Loop(Payload payload, RateLimitGate gate, Sending sending, boolean patient, RetryState state) {
            this.payload = payload;
            this.gate = gate;
            this.sending = sending;
            this.patient = patient;
            this.state = state;
        }

        CompletionStage<RetryState> call() {
            Optional<Duration> closed = gate.enter();
            if (closed.isPresent()) {
                return rateLimited(new Outcome.Unavailable(Problem.rateLimited(), closed.get()));
            }
            String usedKey = key.current();
            long sentAt = nanos.getAsLong();
            Duration before = state.took();
            return guard.call(payload.model(), state.left(), () -> send(usedKey))
                    .thenCompose(attempt -> attempt.match(
                            sent -> {
                                state.sent(sent, before);
                                return decide(sent, usedKey, sentAt);
                            },
                            this::notPermitted));
        }

        private CompletionStage<CallAttempt.Sent> send(String usedKey) {
            state.sending();
            return sending.send(usedKey, state.left())
                    .map(sent -> sent.without(usedKey))
                    .subscribeAsCompletionStage();
        }

        private CompletionStage<RetryState> decide(CallAttempt.Sent sent, String usedKey, long sentAt) {
            ProviderResponse response = sent.response();
            Outcome outcome = classifier.classify(payload.endpoint(), response, payload.expected());
            last = outcome;
            tellGate(gate, response, outcome, state.attempts(), sentAt);
            if (isKeyRefused(response, outcome) && state.mayRenewKey()) {
                return key.renew(usedKey).thenCompose(renewed -> renewed ? callAfter(Duration.ZERO) : finished());
            }
            return policy.retryAfter(sent, outcome, state.attempts(), state.left(), patient)
                    .filter(pause -> !state.isTimeoutRepeated())
                    .map(this::callAfter)
                    .orElseGet(this::finished);
        }

        // Some providers say so with a 400.
        private static boolean isKeyRefused(ProviderResponse response, Outcome outcome) {
            return response instanceof ProviderResponse.Received
                    && outcome instanceof Outcome.Misconfigured misconfigured
                    && misconfigured.problem().code().equals("upstream_unauthorized");
        }

        private CompletionStage<RetryState> rateLimited(Outcome.Unavailable outcome) {
            state.notPermitted(new CallAttempt.NotPermitted(outcome));
            Duration pause = policy.spread(outcome.retryAfter());
            return state.isPatient() && policy.fits(pause, state.left()) ? callAfter(pause) : finished();
        }

        private CompletionStage<RetryState> notPermitted(CallAttempt.NotPermitted attempt) {
            gate.probeEnded();
            state.notPermitted(attempt);
            last = last == null ? attempt.outcome() : last;
            return finished();
        }

        private CompletionStage<RetryState> callAfter(Duration pause) {
            if (!policy.mayWait(state.waits())) {
                return finished();
            }
            return sending.another().thenCompose(may -> may ? waitAndCall(pause) : finished());
        }

        private CompletionStage<RetryState> waitAndCall(Duration pause) {
            state.waiting(pause);
            return delay.begin(pause).thenCompose(over -> call());
        }

        private CompletionStage<RetryState> finished() {
            if (last != null) {
                guard.note(payload.model(), last);
            }
            return CompletableFuture.completedFuture(state);
        }
    }
}
