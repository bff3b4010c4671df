package dev.dragoman.http;

import dev.dragoman.delivery.HttpAnswer;
import dev.dragoman.event.Content.Malformed;
import dev.dragoman.event.HttpCall;
import dev.dragoman.model.Model;
import dev.dragoman.outcome.Problem;
import dev.dragoman.payload.PassThrough;
import dev.dragoman.payload.PassedRequest;
import dev.dragoman.pipeline.Records;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The steps of the HTTP route for calls that are passed through to the provider. */
public final class PassThroughCalls {
    private final HttpCalls.ForwardedHeaders forwarded;
    private final ClientKeys keys;
    private final PassThrough passThrough;
    private final Model model;
    private final Records records;

    /**
     * @param forwarded what the provider gets of a call's headers
     * @param keys the client keys
     * @param passThrough decides what is passed through
     * @param model calls the provider
     * @param records logs and measures the calls
     */
    public PassThroughCalls(
            HttpCalls.ForwardedHeaders forwarded,
            ClientKeys keys,
            PassThrough passThrough,
            Model model,
            Records records) {
        this.forwarded = forwarded;
        this.keys = keys;
        this.passThrough = passThrough;
        this.model = model;
        this.records = records;
    }

    /**
     * Whether a call is passed through, or refused as one that would be.
     *
     * @param call the request
     * @return true for any method on a path of the profile's list, and for an ask in the background
     */
    public boolean isListed(HttpCall call) {
        return passThrough.covers(call.path()) || passThrough.isBackground(call.method(), call.path(), call.body());
    }

    /**
     * Passes a call through, and records it.
     *
     * @param call the request
     * @return the provider's response, or the reason why there is none; of an answer that the caller has got as a stream,
     *     how that ended
     */
    public CompletionStage<HttpAnswer> pass(HttpCall call) {
        Malformed unreadable = call.undecodable();
        return unreadable == null
                ? passThrough
                        .decide(call.method(), call.path(), call.query(), call.body())
                        .match(request -> pass(call, request), problem -> refused(call, problem))
                : refused(
                        call,
                        Problem.ofAsk(
                                unreadable.status(), unreadable.code(), unreadable.message(), unreadable.param()));
    }

    private CompletionStage<HttpAnswer> refused(HttpCall call, Problem problem) {
        return CompletableFuture.completedFuture(records.recordCall(HttpAnswer.problem(call.id(), problem)));
    }

    private CompletionStage<HttpAnswer> pass(HttpCall call, PassedRequest request) {
        long from = System.nanoTime();
        String client = keys.label(call.authorization());
        return model.pass(request.withHeaders(forwarded.of(call)), client, call.id(), call.endBy(), call.listener())
                .thenApply(response -> response.match(
                        received -> HttpAnswer.passed(
                                call.id(),
                                received.status(),
                                received.contentType(),
                                received.headers(),
                                received.body()),
                        failed -> HttpAnswer.failed(call.id(), failed.outcome())))
                .thenApply(answer ->
                        records.recordPass(answer, request.rule(), Duration.ofNanos(System.nanoTime() - from), client));
    }
}
