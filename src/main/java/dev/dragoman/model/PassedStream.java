package dev.dragoman.model;

import dev.dragoman.event.AnswerListener;
import dev.dragoman.outcome.ProviderResponse.FailureReason;
import dev.dragoman.outcome.SecretMask;
import dev.dragoman.payload.PassedRequest;
import dev.dragoman.stream.EventReader;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import java.time.Clock;
import java.util.List;
import java.util.Objects;

/** One call that is passed through and asks for a stream: its caller gets the events as they come. */
final class PassedStream {
    private final ModelCalls api;
    private final AnswerLimits limits;
    private final AnswerMemory memory;
    private final PassedRequest request;
    private final String id;
    private final AnswerListener caller;
    private final Clock clock;
    private final long started;

    /**
     * @param api sends it
     * @param limits the limits of its answer
     * @param memory what the answer takes; closed by the caller
     * @param request what is sent
     * @param id the call's id
     * @param caller receives the events
     * @param clock what dates in answers are counted from; the call itself is timed by the monotonic clock
     */
    PassedStream(
            ModelCalls api,
            AnswerLimits limits,
            AnswerMemory memory,
            PassedRequest request,
            String id,
            AnswerListener caller,
            Clock clock) {
        this.api = api;
        this.limits = limits;
        this.memory = memory;
        this.request = request;
        this.id = id;
        this.caller = caller;
        this.clock = clock;
        this.started = System.nanoTime();
    }

    /**
     * Makes the call.
     *
     * @return any response that is no stream; for a stream one without body, once it has come to its end. Fails if there is
     *     no response, or if the stream breaks off. Cancelling ends the call
     */
    Uni<PassedResponse.Whole> make(String authorization) {
        return api.passStreamed(request, authorization, memory)
                .ifNoItem()
                .after(limits.firstByte())
                .fail()
                .chain(response -> StreamingCall.isStream(response)
                        ? relayed(response, SecretMask.of(authorization))
                        : whole(response));
    }

    private Uni<PassedResponse.Whole> whole(HttpClientResponse response) {
        return Uni.createFrom()
                .completionStage(() -> new ResponseReader(limits, memory, clock)
                        .passed(response)
                        .toCompletionStage())
                .onFailure()
                .invoke(broken -> response.request().reset())
                .onCancellation()
                .invoke(() -> response.request().reset());
    }

    private Uni<PassedResponse.Whole> relayed(HttpClientResponse response, SecretMask mask) {
        // The response came on this context, and its events will too.
        Context context = Objects.requireNonNull(Vertx.currentContext());
        PassedResponse.Whole head = ResponseReader.head(response, clock);
        PassedEvents events = new PassedEvents();
        SseRelay relay = new SseRelay(
                context,
                response,
                new EventReader(StreamingCall.LARGEST_EVENT),
                events,
                events,
                mask,
                limits.firstByte().minusNanos(System.nanoTime() - started),
                limits.idle(),
                limits.largest(),
                limits.pool(),
                memory);
        return Uni.createFrom()
                .completionStage(() -> relay.begin(Buffer.buffer()).thenCompose(hasEvent -> {
                    if (hasEvent) {
                        caller.streamStarted(
                                id, List.of(), mask.headers(head.headers()).values(), relay);
                    }
                    return relay.ending();
                }))
                .onCancellation()
                .invoke(() -> relay.abort(FailureReason.TIMEOUT))
                .map(ending -> {
                    if (ending.brokenOff() != null) {
                        throw new CallFailure(ending.brokenOff());
                    }
                    return head;
                });
    }
}
