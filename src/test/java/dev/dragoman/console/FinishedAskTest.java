package dev.dragoman.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dragoman.Given;
import dev.dragoman.Receipts;
import dev.dragoman.event.Content;
import dev.dragoman.event.Door;
import dev.dragoman.event.Endpoint;
import dev.dragoman.json.Json;
import dev.dragoman.money.Cost;
import dev.dragoman.outcome.Answer;
import dev.dragoman.outcome.Outcome;
import dev.dragoman.outcome.Problem;
import dev.dragoman.outcome.Receipt;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class FinishedAskTest {
    private static final Outcome NO = new Outcome.Unavailable(Problem.rateLimited(), Duration.ofSeconds(1));

    private static Answer answer(Receipt receipt) {
        return new Answer(Given.ask(Door.HTTP).withClient("shop"), NO, receipt);
    }

    @Test
    void itHasWhatTheLogHas() {
        FinishedAsk ask = FinishedAsk.of(answer(Receipts.WHOLE.with(new Cost(1_500, 0, false, null, null))), Given.NOW);

        assertThat(Given.json(Json.text(ask.json(7)))).isEqualTo(Given.json("""
                        {'n': 7, 'at': '2026-11-20T08:01:02.500Z', 'id': 'order-1', 'door': 'http', 'outcome': 'unavailable',
                         'error': 'rate_limited', 'model': 'house/model', 'client': 'shop', 'inputTokens': 900, 'outputTokens': 3,
                         'costMicroUsd': 1500, 'ms': 62500, 'attempts': 3, 'waitedMs': 1500,
                         'adjustments': ['renamed a', 'dropped b'], 'replayed': false, 'sum': false}
                        """));
    }

    @Test
    void whatIsNotKnownIsNull() {
        FinishedAsk ask = FinishedAsk.of(answer(Receipt.open("order-1", Given.NOW)), Given.NOW);

        assertThat(Given.json(Json.text(ask.json(1)))).isEqualTo(Given.json("""
                        {'n': 1, 'at': '2026-11-20T08:00:00Z', 'id': 'order-1', 'door': 'http', 'outcome': 'unavailable',
                         'error': 'rate_limited', 'model': null, 'client': 'shop', 'inputTokens': null, 'outputTokens': null,
                         'costMicroUsd': null, 'ms': null, 'attempts': 0, 'waitedMs': 0, 'adjustments': [], 'replayed': false,
                         'sum': false}
                        """));
    }

    /** The ring's heap is bounded, whatever callers send. */
    @Test
    void whatIsLongIsCut() {
        Content request = new Content.Request(Endpoint.CHAT, Json.object());
        Receipt receipt = Receipt.open("x", Given.NOW)
                .with(new Receipt.SentRequest(
                        Endpoint.CHAT, "m".repeat(1_000), Collections.nCopies(100, "y".repeat(1_000))));
        String half = "x".repeat(199) + "\uD83D\uDE00";

        FinishedAsk ask =
                FinishedAsk.of(new Answer(Given.ask(half.repeat(2), Door.SQS, request), NO, receipt), Given.NOW);

        assertThat(ask.id()).isEqualTo("x".repeat(199) + "…");
        assertThat(ask.model()).hasSize(101);
        assertThat(ask.adjustments()).hasSize(20).allMatch(text -> text.length() == 201);
    }

    @Test
    void shortAdjustmentsAreNotCopied() {
        Receipt.SentRequest sent = new Receipt.SentRequest(Endpoint.CHAT, "m", List.of("one", "two"));

        assertThat(FinishedAsk.of(answer(Receipts.WHOLE.with(sent)), Given.NOW).adjustments())
                .isSameAs(sent.adjustments());
    }

    /** Its requests are asks that are told of themselves. */
    @Test
    void ofADocumentInPartsTheCostIsASum() {
        Receipt whole = Receipt.open("x", Given.NOW).with(new Cost(1_500, 0, false, null, null));

        assertThat(FinishedAsk.of(answer(whole), Given.NOW).json(1).path("sum").booleanValue())
                .isTrue();
    }
}
