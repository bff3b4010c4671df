package dev.dragoman.model;

import dev.dragoman.event.AnswerListener;
import dev.dragoman.event.Ask;
import dev.dragoman.json.Json;
import dev.dragoman.outcome.ModelCall;
import dev.dragoman.outcome.Outcome;
import dev.dragoman.outcome.Problem;
import dev.dragoman.outcome.ProviderResponse;
import dev.dragoman.outcome.Receipt;
import dev.dragoman.outcome.StageResult;
import dev.dragoman.payload.Payload;
import io.smallrye.mutiny.Uni;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The model stage: sends a payload to the provider, within the time there is. */
public final class Model {
    /** Left at the end of an invocation: half to store and send the answer, which has to be gone 500 ms before it. */
    private static final Duration MARGIN = Duration.ofSeconds(1);

    private static final Outcome EXPIRED = new Outcome.Expired(
            Problem.ofAsk(504, "deadline_passed", "The ask's deadline passed before it was answered.", "deadline"));

    private final ModelApi api;
    private final AnswerLimits limits;
    private final ApiKey key;
    private final RetryLoop retries;
    private final Times times;
    private final Clock clock;

    /**
     * How long calls take.
     *
     * @param longest the longest that an ask's calls may take, waits between them included
     * @param least what has to be left for a call: with less, none is made
     */
    public record Times(Duration longest, Duration least) {}

    /**
     * A stage for one provider.
     *
     * @param api its REST interface
     * @param limits what an answer may take
     * @param key its key
     * @param retries sends again what failed in passing
     * @param times how long calls take
     * @param clock tells the time
     */
    public Model(ModelApi api, AnswerLimits limits, ApiKey key, RetryLoop retries, Times times, Clock clock) {
        this.api = api;
        this.limits = limits;
        this.key = key;
        this.retries = retries;
        this.times = times;
        this.clock = clock;
    }

    /** Does what can be done before the first call, in the background, without calling the provider. */
    public void prepare() {
        api.connect();
    }

    /**
     * Calls the model for an open previous. Never blocks; the stage completes on the client's event loop.
     *
     * @param previous the payload
     * @return the call to be judged; closed as expired or unavailable where there is no time left for it
     */
    public CompletionStage<StageResult<ModelCall>> call(StageResult<Payload> previous) {
        return previous.thenAsync(this::calledInTime);
    }

    private CompletionStage<StageResult<ModelCall>> calledInTime(StageResult.Continue<Payload> open) {
        Instant now = clock.instant();
        Ask ask = open.ask();
        if (isLate(ask, now)) {
            return CompletableFuture.completedFuture(open.finish(EXPIRED));
        }
        Duration budget = budget(ask, now);
        if (budget.compareTo(times.least()) < 0) {
            return CompletableFuture.completedFuture(open.finish(new Outcome.Unavailable(
                    Problem.ofServer(503, "no_time_left", "Too little time was left to call the model."),
                    Duration.ZERO)));
        }
        return retries.run(open.value(), budget, ask.door().waitsForProvider(), sending(ask, open.value()))
                .thenApply(tries -> ended(open, tries));
    }

    private StageResult<ModelCall> ended(StageResult.Continue<Payload> open, RetryState tries) {
        CallAttempt last = tries.last();
        if (last == null) {
            return open.finish(Objects.requireNonNull(tries.keptBack()));
        }
        Payload payload = open.value();
        ProviderResponse reply = last.reply();
        Receipt.Call call = new Receipt.Call(tries.made(), tries.waited(), tries.took(), last.firstEvent());
        StageResult.Continue<Payload> noted = open.withReceipt(open.receipt().with(call));
        boolean cutShort = reply instanceof ProviderResponse.NotReceived && isLate(open.ask(), clock.instant());
        return cutShort
                ? noted.finish(EXPIRED)
                : noted.with(new ModelCall(payload.endpoint(), payload.expectedInputTokens(), reply));
    }

    private static boolean isLate(Ask ask, Instant now) {
        return ask.deadline() != null && !now.isBefore(ask.deadline());
    }

    /**
     * Whether the provider has asked everybody to wait or has failed too often: what came now would wait too, or be told to
     * come again.
     *
     * @return false once a call was let through, and while one may be tried
     */
    public boolean isQuiet() {
        return retries.isQuiet();
    }

    /**
     * Lists the provider's models.
     *
     * @return its response, or how far the call came
     */
    public CompletionStage<ProviderResponse> models() {
        return within(api.models(bearer(key.current())), times.longest()).subscribeAsCompletionStage();
    }

    private Duration budget(Ask ask, Instant now) {
        Duration budget = times.longest();
        if (ask.endBy() != null) {
            budget = min(budget, Duration.between(now, ask.endBy()).minus(MARGIN));
        }
        return ask.deadline() == null ? budget : min(budget, Duration.between(now, ask.deadline()));
    }

    private static Duration min(Duration one, Duration other) {
        return one.compareTo(other) <= 0 ? one : other;
    }

    private RetryLoop.Sending sending(Ask ask, Payload payload) {
        AnswerListener listener = ask.listener();
        byte[] body = Json.bytes(payload.body());
        if (payload.relay() != null && listener != null) {
            return (current, limit) -> new StreamingCall(api, limits, payload, ask.id(), listener, clock, limit)
                    .make(bearer(current), body);
        }
        return (current, limit) -> {
            Uni<ProviderResponse.Received> call = api.whole(payload.endpoint(), bearer(current), body);
            Uni<ProviderResponse.Received> wanted = listener == null ? call : ClientDisconnect.cancels(call, listener);
            return within(wanted, limit).map(CallAttempt::new);
        };
    }

    private static String bearer(String key) {
        return "Bearer " + key;
    }

    // Cancelling the call, which a timeout does, closes its connection to the provider.
    private static Uni<ProviderResponse> within(Uni<ProviderResponse.Received> call, Duration budget) {
        return call.map(ProviderResponse.class::cast)
                .ifNoItem()
                .after(budget)
                .fail()
                .onFailure()
                .recoverWithItem(failure -> new ProviderResponse.NotReceived(FailureReasons.reason(failure)));
    }
}
