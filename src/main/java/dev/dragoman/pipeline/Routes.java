package dev.dragoman.pipeline;

import dev.dragoman.delivery.BatchResult;
import dev.dragoman.delivery.HttpAnswer;
import dev.dragoman.event.Ask;
import dev.dragoman.event.HttpCall;
import dev.dragoman.event.Trigger;
import dev.dragoman.outcome.Answer;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.apache.camel.CamelContext;
import org.apache.camel.ProducerTemplate;

/**
 * How the edges enter the routes: one method for each door. If a route fails, the returned stage completes with the exception;
 * the edges catch it.
 */
@Singleton
public final class Routes {
    private final ProducerTemplate template;

    Routes(CamelContext camel) {
        template = camel.createProducerTemplate();
        // On the caller's thread until a step is asynchronous: no pool, no queue between the door and the route.
        template.setThreadedAsyncMode(false);
    }

    /**
     * An HTTP call.
     *
     * @param call the request
     * @return its response
     */
    public CompletionStage<HttpAnswer> http(HttpCall call) {
        return template.asyncRequestBody("direct:http", call, HttpAnswer.class);
    }

    /**
     * An ask handed to the function.
     *
     * @param ask the ask
     * @return its answer
     */
    public CompletionStage<Answer> invoke(Ask ask) {
        return template.asyncRequestBody("direct:invoke", ask, Answer.class);
    }

    /**
     * Documents that an S3 event names.
     *
     * @param documents the asks
     * @return an answer for each, in their order
     */
    @SuppressWarnings("unchecked") // the route collects what direct:ask returned
    public CompletionStage<List<Answer>> s3(List<Ask> documents) {
        return template.asyncRequestBody("direct:s3", documents, List.class).thenApply(list -> (List<Answer>) list);
    }

    /**
     * A batch of queue messages.
     *
     * @param batch the messages
     * @return which of them are to be delivered again
     */
    public CompletionStage<BatchResult> sqs(Trigger.MessageBatch batch) {
        return new FifoGroupScheduler(
                        wave -> template.asyncRequestBody("direct:sqs", wave, BatchResult.class),
                        failed -> template.asyncRequestBody("direct:sqs-failed", failed, BatchResult.class))
                .answer(batch);
    }
}
