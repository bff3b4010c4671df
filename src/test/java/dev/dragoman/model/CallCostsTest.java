package dev.dragoman.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dragoman.Given;
import dev.dragoman.Tables;
import dev.dragoman.event.Door;
import dev.dragoman.event.Endpoint;
import dev.dragoman.money.Cost;
import dev.dragoman.outcome.ModelCall;
import dev.dragoman.outcome.ProviderResponse;
import dev.dragoman.outcome.Receipt;
import dev.dragoman.outcome.StageResult;
import dev.dragoman.payload.Payload;
import io.smallrye.mutiny.Uni;
import java.io.IOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What an ask spends, request by request. A token costs a dollar per million to read, and ten to write. */
class CallCostsTest {
    private static final String BUSY = "{\"error\": {\"message\": \"Busy.\"}}";
    private static final String FAILED_BUT_COUNTED =
            "{\"error\": {\"message\": \"Failed.\"}, \"usage\": {\"input_tokens\": 40, \"output_tokens\": 2}}";

    private final FakeProvider provider = new FakeProvider();

    @Test
    void anAnswerCostsWhatItsProviderReports() {
        assertThat(spent("priced", FakeProvider.answer(200, FakeProvider.ANSWER)))
                .isEqualTo(new Cost(930, 0, false, Tables.VERSION, null));
    }

    @Test
    void aRefusedRequestCostsNothing() {
        assertThat(spent("priced", FakeProvider.answer(503, BUSY), FakeProvider.answer(200, FakeProvider.ANSWER)))
                .isEqualTo(new Cost(930, 0, false, Tables.VERSION, null));
        assertThat(spent("priced", FakeProvider.answer(400, BUSY))).isEqualTo(Cost.NOTHING);
    }

    @Test
    void whatDidNotReachTheProviderCostsNothing() {
        assertThat(spent(
                        "priced",
                        Uni.createFrom().failure(new ConnectException("refused")),
                        FakeProvider.answer(200, FakeProvider.ANSWER)))
                .isEqualTo(new Cost(930, 0, false, Tables.VERSION, null));
    }

    @Test
    void whatIsPaidForTwiceIsCountedTwice() {
        assertThat(spent(
                        "priced",
                        FakeProvider.answer(500, FAILED_BUT_COUNTED),
                        FakeProvider.answer(200, FakeProvider.ANSWER)))
                .isEqualTo(new Cost(60 + 930, 0, false, Tables.VERSION, null));
    }

    /** 41 characters were sent, which are eleven tokens: the lost answer is not known. */
    @Test
    void whatWasLostIsEstimatedFromWhatWasSent() {
        assertThat(spent(
                        "priced",
                        Uni.createFrom().failure(new IOException("broken")),
                        FakeProvider.answer(200, FakeProvider.ANSWER)))
                .isEqualTo(new Cost(11 + 930, 0, true, Tables.VERSION, null));
    }

    /** What was received is 4 characters of text, and 18 of types. */
    @Test
    void anAnswerWithoutUsageIsEstimatedFromItsText() {
        String silent = FakeProvider.ANSWER.replaceAll("\"usage\": \\{[^}]*\\},", "");

        assertThat(spent("priced", FakeProvider.answer(200, silent)))
                .isEqualTo(new Cost(11 + 60, 0, true, Tables.VERSION, null));
    }

    @Test
    void aModelWithoutPriceIsTakenForTheOneThatAnswered() {
        assertThat(spent("router", FakeProvider.answer(200, FakeProvider.ANSWER.replace("model-1-2026", "priced"))))
                .isEqualTo(new Cost(930, 0, false, Tables.VERSION, null));
    }

    @Test
    void withoutAPriceTheCostIsNotKnown() {
        assertThat(spent("other", FakeProvider.answer(200, FakeProvider.ANSWER)).json())
                .hasToString("{\"microUsd\":null,\"unknown\":1,\"prices\":\"%s\"}".formatted(Tables.VERSION));
    }

    private Cost spent(String model, Uni<ProviderResponse.Received> first) {
        return spent(model, List.of(first));
    }

    private Cost spent(String model, Uni<ProviderResponse.Received> first, Uni<ProviderResponse.Received> second) {
        return spent(model, List.of(first, second));
    }

    private Cost spent(String model, List<Uni<ProviderResponse.Received>> responses) {
        Deque<Uni<ProviderResponse.Received>> left = new ArrayDeque<>(responses);
        provider.answering(call -> left.removeFirst());
        Payload payload = new Payload(
                Endpoint.RESPONSES,
                model,
                Given.json("{'input': 'forty-one characters are sent in this one'}"),
                Map.of(),
                0,
                List.of());
        StageResult<ModelCall> called = provider.model(Duration.ofSeconds(10), Given.CLOCK, 3, Tables.PRICES)
                .call(Given.open(Given.ask(Door.SQS), payload))
                .toCompletableFuture()
                .join();
        Receipt receipt = called.receipt();
        assertThat(left).isEmpty();
        return Objects.requireNonNull(receipt.cost());
    }
}
