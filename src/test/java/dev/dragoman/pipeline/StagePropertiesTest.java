package dev.dragoman.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dragoman.Given;
import dev.dragoman.event.Ask;
import dev.dragoman.event.Content;
import dev.dragoman.event.Door;
import dev.dragoman.event.Endpoint;
import dev.dragoman.json.Json;
import dev.dragoman.model.FakeProvider;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.Test;

/** What the exchange says between the stages, seen by steps that are added to the route file. */
class StagePropertiesTest {
    private static final List<String> NAMES =
            List.of("ask", "door", "endpoint", "model", "outcome", "fromLedger", "error");

    /** Adds a step after each stage of {@code ask.camel.yaml}. */
    private static String noting(String text) {
        return text.contains("id: ask\n")
                ? text.replaceAll(
                        "(?m)^( +- )(bean: .*, method: (\\w+)}|to: direct:(deliver))$",
                        "$0\n$1bean: {ref: seen, method: note}")
                : text;
    }

    /** The added step. */
    public static final class Seen {
        private final List<Map<String, Object>> properties = new ArrayList<>();

        public void note(Exchange exchange) {
            properties.add(NAMES.stream()
                    .filter(name -> exchange.getProperty(name) != null)
                    .collect(Collectors.toMap(name -> name, exchange::getProperty)));
        }
    }

    private static List<Map<String, Object>> seen(Ask... asks) throws Exception {
        Seen seen = new Seen();
        try (TestPipeline pipeline = TestPipeline.start(Map.of("seen", seen), StagePropertiesTest::noting)) {
            pipeline.provider().answering(call -> FakeProvider.answer(200, FakeProvider.ANSWER));
            for (Ask ask : asks) {
                pipeline.routes().invoke(ask).toCompletableFuture().get(30, TimeUnit.SECONDS);
            }
        }
        return seen.properties;
    }

    private static Ask ask(String id, String input) {
        return Given.ask(
                id,
                Door.INVOKE,
                new Content.Request(Endpoint.RESPONSES, Json.object().put("input", input)));
    }

    @Test
    void eachStageTellsWhatItKnows() throws Exception {
        List<Map<String, Object>> seen = seen(ask("order/../1", "hello"));

        Map<String, Object> opened = Map.of("ask", "order/../1", "door", "invoke", "fromLedger", false);
        Map<String, Object> translated = Map.of(
                "ask",
                "order/../1",
                "door",
                "invoke",
                "fromLedger",
                false,
                "endpoint",
                "responses",
                "model",
                "model-1");
        Map<String, Object> judged = Map.of(
                "ask",
                "order/../1",
                "door",
                "invoke",
                "fromLedger",
                false,
                "endpoint",
                "responses",
                "model",
                "model-1",
                "outcome",
                "completed");
        assertThat(seen)
                .containsExactly(
                        opened, opened, translated, translated, translated, judged, judged, judged, judged, judged);
    }

    @Test
    void anAskThatIsRejectedSaysWhy() throws Exception {
        Ask ask = Given.ask("order-1", Door.INVOKE, new Content.Malformed(400, "invalid_json", "Not JSON.", null));

        assertThat(seen(ask))
                .last()
                .isEqualTo(Map.of(
                        "ask",
                        "order-1",
                        "door",
                        "invoke",
                        "fromLedger",
                        false,
                        "outcome",
                        "rejected",
                        "error",
                        "invalid_json"));
    }

    @Test
    void anAnswerFromTheLedgerSaysSo() throws Exception {
        Ask ask = Given.identified(ask("order-1", "hello"), "id:order-1");

        assertThat(seen(ask, ask))
                .last()
                .satisfies(properties ->
                        assertThat(properties).containsEntry("fromLedger", true).containsEntry("outcome", "completed"));
    }

    /** As a caller could choose its id and its model. */
    @Test
    void whatACallerWroteStaysData() throws Exception {
        String expression = "${exchangeProperty.door} {{dragoman.concurrency}}";

        assertThat(seen(ask(expression, "hello"))).last().extracting("ask").isEqualTo(expression);
    }

    @Test
    void aLogStepAfterJudgeLogs() throws Exception {
        List<String> lines = new ArrayList<>();
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord line) {
                // Only the step of this test: whoever adds one of their own must not break it.
                if (line.getMessage().startsWith("seen by the test")) {
                    lines.add(line.getMessage());
                }
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Logger logger = Logger.getLogger("ask");
        logger.addHandler(handler);
        String judge = "              - bean: {ref: outcomes, method: judge}\n";
        String log = "              - log: \"seen by the test: ${exchangeProperty.outcome}\"\n";
        try (TestPipeline pipeline = TestPipeline.start(Map.of(), text -> text.replace(judge, judge + log))) {
            pipeline.provider().answering(call -> FakeProvider.answer(200, FakeProvider.ANSWER));
            pipeline.routes()
                    .invoke(ask("order-1", "hello"))
                    .toCompletableFuture()
                    .get(30, TimeUnit.SECONDS);
        } finally {
            logger.removeHandler(handler);
        }

        assertThat(lines).containsExactly("seen by the test: completed");
    }
}
