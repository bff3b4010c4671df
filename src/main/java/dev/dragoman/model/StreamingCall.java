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

/** One call whose answer is passed on to the caller while it comes. */
final class StreamingCall {
    /** Room for the one event that carries a whole response, pictures in it. */
    private static final int LARGEST_EVENT = 32 * 1024 * 1024;

    private final ModelApi api;
    private final AnswerLimits limits;
    private final Payload payload;
    private final String ask;
    private final AnswerListener listener;
    private final Clock clock;
    private final Instant started;
    private final Duration budget;

    /**
     * @param api where it is sent
     * @param limits what its answer may take
     * @param payload what is sent; has a relay
     * @param ask the ask's id
     * @param listener who hears the answer
     * @param clock tells the time
     * @param budget the longest that it may take
     */
    StreamingCall(
            ModelApi api,
            AnswerLimits limits,
            Payload payload,
            String ask,
            AnswerListener listener,
            Clock clock,
            Duration budget) {
        this.api = api;
        this.limits = limits;
        this.payload = payload;
        this.ask = ask;
        this.listener = listener;
        this.clock = clock;
        this.started = clock.instant();
        this.budget = budget;
    }

    /** Makes the call. What goes wrong is in the attempt; it never fails. */
    Uni<CallAttempt> make(String authorization, byte[] body) {
        Uni<HttpClientResponse> answered = api.streamed(payload.endpoint(), authorization, body);
        return ClientDisconnect.cancels(answered, listener)
                .ifNoItem()
                .after(limits.firstByte().compareTo(budget) < 0 ? limits.firstByte() : budget)
                .fail()
                .onItem()
                .transformToUni(this::passedOn)
                .onFailure()
                .recoverWithItem(CallAttempt::unreached);
    }

    private Uni<CallAttempt> passedOn(HttpClientResponse response) {
        boolean stream = response.statusCode() == 200
                && ResponseReader.contentType(response).startsWith("text/event-stream");
        return stream ? relayed(response) : whole(response);
    }

    private Uni<CallAttempt> whole(HttpClientResponse response) {
        return Uni.createFrom()
                .completionStage(() ->
                        ResponseReader.read(response, limits.largest(), clock).toCompletionStage())
                .ifNoItem()
                .after(left())
                .fail()
                .onFailure()
                .invoke(late -> response.request().reset())
                .map(CallAttempt::new);
    }

    private Uni<CallAttempt> relayed(HttpClientResponse response) {
        // The response came on this context, and so will its events.
        Context context = Objects.requireNonNull(Vertx.currentContext());
        StreamAccumulator transcript =
                payload.endpoint() == Endpoint.CHAT ? new ChatAccumulator() : new ResponsesAccumulator();
        EventTranslation words = Objects.requireNonNull(payload.relay()).get();
        SseRelay relay = new SseRelay(
                context, response, new EventReader(LARGEST_EVENT), transcript, words, limits.idle(), limits.largest());
        CompletableFuture<@Nullable Duration> firstEvent = relay.first()
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
                .completionStage(begun.thenCompose(heard -> {
                    if (heard) {
                        listener.streamStarted(ask, payload.adjustments(), relay);
                    }
                    return relay.ending();
                }))
                .map(brokenOff -> {
                    context.owner().cancelTimer(timer);
                    return new CallAttempt(
                            streamed(transcript, brokenOff), firstEvent.getNow(null), begun.getNow(false));
                });
    }

    private ProviderResponse streamed(StreamAccumulator transcript, Optional<FailureReason> brokenOff) {
        ObjectNode answer = transcript.answer();
        JsonNode reported = answer.path("usage");
        JsonNode usage =
                reported.isObject() ? reported : UsageEstimate.usage(payload.body(), transcript.charactersWritten());
        return new ProviderResponse.Streamed(answer, transcript.error(), brokenOff.orElse(null), usage);
    }

    private Duration left() {
        return budget.minus(Duration.between(started, clock.instant()));
    }
}
