package dev.dragoman.lambda;

import dev.dragoman.config.HttpConfig;
import dev.dragoman.delivery.EventStream;
import dev.dragoman.delivery.HttpAnswer;
import dev.dragoman.delivery.PendingStream;
import dev.dragoman.event.Endpoint;
import dev.dragoman.event.HttpCall;
import dev.dragoman.event.Trigger;
import dev.dragoman.event.TriggerParser;
import dev.dragoman.json.Json;
import dev.dragoman.pipeline.Routes;
import dev.dragoman.pipeline.StageFailures;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jboss.logging.Logger;

/** The function: recognises the trigger by the event's shape and answers in the format that the trigger expects. */
@Singleton
final class Function {
    private static final Logger LOG = Logger.getLogger(Function.class);

    private final TriggerParser events;
    private final Routes routes;
    private final StageFailures failures;
    private final long largestBody;

    Function(TriggerParser events, Routes routes, StageFailures failures, HttpConfig config) {
        this.events = events;
        this.routes = routes;
        this.failures = failures;
        this.largestBody = config.maxBody().asLongValue();
    }

    CompletionStage<FunctionResult> handle(Invocation invocation) {
        return events.parse(invocation.payload(), invocation.requestId(), invocation.deadline())
                .match(
                        documents -> routes.s3(documents.documents()).thenApply(FunctionResult::of),
                        batch -> routes.sqs(batch).thenApply(result -> FunctionResult.of(result, batch.source())),
                        http -> called(http.call().decoded(largestBody), http),
                        direct -> routes.invoke(direct.ask()).thenApply(FunctionResult::of));
    }

    private CompletionStage<FunctionResult> called(HttpCall call, Trigger.HttpRequest http) {
        if (isProbe(call, http.form())) {
            HttpAnswer healthy = HttpAnswer.ok(call.id(), Json.object().put("status", "UP"));
            return CompletableFuture.completedFuture(FunctionResult.of(healthy, http.form()));
        }
        return http.streamed()
                ? streamed(call)
                : routes.http(call).thenApply(answer -> FunctionResult.of(answer, http.form()));
    }

    // Where a load balancer looks unless it is told otherwise. It has no client key, and wants to know no more than
    // that
    // the function runs.
    private static boolean isProbe(HttpCall call, Trigger.ResponseForm form) {
        boolean balanced = form == Trigger.ResponseForm.BALANCER || form == Trigger.ResponseForm.BALANCER_LISTS;
        return balanced
                && call.path().equals(HttpCall.normal("/"))
                && List.of("GET", "HEAD").contains(call.method());
    }

    // The first of the two: a stream that begins, or a whole answer.
    private CompletionStage<FunctionResult> streamed(HttpCall call) {
        PendingStream listener = new PendingStream();
        CompletionStage<HttpAnswer> answer = routes.http(call.withListener(listener))
                .exceptionally(failure -> {
                    failures.note(failure);
                    LOG.errorf(failure, "The route http failed on request %s", call.id());
                    return HttpAnswer.broken(call.id());
                });
        return answer.thenApply(FunctionResult::streamed)
                .applyToEither(
                        listener.started()
                                .thenApply(started -> FunctionResult.streamed(
                                        EventStream.of(Endpoint.ofEvents(call.path()), started, answer))),
                        result -> result);
    }
}
