package dev.dragoman.outcome;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dragoman.Given;
import dev.dragoman.Receipts;
import dev.dragoman.event.Endpoint;
import dev.dragoman.json.Json;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Users' programs read this JSON: names, order and form stay to the letter. */
class ReceiptTest {
    @Test
    void aReceiptNamesEveryPart() {
        assertThat(Receipts.WHOLE.json()).hasToString(text("""
                {'ask': 'order-1', 'key': '0a1b', 'fromLedger': false, 'mayBePaidTwice': true, 'lapsedLeases': 2,
                 'document': {'bucket': 'papers', 'key': 'in/a.pdf', 'size': 4096, 'contentType': 'application/pdf',
                  'versionId': 'v1', 'eTag': 'abc', 'sha256': '00ff'},
                 'rule': 'pdfs', 'prompt': {'name': 'summary', 'version': '0123456789ab'},
                 'endpoint': 'chat', 'model': {'asked': 'house/model', 'answered': 'house/model-2'},
                 'adjustments': ['renamed a', 'dropped b'],
                 'attempts': 3, 'waitedMillis': 1500, 'tookMillis': 61234, 'firstEventMillis': 700,
                 'started': '2026-11-20T08:00:00Z', 'finished': '2026-11-20T08:01:02.500Z', 'outcome': 'completed',
                 'finishReason': 'stop', 'usage': {'input_tokens': 900, 'output_tokens': 3}}
                """));
    }

    @Test
    void partsThatWereNotReachedAreLeftOut() {
        assertThat(Receipt.open("order-1", Given.NOW).json())
                .hasToString(text("{'ask': 'order-1', 'started': '2026-11-20T08:00:00Z'}"));
    }

    @Test
    void whatIsNotKnownIsLeftOut() {
        Receipt receipt = Receipt.open("order-1", Given.NOW)
                .with(new Receipt.Source("papers", "a", null, null, 0, "text/plain", null, "r", "ask", "v"))
                .with(new Receipt.SentRequest(Endpoint.RESPONSES, "m", List.of()))
                .with(new Receipt.LedgerUse("0a1b", true, 0))
                .with(new Receipt.Call(1, Duration.ZERO, Duration.ofSeconds(2), null))
                .with(new Receipt.End(Given.NOW, "rejected", null, null, null));

        assertThat(receipt.json()).hasToString(text("""
                {'ask': 'order-1', 'key': '0a1b', 'fromLedger': true,
                 'document': {'bucket': 'papers', 'key': 'a', 'size': 0, 'contentType': 'text/plain'},
                 'rule': 'r', 'prompt': {'name': 'ask', 'version': 'v'},
                 'endpoint': 'responses', 'model': {'asked': 'm'}, 'adjustments': [],
                 'attempts': 1, 'waitedMillis': 0, 'tookMillis': 2000,
                 'started': '2026-11-20T08:00:00Z', 'finished': '2026-11-20T08:00:00Z', 'outcome': 'rejected'}
                """));
    }

    @Test
    void aCallThatWasRepeatedInUncertaintyMayBePaidTwice() {
        Receipt receipt = Receipt.open("order-1", Given.NOW)
                .with(new Receipt.Call(2, Duration.ZERO, Duration.ofSeconds(2), null, true, true));

        assertThat(receipt.json().path("mayBePaidTwice").booleanValue()).isTrue();
    }

    private static String text(String json) {
        return Json.text(Given.json(json));
    }
}
