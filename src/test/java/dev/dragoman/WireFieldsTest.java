package dev.dragoman;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.delivery.HttpAnswer;
import dev.dragoman.event.Ask;
import dev.dragoman.event.Content;
import dev.dragoman.event.DocumentScope;
import dev.dragoman.event.Door;
import dev.dragoman.event.Endpoint;
import dev.dragoman.event.HttpCall;
import dev.dragoman.event.Trigger;
import dev.dragoman.event.TriggerParser;
import dev.dragoman.json.Json;
import dev.dragoman.money.Cost;
import dev.dragoman.outcome.Answer;
import dev.dragoman.outcome.Outcome;
import dev.dragoman.outcome.Receipt;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The headers, and the fields of asks, answers, receipts and errors, as users send and read them: a contract. */
class WireFieldsTest {
    private final TriggerParser parser =
            new TriggerParser(new DocumentScope("inbox/", null, "summaries/", Set.of()), Duration.ofSeconds(28));

    /** An answer with a receipt in which each stage has its part. */
    static Answer answered() {
        Receipt receipt = Receipt.open("order-4711", Given.NOW)
                .with(new Receipt.Source(
                        "documents", "inbox/a.pdf", "v1", "e1", 7, "application/pdf", "00", "default", "summary", "v"))
                .with(new Receipt.SentRequest(Endpoint.RESPONSES, "house/model", List.of("store left out")))
                .with(new Receipt.LedgerUse("key-1", false, 1))
                .with(new Receipt.Call(1, Duration.ZERO, Duration.ofSeconds(1), Duration.ofMillis(40)))
                .with(new Cost(120, 0, false, "2026-11-29+0a1b2c3d", null))
                .with(new Receipt.End(
                        Given.NOW.plusSeconds(2),
                        "completed",
                        "stop",
                        "house/model",
                        Given.json("{'input_tokens': 9, 'output_tokens': 3}")));
        return new Answer(Given.ask(Door.HTTP), Given.completed(), receipt);
    }

    @Test
    void anAskWithABodyKeepsItsFields() {
        Ask ask = invoked("{'id': 'a', 'endpoint': 'responses', 'body': {'input': 'Hello!'},"
                + " 'replyTo': 's3://documents/replies/a', 'deadline': '2026-12-01T12:00:00Z'}");

        assertThat(ask.id()).isEqualTo("a");
        assertThat(ask.replyTo()).isNotNull();
        assertThat(ask.deadline()).isNotNull();
        assertThat(ask.content()).isEqualTo(new Content.Request(Endpoint.RESPONSES, Given.json("{'input': 'Hello!'}")));
        assertThat(fault("{'body': {'input': 'Hello!'}, 'other': 1}"))
                .contains("id, endpoint, body, replyTo, deadline.");
    }

    @Test
    void anAskAboutADocumentKeepsItsFields() {
        Ask ask = invoked("{'document': 's3://documents/a.pdf', 'prompt': 'Who signed this?'}");

        assertThat(ask.content())
                .isInstanceOfSatisfying(
                        Content.Document.class,
                        document -> assertThat(document.prompt()).isEqualTo("Who signed this?"));
        assertThat(fault("{'document': 's3://documents/a.pdf', 'other': 1}"))
                .contains("id, document, prompt, replyTo, deadline.");
    }

    @Test
    void anAnswerKeepsItsFields() {
        assertThat(fields(answered().json())).containsExactlyInAnyOrder("id", "outcome", "text", "response", "receipt");
    }

    @Test
    void anAnswerThatFailedKeepsItsFields() {
        ObjectNode failed = answered().withOutcome(Given.rejected()).json();

        assertThat(fields(failed)).containsExactlyInAnyOrder("id", "outcome", "error", "receipt");
        assertThat(fields(failed.path("error"))).containsExactlyInAnyOrder("code", "message");
    }

    @Test
    void aReceiptKeepsItsFields() {
        JsonNode receipt = answered().json().path("receipt");

        assertThat(fields(receipt))
                .containsExactlyInAnyOrder(
                        "ask",
                        "key",
                        "fromLedger",
                        "mayBePaidTwice",
                        "lapsedLeases",
                        "document",
                        "rule",
                        "prompt",
                        "endpoint",
                        "model",
                        "adjustments",
                        "attempts",
                        "waitedMillis",
                        "tookMillis",
                        "firstEventMillis",
                        "cost",
                        "started",
                        "finished",
                        "outcome",
                        "finishReason",
                        "usage");
        assertThat(fields(receipt.path("document")))
                .containsExactlyInAnyOrder("bucket", "key", "size", "contentType", "versionId", "eTag", "sha256");
        assertThat(fields(receipt.path("prompt"))).containsExactlyInAnyOrder("name", "version");
        assertThat(fields(receipt.path("model"))).containsExactlyInAnyOrder("asked", "answered");
    }

    @Test
    void anErrorOverHttpKeepsItsFields() {
        JsonNode body = HttpAnswer.of(answered().withOutcome(Given.rejected())).body();

        assertThat(fields(body)).containsExactly("error");
        assertThat(fields(body.path("error"))).containsExactlyInAnyOrder("message", "type", "param", "code");
    }

    @Test
    void responsesKeepTheirHeaders() {
        assertThat(HttpAnswer.of(answered()).headers())
                .containsOnlyKeys(
                        "Content-Type",
                        "X-Content-Type-Options",
                        "Dragoman-Request-Id",
                        "Dragoman-Adjusted",
                        "Dragoman-Cost");
        assertThat(HttpAnswer.failed("request-1", (Outcome.Failed) Given.unavailable())
                        .headers())
                .containsOnlyKeys("Content-Type", "X-Content-Type-Options", "Dragoman-Request-Id", "Retry-After");
    }

    @Test
    void theHeaderThatMakesARequestPayOnceKeepsItsName() {
        assertThat(keyed("order-4711").id()).isEqualTo("order-4711");
        assertThat(keyed("").content())
                .isInstanceOfSatisfying(
                        Content.Malformed.class,
                        malformed -> assertThat(malformed.param()).isEqualTo("Idempotency-Key"));
    }

    private Ask keyed(String key) {
        return parser.http(new HttpCall(
                "request-1",
                "POST",
                "/v1/responses",
                Map.of("idempotency-key", key),
                Json.bytes(Given.json("{'input': 'Hello!'}")),
                null));
    }

    private Ask invoked(String json) {
        return ((Trigger.DirectInvocation) parser.parse(Json.bytes(Given.json(json)), "request-1", null)).ask();
    }

    private String fault(String json) {
        return ((Content.Malformed) invoked(json).content()).message();
    }

    private static List<String> fields(JsonNode object) {
        return object.properties().stream().map(Map.Entry::getKey).toList();
    }
}
