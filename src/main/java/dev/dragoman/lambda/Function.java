package dev.dragoman.lambda;

import dev.dragoman.delivery.EventStream;
import dev.dragoman.delivery.HttpAnswer;
import dev.dragoman.delivery.PendingStream;
import dev.dragoman.event.HttpCall;
import dev.dragoman.event.TriggerParser;
import dev.dragoman.pipeline.Routes;
import dev.dragoman.pipeline.StageFailures;
import jakarta.inject.Singleton;
import java.util.concurrent.CompletionStage;
import org.jboss.logging.Logger;

/** The function: recognises the trigger by the event's shape and answers in the format that the trigger expects. */
@Singleton
final class Function {
    private static final Logger LOG = Logger.getLogger(Function.class);

    private final TriggerParser events;
    private final Routes routes;
    private final StageFailures failures;

    Function(TriggerParser events, Routes routes, StageFailures failures) {
        this.events = events;
        this.routes = routes;
        this.failures = failures;
    }

    CompletionStage<FunctionResult> handle(Invocation invocation) {
        return events.parse(invocation.payload(), invocation.requestId(), invocation.deadline())
                .match(
                        documents -> routes.s3(documents.documents()).thenApply(FunctionResult::of),
                        batch -> routes.sqs(batch).thenApply(result -> FunctionResult.of(result, batch.source())),
                        http -> http.streamed()
                                ? streamed(http.call())
                                : routes.http(http.call()).thenApply(answer -> FunctionResult.of(answer, http.form())),
                        direct -> routes.invoke(direct.ask()).thenApply(FunctionResult::of));
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
                                .thenApply(started -> FunctionResult.streamed(EventStream.of(call, started, answer))),
                        result -> result);
    }
}
