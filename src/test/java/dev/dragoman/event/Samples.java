package dev.dragoman.event;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** The sample events, and the parser that the tests share. */
final class Samples {
    static final List<String> NAMES = List.of(
            "api-gateway-v1",
            "api-gateway-v2",
            "function-url",
            "s3-direct",
            "s3-eventbridge",
            "s3-in-sqs",
            "s3-removed",
            "s3-sns",
            "s3-test-event",
            "sqs-batch");

    static final Instant END = Instant.parse("2026-11-20T08:20:00Z");

    static final TriggerParser PARSER =
            new TriggerParser(new DocumentScope("inbox/", null, "summaries/", Set.of()), Duration.ofSeconds(28));

    private Samples() {}

    static byte[] bytes(String name) {
        try (InputStream sample = Samples.class.getResourceAsStream("/events/" + name + ".json")) {
            return Objects.requireNonNull(sample, name).readAllBytes();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    static ObjectNode tree(String name) {
        return (ObjectNode) ((Json.Result.Value) Json.read(bytes(name))).node();
    }

    static Trigger parse(String name) {
        return PARSER.parse(bytes(name), "invocation-1", END);
    }

    static Trigger parse(JsonNode event) {
        return PARSER.parse(Json.bytes(event), "invocation-1", END);
    }

    static List<Ask> documents(Trigger event) {
        return ((Trigger.NewDocuments) event).documents();
    }

    static Ask invoked(String json) {
        Trigger event = PARSER.parse(json.getBytes(StandardCharsets.UTF_8), "invocation-1", END);
        return ((Trigger.DirectInvocation) event).ask();
    }

    static Ask queued(String body) {
        List<Ask> asks = PARSER.message("message-1", body, END).asks();
        if (asks.size() != 1) {
            throw new AssertionError("not one ask but " + asks);
        }
        return asks.get(0);
    }

    static HttpCall call(Trigger event) {
        return ((Trigger.HttpRequest) event).call();
    }

    static boolean isStreamed(Trigger event) {
        return ((Trigger.HttpRequest) event).streamed();
    }

    /** The function fails on it, so that its source keeps it. */
    static void assertNotUnderstood(Trigger event) {
        assertThat(documents(event))
                .singleElement()
                .satisfies(ask -> assertThat(flaw(ask).code()).isEqualTo("event_not_understood"))
                .satisfies(ask -> assertThat(flaw(ask).status()).isEqualTo(502));
    }

    static Content.Malformed flaw(Ask ask) {
        return (Content.Malformed) ask.content();
    }
}
