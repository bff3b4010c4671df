package dev.dragoman.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dragoman.Given;
import dev.dragoman.event.Door;
import dev.dragoman.outcome.Answer;
import dev.dragoman.telemetry.Telemetry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.api.trace.TracerProvider;
import java.net.URI;
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
}
