package dev.dragoman.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dragoman.Given;
import dev.dragoman.Receipts;
import dev.dragoman.event.Door;
import dev.dragoman.event.Endpoint;
import dev.dragoman.money.Cost;
import dev.dragoman.outcome.Answer;
import dev.dragoman.outcome.Receipt;
import dev.dragoman.telemetry.Telemetry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.api.trace.TracerProvider;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.jboss.logging.MDC;
import org.junit.jupiter.api.Test;

class RecordsTest {
    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final Records records = new Records(
            new Telemetry(metrics, TracerProvider.noop().get("test"), URI.create("https://model.test/v1"), "m"));
    private final Answer answer = Given.answer(Given.ask(Door.SQS), Given.completed());

    @Test
    void anAskIsMeasured() {
        records.record(answer);

        assertThat(metrics.get("dragoman.asks").timer().count()).isEqualTo(1);
    }

    @Test
    void aLineLeavesNothingToTheNextOnItsThread() {
        records.record(answer);

        assertThat(MDC.getMap()).doesNotContainKeys("ask", "outcome", "key");
    }

    /** Dashboards and alarms search for these names. */
    @Test
    void aLineNamesTheAskItsCallAndItsCost() {
        Answer called = new Answer(answer.ask(), answer.outcome(), Receipts.WHOLE);

        assertThat(Records.fields(called))
                .isEqualTo(Map.ofEntries(
                        Map.entry("ask", "order-1"),
                        Map.entry("door", "sqs"),
                        Map.entry("outcome", "completed"),
                        Map.entry("endpoint", "chat"),
                        Map.entry("model", "house/model"),
                        Map.entry("key", "0a1b"),
                        Map.entry("fromLedger", "false"),
                        Map.entry("attempts", "3"),
                        Map.entry("millis", "62500"),
                        Map.entry("inputTokens", "900"),
                        Map.entry("outputTokens", "3")));
    }

    @Test
    void aLineTellsWhatWasSpent() {
        Receipt plain = answer.receipt().with(new Cost(120, 0, false, "v1", null));
        Receipt unsure = answer.receipt().with(new Cost(120, 2, true, "v1", null));
        Receipt unknown = answer.receipt().with(Cost.UNKNOWN);

        assertThat(Records.fields(answer.withReceipt(plain)))
                .containsEntry("costMicroUsd", "120")
                .containsEntry("prices", "v1")
                .doesNotContainKeys("costEstimated", "costUnknown");
        assertThat(Records.fields(answer.withReceipt(unsure)))
                .containsEntry("costMicroUsd", "120")
                .containsEntry("costEstimated", "true")
                .containsEntry("costUnknown", "2");
        assertThat(Records.fields(answer.withReceipt(unknown)))
                .containsEntry("costUnknown", "1")
                .doesNotContainKeys("costMicroUsd", "prices");
    }

    @Test
    void aLineNamesTheClientByTheLabelOfItsKey() {
        Answer ofShop = new Answer(answer.ask().withClient("shop"), answer.outcome(), answer.receipt());

        assertThat(Records.fields(ofShop)).containsEntry("client", "shop");
        assertThat(ofShop.json().at("/receipt/client").textValue()).isEqualTo("shop");
        assertThat(Records.fields(answer)).doesNotContainKey("client");
        assertThat(answer.json().path("receipt").has("client")).isFalse();
    }

    @Test
    void aLineOfAFailureNamesItsError() {
        Answer rejected = Given.answer(Given.ask(Door.HTTP), Given.rejected());

        assertThat(Records.fields(rejected))
                .isEqualTo(Map.of(
                        "ask", "order-1",
                        "door", "http",
                        "outcome", "rejected",
                        "error", "document_empty",
                        "millis", "2000",
                        "inputTokens", "-1",
                        "outputTokens", "-1"));
    }

    @Test
    void aModelsNameStaysOnItsLine() {
        Receipt.SentRequest sent = new Receipt.SentRequest(Endpoint.CHAT, "m\nforged", List.of());
        Answer called =
                new Answer(answer.ask(), answer.outcome(), answer.receipt().with(sent));

        assertThat(Records.fields(called)).containsEntry("model", "m forged");
    }
}
