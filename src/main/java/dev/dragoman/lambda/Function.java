package dev.dragoman.lambda;

import dev.dragoman.event.Event;
import dev.dragoman.event.EventParser;
import dev.dragoman.pipeline.Routes;
import jakarta.inject.Singleton;
import java.util.concurrent.CompletionStage;

/** The function: recognises the trigger by the event's shape and answers in the shape that the trigger expects. */
@Singleton
final class Function {
    private final EventParser events;
    private final Routes routes;

    Function(EventParser events, Routes routes) {
        this.events = events;
        this.routes = routes;
    }

    CompletionStage<FunctionResult> handle(Invocation invocation) {
        Event event = events.parse(invocation.payload(), invocation.requestId(), invocation.deadline());
        if (event instanceof Event.Documents documents) {
            return routes.s3(documents.documents()).thenApply(FunctionResult::of);
        }
        if (event instanceof Event.Batch batch) {
            return routes.sqs(batch).thenApply(FunctionResult::of);
        }
        if (event instanceof Event.Http http) {
            return routes.http(http.call()).thenApply(FunctionResult::of);
        }
        return routes.invoke(((Event.Invocation) event).ask()).thenApply(FunctionResult::of);
    }
}
