package dev.dragoman.pipeline;

import dev.dragoman.delivery.QueueMessageBody;
import dev.dragoman.event.OneLine;
import dev.dragoman.json.Json;
import dev.dragoman.outcome.Answer;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.UUID;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.jboss.logging.Logger;

/**
 * What {@code announce.camel.yaml} and {@code announcements.camel.yaml} need in order to pass finished answers on to the route that an
 * operator has added at {@code direct:delivered} (docs/routes.md). That route works on a copy, on threads of its own: it can
 * neither delay nor fail the ask.
 */
public final class DeliveredTap {
    /** Where an operator's route may begin. */
    static final String DELIVERED = "direct:delivered";

    /** The setting that both look at: true if an operator's route begins there. */
    static final String WANTED = "dragoman.delivered";

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmssSSS'Z'").withZone(ZoneOffset.UTC);

    private static final Logger LOG = Logger.getLogger(DeliveredTap.class);

    /**
     * Whether an answer is passed on.
     *
     * @param answer the delivered answer
     * @return false if its ask is tried again, or if it becomes part of a document's
     */
    public boolean isFinal(Answer answer) {
        return answer.isDone() && answer.ask().content().asExcerpt().isEmpty();
    }

    /**
     * Makes what the operator's route gets of an answer: its JSON as the body, and more about it in properties.
     *
     * @param answer the delivered answer
     * @param exchange gets the properties
     * @return the body
     */
    public String describe(@Body Answer answer, Exchange exchange) {
        UUID digest = UUID.nameUUIDFromBytes(answer.ask().id().getBytes(StandardCharsets.UTF_8));
        exchange.setProperty("receipt", Json.text(answer.receipt().json()));
        exchange.setProperty("name", TIME.format(answer.receipt().started()) + "-" + digest);
        return Json.text(QueueMessageBody.fitting(answer));
    }

    /**
     * Warns that an answer was not passed on, because too many wait already.
     *
     * @param ask the ask's id
     */
    public void warnFull(@ExchangeProperty(StageProperties.ASK) String ask) {
        LOG.warnf(
                "The answer to ask %s was not passed on: %s has more waiting than it can take",
                OneLine.of(ask), DELIVERED);
    }

    /**
     * Warns that the operator's route failed.
     *
     * @param ask the ask's id
     * @param cause what it threw
     */
    public void warnFailed(
            @ExchangeProperty(StageProperties.ASK) String ask,
            @ExchangeProperty(Exchange.EXCEPTION_CAUGHT) Throwable cause) {
        LOG.warnf(cause, "The route at %s failed on the answer to ask %s", DELIVERED, OneLine.of(ask));
    }
}
