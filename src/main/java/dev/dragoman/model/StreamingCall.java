package dev.dragoman.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.event.AnswerListener;
import dev.dragoman.event.Endpoint;
import dev.dragoman.outcome.ProviderResponse;
import dev.dragoman.outcome.ProviderResponse.FailureReason;
import dev.dragoman.outcome.UsageEstimate;
import dev.dragoman.payload.Payload;
import dev.dragoman.stream.ChatAccumulator;
import dev.dragoman.stream.EventReader;
import dev.dragoman.stream.EventTranslation;
import dev.dragoman.stream.ResponsesAccumulator;
import dev.dragoman.stream.StreamAccumulator;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** One call whose answer is passed on to the caller as it comes. */
final class StreamingCall {
    /** In bytes. The last event of a stream may carry the whole response, with pictures in it. */
    private static final int LARGEST_EVENT = 32 * 1024 * 1024;

    private final ModelCalls api;
    private final AnswerLimits limits;
    private final Payload payload;
    private final String askId;
    private final AnswerListener listener;
    private final Clock clock;
    private final Instant started;
    private final Duration budget;

    /**
     * @param api sends it
     * @param limits the limits of its answer
     * @param payload what is sent; has a relay
     * @param askId the ask's id
     * @param listener receives the answer's events
     * @param clock tells the time
     * @param budget the longest that it may take
     */
    StreamingCall(
            ModelCalls api,
            AnswerLimits limits,
            Payload payload,
            String askId,
            AnswerListener listener,
            Clock clock,
            Duration budget) {
        this.api = api;
        this.limits = limits;
        this.payload = payload;
        this.askId = askId;
        this.listener = listener;
        this.clock = clock;
        this.started = clock.instant();
        this.budget = budget;
    }

    /** Makes the call. Never fails: what goes wrong is in the attempt. */
    Uni<CallAttempt.Sent> make(String authorization, byte[] body) {
        Uni<HttpClientResponse> call = api.streamed(payload.endpoint(), authorization, body);
        return ClientDisconnect.cancels(call, listener)
                .ifNoItem()
                .after(limits.firstByte().compareTo(budget) < 0 ? limits.firstByte() : budget)
                .fail()
                .onItem()
                .transformToUni(this::received)
                .onFailure()
                .recoverWithItem(failure -> new CallAttempt.Sent(CallFailure.notReceived(failure)));
    }

    private Uni<CallAttempt.Sent> received(HttpClientResponse response) {
        boolean isStream = response.statusCode() == 200
                && ResponseReader.contentType(response).startsWith("text/event-stream");
        return isStream ? relayed(response) : whole(response);
    }

    private Uni<CallAttempt.Sent> whole(HttpClientResponse response) {
        return Uni.createFrom()
                .completionStage(() ->
                        ResponseReader.read(response, limits.largest(), clock).toCompletionStage())
                .ifNoItem()
                .after(left())
                .fail()
                .onFailure()
                .invoke(late -> response.request().reset())
                .map(CallAttempt.Sent::new);
    }

    private Uni<CallAttempt.Sent> relayed(HttpClientResponse response) {
        // The response came on this context, and its events will too.
        Context context = Objects.requireNonNull(Vertx.currentContext());
        StreamAccumulator accumulator =
                payload.endpoint() == Endpoint.CHAT ? new ChatAccumulator() : new ResponsesAccumulator();
        EventTranslation translation = Objects.requireNonNull(payload.relay()).get();
        SseRelay relay = new SseRelay(
                context,
                response,
                new EventReader(LARGEST_EVENT),
                accumulator,
                translation,
                limits.idle(),
                limits.largest());
        CompletableFuture<@Nullable Duration> firstEvent = relay.firstEvent()
                .thenApply(first -> Duration.between(started, clock.instant()))
                .toCompletableFuture();
        long timer =
                context.owner().setTimer(Math.max(1, left().toMillis()), late -> relay.abort(FailureReason.TIMEOUT));
        CompletableFuture<Boolean> begun = relay.begin().toCompletableFuture();
        listener.disconnected().thenRun(() -> {
            if (!begun.isDone()) {
                relay.abort(FailureReason.GONE);
            }
        });
        return Uni.createFrom()
                .completionStage(begun.thenCompose(hasEvent -> {
                    if (hasEvent) {
                        listener.streamStarted(askId, payload.adjustments(), relay);
                    }
                    return relay.ending();
                }))
                .map(brokenOff -> {
                    context.owner().cancelTimer(timer);
                    return new CallAttempt.Sent(
                            streamed(accumulator, brokenOff), firstEvent.getNow(null), begun.getNow(false));
                });
    }

    private ProviderResponse streamed(StreamAccumulator accumulator, Optional<FailureReason> brokenOff) {
        ObjectNode answer = accumulator.answer();
        JsonNode reported = answer.path("usage");
        JsonNode usage =
                reported.isObject() ? reported : UsageEstimate.usage(payload.body(), accumulator.charactersWritten());
        return new ProviderResponse.Streamed(answer, accumulator.error(), brokenOff.orElse(null), usage);
    }

    private Duration left() {
        return budget.minus(Duration.between(started, clock.instant()));
    }
}
