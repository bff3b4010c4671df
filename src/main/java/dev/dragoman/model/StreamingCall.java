package dev.dragoman.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.event.AnswerListener;
import dev.dragoman.event.Ask;
import dev.dragoman.event.Endpoint;
import dev.dragoman.outcome.ProviderHeaders;
import dev.dragoman.outcome.ProviderResponse;
import dev.dragoman.outcome.ProviderResponse.FailureReason;
import dev.dragoman.outcome.RetryAfter;
import dev.dragoman.outcome.SanitizedEvent;
import dev.dragoman.outcome.SecretMask;
import dev.dragoman.outcome.UsageEstimate;
import dev.dragoman.payload.Payload;
import dev.dragoman.stream.ChatAccumulator;
import dev.dragoman.stream.EventReader;
import dev.dragoman.stream.EventTranslation;
import dev.dragoman.stream.ResponsesAccumulator;
import dev.dragoman.stream.ServerSentEvent;
import dev.dragoman.stream.ServerSentEvent.Role;
import dev.dragoman.stream.StreamAccumulator;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One call whose answer is passed on to the caller as it comes. */
final class StreamingCall {
    /** In bytes. The last event of a stream may carry the whole response, with pictures in it. */
    static final int LARGEST_EVENT = 32 * 1024 * 1024;

    /** How many bytes tell whether a response is a stream. */
    private static final int LOOK = 256;

    /** A comment, or a field of an event, behind a byte order mark and blank lines. */
    private static final Pattern EVENTS = Pattern.compile("\\uFEFF?\\s*(?::|(?:data|event|id|retry):)");

    private static final String END_ADDED = "[DONE] added, the provider's stream ended without it";

    private final ModelCalls api;
    private final AnswerLimits limits;
    private final AnswerMemory memory;
    private final Payload payload;
    private final Ask ask;
    private final AnswerListener listener;
    private final Clock clock;
    private final long started;
    private final Duration budget;

    /**
     * @param api sends it
     * @param limits the limits of its answer
     * @param memory what the answer takes; closed by the caller
     * @param payload what is sent; has a relay
     * @param ask what it answers
     * @param listener receives the answer's events
     * @param clock what dates in answers are counted from; the call itself is timed by the monotonic clock
     * @param budget the longest that it may take
     */
    StreamingCall(
            ModelCalls api,
            AnswerLimits limits,
            AnswerMemory memory,
            Payload payload,
            Ask ask,
            AnswerListener listener,
            Clock clock,
            Duration budget) {
        this.api = api;
        this.limits = limits;
        this.memory = memory;
        this.payload = payload;
        this.ask = ask;
        this.listener = listener;
        this.clock = clock;
        this.started = System.nanoTime();
        this.budget = budget;
    }

    /** Makes the call. What goes wrong is in the attempt; fails only if an event can't be translated. */
    Uni<CallAttempt.Sent> make(String authorization, byte[] body) {
        Uni<HttpClientResponse> call = api.streamed(payload.endpoint(), authorization, body, ask.forwarded(), memory);
        return ClientDisconnect.cancels(call, listener)
                .ifNoItem()
                .after(limits.firstByte().compareTo(budget) < 0 ? limits.firstByte() : budget)
                .fail()
                .onItemOrFailure()
                .transformToUni((response, failure) -> failure == null
                        ? received(response, SecretMask.of(authorization))
                        : Uni.createFrom().item(new CallAttempt.Sent(CallFailure.notReceived(failure))));
    }

    private Uni<CallAttempt.Sent> received(HttpClientResponse response, SecretMask mask) {
        if (isStream(response)) {
            return relayed(response, Buffer.buffer(), mask);
        }
        return response.statusCode() == 200 ? untold(response, mask) : whole(response, Buffer.buffer());
    }

    // Some providers name another type for their streams, or none: then the first bytes tell.
    private Uni<CallAttempt.Sent> untold(HttpClientResponse response, SecretMask mask) {
        Uni<Buffer> beginning = Uni.createFrom()
                .completionStage(() -> ResponseReader.beginning(response).toCompletionStage());
        return ClientDisconnect.cancels(beginning, listener)
                .ifNoItem()
                .after(left())
                .fail()
                .onFailure()
                .invoke(late -> response.request().reset())
                .onItemOrFailure()
                .transformToUni((first, failure) -> {
                    if (failure != null) {
                        return Uni.createFrom().item(new CallAttempt.Sent(CallFailure.notReceived(failure)));
                    }
                    return isOfEvents(first) ? relayed(response, first, mask) : whole(response, first);
                });
    }

    // Neither JSON nor a page begins like this.
    private static boolean isOfEvents(Buffer beginning) {
        return EVENTS.matcher(beginning.getString(0, Math.min(beginning.length(), LOOK)))
                .lookingAt();
    }

    /** Whether the provider says that it streams its answer. */
    static boolean isStream(HttpClientResponse response) {
        return response.statusCode() == 200 && ResponseReader.isEventStream(ResponseReader.contentType(response));
    }

    private Uni<CallAttempt.Sent> whole(HttpClientResponse response, Buffer beginning) {
        return Uni.createFrom()
                .completionStage(() -> new ResponseReader(limits, memory, clock)
                        .read(response, beginning)
                        .toCompletionStage())
                .ifNoItem()
                .after(left())
                .fail()
                .onFailure()
                .invoke(late -> response.request().reset())
                .map(ProviderResponse.class::cast)
                .onFailure()
                .recoverWithItem(CallFailure::notReceived)
                .map(CallAttempt.Sent::new);
    }

    private Uni<CallAttempt.Sent> relayed(HttpClientResponse response, Buffer beginning, SecretMask mask) {
        // The response came on this context, and its events will too.
        Context context = Objects.requireNonNull(Vertx.currentContext());
        StreamAccumulator accumulator =
                payload.endpoint() == Endpoint.CHAT ? new ChatAccumulator() : new ResponsesAccumulator();
        EventTranslation translation = translation();
        SseRelay relay = new SseRelay(
                context,
                response,
                new EventReader(LARGEST_EVENT),
                accumulator,
                translation,
                mask,
                limits.firstByte().minus(taken()),
                limits.idle(),
                limits.largest(),
                limits.pool(),
                memory);
        CompletableFuture<@Nullable Duration> firstEvent =
                relay.firstEvent().thenApply(first -> taken()).toCompletableFuture();
        long timer =
                context.owner().setTimer(Math.max(1, left().toMillis()), late -> relay.abort(FailureReason.TIMEOUT));
        CompletableFuture<Boolean> begun = relay.begin(beginning).toCompletableFuture();
        listener.disconnected().thenRun(() -> {
            // Of a stream that has begun, its subscription tells; and a caller who is still there has to be told.
            if (!begun.isDone() || listener.isEnding()) {
                relay.abort(FailureReason.GONE);
            }
        });
        return Uni.createFrom()
                .completionStage(begun.thenCompose(hasEvent -> {
                    if (hasEvent) {
                        listener.streamStarted(ask.id(), payload.adjustments(), headers(response, mask), relay);
                    }
                    return relay.ending();
                }))
                .onTermination()
                .invoke(() -> context.owner().cancelTimer(timer))
                .chain(ending -> streamed(accumulator, ending, context))
                .map(answer -> new CallAttempt.Sent(answer, firstEvent.getNow(null), begun.getNow(false)));
    }

    private EventTranslation translation() {
        EventTranslation translation = Objects.requireNonNull(payload.relay()).get();
        return event -> {
            List<ServerSentEvent> translated = translation.translate(event);
            return event.role() == Role.PIECE
                    ? translated
                    : translated.stream().map(SanitizedEvent::of).toList();
        };
    }

    private Uni<ProviderResponse> streamed(StreamAccumulator accumulator, SseRelay.Ending ending, Context context) {
        return ending.kept() <= AnswerPool.HEAVY
                ? Uni.createFrom().item(streamed(accumulator, ending))
                : Uni.createFrom()
                        .completionStage(limits.pool()
                                .run(context, () -> streamed(accumulator, ending))
                                .toCompletionStage());
    }

    private Map<String, String> headers(HttpClientResponse response, SecretMask mask) {
        return mask.headers(ProviderHeaders.read(response.headers(), RetryAfter.read(response::getHeader, clock)))
                .values();
    }

    private ProviderResponse streamed(StreamAccumulator accumulator, SseRelay.Ending ending) {
        ObjectNode answer = accumulator.answer();
        JsonNode reported = answer.path("usage");
        JsonNode usage =
                reported.isObject() ? reported : UsageEstimate.usage(payload.body(), accumulator.charactersWritten());
        // What the provider says of a failure counts for more than how its stream ended after that.
        ObjectNode error = accumulator.error();
        return new ProviderResponse.Streamed(
                answer,
                error,
                error == null ? ending.brokenOff() : null,
                usage,
                ending.endAdded() ? List.of(END_ADDED) : List.of());
    }

    private Duration left() {
        return budget.minus(taken());
    }

    private Duration taken() {
        return Duration.ofNanos(System.nanoTime() - started);
    }
}
