package dev.dragoman.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.event.Endpoint;
import dev.dragoman.event.Listener;
import dev.dragoman.json.Json;
import dev.dragoman.outcome.Estimate;
import dev.dragoman.outcome.Reply;
import dev.dragoman.outcome.Reply.Reason;
import dev.dragoman.outcome.RetryAfter;
import dev.dragoman.payload.Payload;
import dev.dragoman.stream.ChatTranscript;
import dev.dragoman.stream.EventReader;
import dev.dragoman.stream.EventTranslation;
import dev.dragoman.stream.ResponsesTranscript;
import dev.dragoman.stream.Transcript;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** One call whose answer is passed on to the caller while it comes. */
final class StreamedCall {
    /** Room for the one event that carries a whole response, pictures in it. */
    private static final int LARGEST_EVENT = 32 * 1024 * 1024;

    private final EventApi api;
    private final Payload payload;
    private final String ask;
    private final Listener listener;
    private final Clock clock;
    private final Instant started;
    private final Duration budget;

    /**
     * @param api where it is sent
     * @param payload what is sent; has a relay
     * @param ask the ask's id
     * @param listener who hears the answer
     * @param clock tells the time
     * @param budget the longest that it may take
     */
    StreamedCall(EventApi api, Payload payload, String ask, Listener listener, Clock clock, Duration budget) {
        this.api = api;
        this.payload = payload;
        this.ask = ask;
        this.listener = listener;
        this.clock = clock;
        this.started = clock.instant();
        this.budget = budget;
    }

    /** Makes the call. What goes wrong is in the attempt; it never fails. */
    Uni<Attempt> make(String authorization) {
        Uni<HttpClientResponse> answered =
                api.post(payload.endpoint().path(), authorization, Json.bytes(payload.body()));
        return CallerGone.cancels(answered, listener)
                .ifNoItem()
                .after(api.firstByte().compareTo(budget) < 0 ? api.firstByte() : budget)
                .fail()
                .onItem()
                .transformToUni(this::passedOn)
                .onFailure()
                .recoverWithItem(Attempt::unreached);
    }

    private Uni<Attempt> passedOn(HttpClientResponse response) {
        String contentType =
                Optional.ofNullable(response.getHeader("Content-Type")).orElse("");
        boolean stream = response.statusCode() == 200 && contentType.startsWith("text/event-stream");
        return stream ? relayed(response) : whole(response, contentType);
    }

    private Uni<Attempt> whole(HttpClientResponse response, String contentType) {
        return Uni.createFrom()
                .completionStage(() -> bounded(response).toCompletionStage())
                .ifNoItem()
                .after(left())
                .fail()
                .onFailure()
                .invoke(late -> response.request().reset())
                .map(body -> new Attempt(Reply.Responded.of(
                        response.statusCode(),
                        contentType,
                        RetryAfter.read(response::getHeader, clock),
                        body.getBytes())));
    }

    private Future<Buffer> bounded(HttpClientResponse response) {
        Promise<Buffer> whole = Promise.promise();
        Buffer body = Buffer.buffer();
        response.exceptionHandler(whole::tryFail);
        response.endHandler(end -> whole.tryComplete(body));
        response.handler(chunk -> {
            if (body.length() + chunk.length() > api.largest()) {
                whole.tryFail(new AnswerTooLarge());
            } else if (!whole.future().isComplete()) {
                body.appendBuffer(chunk);
            }
        });
        response.resume();
        return whole.future();
    }

    private Uni<Attempt> relayed(HttpClientResponse response) {
        // The response came on this context, and so will its events.
        Context context = Objects.requireNonNull(Vertx.currentContext());
        Transcript transcript = payload.endpoint() == Endpoint.CHAT ? new ChatTranscript() : new ResponsesTranscript();
        EventTranslation words = Objects.requireNonNull(payload.relay()).get();
        Relay relay = new Relay(
                context, response, new EventReader(LARGEST_EVENT), transcript, words, api.idle(), api.largest());
        CompletableFuture<@Nullable Duration> firstEvent = relay.first()
                .thenApply(first -> Duration.between(started, clock.instant()))
                .toCompletableFuture();
        long timer = context.owner().setTimer(Math.max(1, left().toMillis()), late -> relay.abort(Reason.TIMEOUT));
        CompletableFuture<Boolean> begun = relay.begin().toCompletableFuture();
        listener.gone().thenRun(() -> {
            if (!begun.isDone()) {
                relay.abort(Reason.GONE);
            }
        });
        return Uni.createFrom()
                .completionStage(begun.thenCompose(heard -> {
                    if (heard) {
                        listener.hear(ask, payload.adjustments(), relay);
                    }
                    return relay.ending();
                }))
                .map(brokenOff -> {
                    context.owner().cancelTimer(timer);
                    return new Attempt(streamed(transcript, brokenOff), firstEvent.getNow(null), begun.getNow(false));
                });
    }

    private Reply streamed(Transcript transcript, Optional<Reason> brokenOff) {
        ObjectNode answer = transcript.answer();
        JsonNode reported = answer.path("usage");
        JsonNode usage = reported.isObject() ? reported : Estimate.usage(payload.body(), transcript.written());
        return new Reply.Streamed(answer, transcript.error(), brokenOff.orElse(null), usage);
    }

    private Duration left() {
        return budget.minus(Duration.between(started, clock.instant()));
    }
}
