package dev.dragoman.model;

import dev.dragoman.blocking.Blocking;
import dev.dragoman.event.AnswerListener;
import dev.dragoman.event.Ask;
import dev.dragoman.json.Json;
import dev.dragoman.money.Cost;
import dev.dragoman.money.PriceTable;
import dev.dragoman.outcome.ModelCall;
import dev.dragoman.outcome.Outcome;
import dev.dragoman.outcome.Problem;
import dev.dragoman.outcome.ProviderResponse;
import dev.dragoman.outcome.Receipt;
import dev.dragoman.outcome.StageResult;
import dev.dragoman.payload.PassedRequest;
import dev.dragoman.payload.Payload;
import io.smallrye.mutiny.Uni;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The model stage: sends a payload to the provider, within the time that is left. */
public final class Model {
    /** How the guards call the model of requests that name none. */
    private static final String WITHOUT_MODEL = "of no name";

    private final ModelCalls api;
    private final AnswerLimits limits;
    private final ApiKey key;
    private final RetryLoop retryLoop;
    private final Times times;
    private final String defaultModel;
    private final PriceTable prices;
    private final Spending spending;
    private final Clock clock;

    /**
     * How long calls may take.
     *
     * @param longest the longest that an ask's calls may take, waits between them included
     * @param least how much time must be left for a call; with less, none is made
     */
    public record Times(Duration longest, Duration least) {}

    /**
     * The stage for one provider.
     *
     * @param api its REST interface
     * @param limits the limits of an answer
     * @param key its key
     * @param retryLoop sends the requests
     * @param times how long calls may take
     * @param defaultModel the model of asks that name none, and of documents
     * @param prices what models cost
     * @param spending is asked before each call
     * @param clock tells the time
     */
    public Model(
            ModelCalls api,
            AnswerLimits limits,
            ApiKey key,
            RetryLoop retryLoop,
            Times times,
            String defaultModel,
            PriceTable prices,
            Spending spending,
            Clock clock) {
        this.api = api;
        this.limits = limits;
        this.key = key;
        this.retryLoop = retryLoop;
        this.times = times;
        this.defaultModel = defaultModel;
        this.prices = prices;
        this.spending = spending;
        this.clock = clock;
    }

    /** Connects to the provider in the background, before the first call, without calling it. */
    public void prepare() {
        api.connect();
    }

    /**
     * Calls the model, if the ask goes on. Never blocks.
     *
     * @param previous the payload
     * @return the call, to be classified, or done: expired or unavailable because no time is left, or unavailable because no
     *     call is permitted now. Completes on an event loop if a call was made
     */
    public CompletionStage<StageResult<ModelCall>> call(StageResult<Payload> previous) {
        return previous.thenAsync(this::callInTime);
    }

    private CompletionStage<StageResult<ModelCall>> callInTime(StageResult.Continue<Payload> open) {
        Optional<Outcome> late = tooLate(open.ask());
        if (late.isPresent()) {
            return CompletableFuture.completedFuture(open.finish(late.get()));
        }
        return spending.decide(open)
                .thenCompose(decision -> decision instanceof Spending.SpendingDecision.Permitted permitted
                        ? call(open.withReceipt(open.receipt().adjusted(permitted.adjustments())), permitted)
                        : CompletableFuture.completedFuture(
                                open.finish(((Spending.SpendingDecision.Withheld) decision).outcome())));
    }

    private Optional<Outcome> tooLate(Ask ask) {
        Instant now = clock.instant();
        if (isLate(ask, now)) {
            return Optional.of(Outcome.Expired.PASSED);
        }
        return min(times.longest(), ask.timeLeft(now)).compareTo(times.least()) < 0
                ? Optional.of(new Outcome.Unavailable(
                        Problem.ofServer(503, "no_time_left", "Too little time was left to call the model."),
                        Duration.ZERO))
                : Optional.empty();
    }

    private CompletionStage<StageResult<ModelCall>> call(
            StageResult.Continue<Payload> open, Spending.SpendingDecision.Permitted permitted) {
        Ask ask = open.ask();
        // To ask a budget's store may have taken long.
        Optional<Outcome> late = tooLate(ask);
        if (late.isPresent()) {
            permitted.allowance().end();
            return CompletableFuture.completedFuture(open.finish(late.get()));
        }
        Duration budget = min(times.longest(), ask.timeLeft(clock.instant()));
        Payload payload = permitted.payload();
        AnswerMemory memory = limits.pool().memory();
        CallCosts costs = new CallCosts(prices, payload, permitted.allowance());
        return retryLoop
                .run(payload, budget, ask.door().waitsForProvider(), costs.counting(sending(ask, payload, memory)))
                .whenComplete((state, broken) -> permitted.allowance().end())
                .thenApply(state -> result(open, payload, state, memory, costs.spent()))
                .whenComplete((result, broken) -> {
                    if (!(result instanceof StageResult.Continue<?>)) {
                        memory.close();
                    }
                });
    }

    private StageResult<ModelCall> result(
            StageResult.Continue<Payload> open, Payload payload, RetryState state, AnswerMemory memory, Cost spent) {
        return state.result()
                .match(
                        sent -> called(open, payload, state, sent, memory, spent),
                        notPermitted -> open.finish(notPermitted.outcome()));
    }

    private StageResult<ModelCall> called(
            StageResult.Continue<Payload> open,
            Payload payload,
            RetryState state,
            CallAttempt.Sent last,
            AnswerMemory memory,
            Cost spent) {
        Receipt.Call call = new Receipt.Call(
                state.attempts(),
                state.waited(),
                state.took(),
                last.firstEvent(),
                state.mayBePaidTwice(),
                last.response().mayBePaid());
        List<String> adjustments = last.response()
                .match(received -> List.of(), ProviderResponse.Streamed::adjustments, notReceived -> List.of());
        StageResult.Continue<Payload> paid =
                open.withReceipt(open.receipt().with(call).with(spent).adjusted(adjustments));
        boolean cutShort =
                last.response() instanceof ProviderResponse.NotReceived && isLate(open.ask(), clock.instant());
        return cutShort
                ? paid.finish(Outcome.Expired.PASSED)
                : paid.with(new ModelCall(payload.endpoint(), payload.expected(), last.response(), memory::close));
    }

    /**
     * What a request that is passed through came to.
     *
     * @param keyRefused whether the provider refused Dragoman's key
     * @param response for the caller
     */
    private record Passed(boolean keyRefused, PassedResponse response) {}

    private CompletionStage<Passed> passed(
            PassedRequest request,
            Spending.Allowance allowance,
            String id,
            Duration budget,
            @Nullable AnswerListener caller) {
        AtomicReference<PassedResponse.@Nullable Whole> came = new AtomicReference<>();
        AnswerMemory memory = limits.pool().memory();
        RetryLoop.Sending sending = (currentKey, limit) -> {
            memory.shrinkTo(0);
            String bearer = bearer(currentKey);
            Uni<PassedResponse.Whole> call = request.asksForStream() && caller != null
                    ? new PassedStream(api, limits, memory, request, id, caller, clock).make(bearer)
                    : api.pass(request, bearer, memory);
            Uni<PassedResponse.Whole> bounded = caller == null ? call : ClientDisconnect.cancels(call, caller);
            return within(
                            bounded.map(response -> response.without(currentKey))
                                    .invoke(came::set)
                                    .map(PassedResponse.Whole::judged),
                            limit)
                    .map(CallAttempt.Sent::new);
        };
        String guarded = request.model().isEmpty() ? WITHOUT_MODEL : request.model();
        return retryLoop
                .once(guarded, budget, sending)
                .thenCompose(attempt -> attempt.match(
                        sent -> told(allowance, request, sent.response(), came.get())
                                .thenApply(told -> passed(sent.response(), came.get())),
                        notPermitted -> CompletableFuture.completedFuture(
                                new Passed(false, new PassedResponse.NotPassed(notPermitted.outcome())))))
                .whenComplete((passed, broken) -> memory.close());
    }

    // What the response does not tell counts as what was reserved.
    private CompletionStage<?> told(
            Spending.Allowance allowance,
            PassedRequest request,
            ProviderResponse response,
            PassedResponse.@Nullable Whole came) {
        if (allowance == Spending.Allowance.FREE || !response.mayBePaid()) {
            return CompletableFuture.completedFuture(allowance);
        }
        byte[] body = came == null ? new byte[0] : came.body();
        Supplier<Spending.Allowance> tell = () -> {
            allowance.paid(Json.readLenient(body)
                    .object()
                    .flatMap(answer -> prices.cost(request.model(), answer.path("usage")))
                    .orElse(Cost.UNKNOWN));
            return allowance;
        };
        return body.length > Blocking.LARGE ? Blocking.run(tell) : CompletableFuture.completedFuture(tell.get());
    }

    // What the provider says about Dragoman's key is for the operator. So is a redirect: only its address is wrong.
    private Passed passed(ProviderResponse response, PassedResponse.@Nullable Whole came) {
        boolean keyRefused = came != null && came.status() == 401;
        return response instanceof ProviderResponse.Received && came != null && came.isForCallers()
                ? new Passed(false, came)
                : new Passed(keyRefused, new PassedResponse.NotPassed(retryLoop.failure(response)));
    }

    private static boolean isLate(Ask ask, Instant now) {
        return ask.deadline() != null && !now.isBefore(ask.deadline());
    }

    /**
     * Whether a new ask for the default model would have to wait, or be told when to try again: the provider limits its rate,
     * or has failed too often.
     *
     * @return false once a call got through, and also while one may try
     */
    public boolean isQuiet() {
        return retryLoop.isQuiet(defaultModel);
    }

    /**
     * Whether a poller has to leave what waits where it is: a call for the default model would have to wait, or those before it
     * have all failed, for whatever reason that is not an ask's own. After a while one poller is let through, to try.
     *
     * @return false once a call was answered
     */
    public boolean holdsBack() {
        return retryLoop.holdsBack(defaultModel);
    }

    /**
     * How it stands with the provider, for people who look.
     *
     * @return as of now
     */
    public ProviderState state() {
        return retryLoop.state(defaultModel);
    }

    /**
     * How long an ask that has failed should stay away, the first time, if the last asks for its model have all failed for
     * reasons that are not their own: it may take an operator to end that.
     *
     * @param model as receipts name it
     * @return twelve times {@code DRAGOMAN_MODEL_BREAKER_REST}; zero if there is no outage
     */
    public Duration away(String model) {
        return retryLoop.away(model);
    }

    /**
     * Lists the provider's models.
     *
     * @return its response, or why there is none; never fails
     */
    public CompletionStage<ProviderResponse> models() {
        String usedKey = key.current();
        AnswerMemory memory = limits.pool().memory();
        return within(api.models(bearer(usedKey), memory), times.longest())
                .map(response -> response.without(usedKey))
                .onTermination()
                .invoke(memory::close)
                .subscribeAsCompletionStage();
    }

    /**
     * Passes a request through to the provider: once, and once more if it refuses the key and there is a new one.
     *
     * @param request what is sent
     * @param client the label of the client's key; null if it has none
     * @param id the call's id
     * @param endBy when the caller of this process stops listening; null means never
     * @param caller gets a stream as it comes, and may disconnect, which ends the call; null if nobody is told
     * @return the provider's response, or why there is none. After a stream, how that ended: a response without body, or why
     *     it broke off. Fails only if something of ours is broken
     */
    public CompletionStage<PassedResponse> pass(
            PassedRequest request,
            @Nullable String client,
            String id,
            @Nullable Instant endBy,
            @Nullable AnswerListener caller) {
        return spending.decide(request, client)
                .thenCompose(decision -> decision instanceof Spending.PassingDecision.PassingPermitted permitted
                        ? pass(request, permitted.allowance(), id, endBy, caller)
                                .whenComplete((response, broken) ->
                                        permitted.allowance().end())
                        : CompletableFuture.completedFuture(new PassedResponse.NotPassed(
                                ((Spending.PassingDecision.PassingRefused) decision).outcome())));
    }

    private CompletionStage<PassedResponse> pass(
            PassedRequest request,
            Spending.Allowance allowance,
            String id,
            @Nullable Instant endBy,
            @Nullable AnswerListener caller) {
        Duration budget = endBy == null
                ? times.longest()
                : min(times.longest(), Duration.between(clock.instant(), endBy).minus(Ask.MARGIN));
        String used = key.current();
        return passed(request, allowance, id, budget, caller)
                .thenCompose(first -> first.keyRefused()
                        ? key.renew(used)
                                .thenCompose(renewed -> renewed
                                        ? passed(request, allowance, id, budget, caller)
                                        : CompletableFuture.completedFuture(first))
                        : CompletableFuture.completedFuture(first))
                .thenApply(Passed::response);
    }

    private static Duration min(Duration one, Duration other) {
        return one.compareTo(other) <= 0 ? one : other;
    }

    private RetryLoop.Sending sending(Ask ask, Payload payload, AnswerMemory memory) {
        AnswerListener listener = ask.listener();
        byte[] body = Json.bytes(payload.body());
        if (payload.relay() != null && listener != null) {
            return (currentKey, limit) -> {
                memory.shrinkTo(0);
                return new StreamingCall(api, limits, memory, payload, ask, listener, clock, limit)
                        .make(bearer(currentKey), body);
            };
        }
        return (currentKey, limit) -> {
            memory.shrinkTo(0);
            Uni<ProviderResponse.Received> call =
                    api.whole(payload.endpoint(), bearer(currentKey), body, ask.forwarded(), memory);
            Uni<ProviderResponse.Received> bounded = listener == null ? call : ClientDisconnect.cancels(call, listener);
            return within(bounded, limit).map(CallAttempt.Sent::new);
        };
    }

    private static String bearer(String key) {
        return "Bearer " + key;
    }

    // A timeout cancels the call, which closes its connection to the provider.
    private static Uni<ProviderResponse> within(Uni<ProviderResponse.Received> call, Duration budget) {
        return call.map(ProviderResponse.class::cast)
                .ifNoItem()
                .after(budget)
                .fail()
                .onFailure()
                .recoverWithItem(CallFailure::notReceived);
    }
}
