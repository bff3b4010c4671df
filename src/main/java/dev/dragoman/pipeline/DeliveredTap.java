package dev.dragoman.pipeline;

import dev.dragoman.delivery.QueueMessageBody;
import dev.dragoman.event.OneLine;
import dev.dragoman.json.Json;
import dev.dragoman.outcome.Answer;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.ThreadPoolProfileBuilder;
import org.apache.camel.util.concurrent.ThreadPoolRejectedPolicy;
import org.jboss.logging.Logger;

/**
 * Passes finished answers on to the route that an operator has added at {@code direct:delivered} (docs/routes.md). It
 * goes its own way: whatever that route does, the ask is neither delayed nor failed by it. So an answer is passed on at
 * most once, and not at all where that route is too slow for what comes.
 */
public final class DeliveredTap {
    /** Where an operator's route may begin. */
    static final String DELIVERED = "direct:delivered";

    private static final int THREADS = 2;

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmssSSS'Z'").withZone(ZoneOffset.UTC);

    private static final Logger LOG = Logger.getLogger(DeliveredTap.class);

    private final CamelContext camel;
    private final ProducerTemplate template;
    private final ExecutorService aside;

    /**
     * @param camel knows whether there is such a route, and ends its threads with the routes
     * @param room how many answers may wait for it
     */
    public DeliveredTap(CamelContext camel, int room) {
        this.camel = camel;
        this.template = camel.createProducerTemplate();
        this.aside = camel.getExecutorServiceManager()
                .newThreadPool(
                        this,
                        "announcements",
                        new ThreadPoolProfileBuilder("announcements")
                                .poolSize(THREADS)
                                .maxPoolSize(THREADS)
                                .maxQueueSize(room)
                                .rejectedPolicy(ThreadPoolRejectedPolicy.Abort)
                                .build());
    }

    /**
     * Passes an answer on, if it does not come again and somebody takes it.
     *
     * @param answer the delivered answer
     * @return the same answer, at once
     */
    public Answer announce(Answer answer) {
        if (answer.isDone() && camel.hasEndpoint(DELIVERED) != null) {
            try {
                aside.execute(() -> tell(answer));
            } catch (RejectedExecutionException full) {
                LOG.warnf(
                        "The answer to ask %s was not passed on: %s has more waiting than it can take",
                        OneLine.of(answer.ask().id()), DELIVERED);
            }
        }
        return answer;
    }

    private void tell(Answer answer) {
        Exchange told = template.send(DELIVERED, exchange -> {
            exchange.getMessage().setBody(Json.text(QueueMessageBody.fitting(answer)));
            describe(answer, exchange);
        });
        if (told.getException() != null) {
            LOG.warnf(
                    told.getException(),
                    "The route at %s failed on the answer to ask %s",
                    DELIVERED,
                    OneLine.of(answer.ask().id()));
        }
    }

    private static void describe(Answer answer, Exchange exchange) {
        String id = answer.ask().id();
        UUID unlikeAnyOther = UUID.nameUUIDFromBytes(id.getBytes(StandardCharsets.UTF_8));
        exchange.setProperty("ask", id);
        exchange.setProperty("door", answer.ask().door().label());
        exchange.setProperty("outcome", answer.outcome().label());
        exchange.setProperty("receipt", Json.text(answer.receipt().json()));
        exchange.setProperty("name", TIME.format(answer.receipt().started()) + "-" + unlikeAnyOther);
    }
}
