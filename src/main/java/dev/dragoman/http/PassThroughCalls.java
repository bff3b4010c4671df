package dev.dragoman.http;

import dev.dragoman.delivery.HttpAnswer;
import dev.dragoman.event.HttpCall;
import dev.dragoman.model.Model;
import dev.dragoman.payload.PassThrough;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The steps of the HTTP route for calls that are passed through to the provider. */
public final class PassThroughCalls {
    private final PassThrough passThrough;
    private final Model model;

    /**
     * @param passThrough decides what is passed through
     * @param model calls the provider
     */
    public PassThroughCalls(PassThrough passThrough, Model model) {
        this.passThrough = passThrough;
        this.model = model;
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
     * Passes a call through.
     *
     * @param call the request
     * @return the provider's response, or the reason why there is none
     */
    public CompletionStage<HttpAnswer> pass(HttpCall call) {
        return passThrough
                .decide(call.method(), call.path(), call.query(), call.body())
                .match(
                        request -> model.pass(request, call.endBy(), call.listener())
                                .thenApply(response -> response.match(
                                        received -> HttpAnswer.passed(
                                                call.id(), received.status(), received.headers(), received.body()),
                                        failed -> HttpAnswer.failed(call.id(), failed.outcome()))),
                        problem -> CompletableFuture.completedFuture(HttpAnswer.problem(call.id(), problem)));
    }
}
