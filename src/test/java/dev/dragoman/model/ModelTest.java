package dev.dragoman.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dragoman.Given;
import dev.dragoman.event.Ask;
import dev.dragoman.event.Door;
import dev.dragoman.event.Endpoint;
import dev.dragoman.json.Json;
import dev.dragoman.outcome.ModelCall;
import dev.dragoman.outcome.Outcome;
import dev.dragoman.outcome.ProviderResponse;
import dev.dragoman.outcome.Receipt;
import dev.dragoman.outcome.RetryAfter;
import dev.dragoman.outcome.StageResult;
import dev.dragoman.payload.Payload;
import io.smallrye.mutiny.Uni;
import java.net.ConnectException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The call within its time. How it goes over the wire is for the tests of the packaged server. */
class ModelTest {
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final Duration SHORT = Duration.ofMillis(50);

    private final FakeProvider provider = new FakeProvider();

    @ParameterizedTest
    @CsvSource({"CHAT, /chat/completions", "RESPONSES, /responses"})
    void aPayloadIsSentToItsEndpointWithTheKey(Endpoint endpoint, String path) {
        await(model(LONG).call(Given.open(Given.ask(Door.SQS), payload(endpoint))));

        assertThat(provider.calls()).singleElement().satisfies(call -> {
            assertThat(call.path()).isEqualTo(path);
            assertThat(call.authorization()).isEqualTo("Bearer secret");
            assertThat(call.json()).isEqualTo(Given.json("{'n': 1e400}"));
        });
    }

    @Test
    void aResponseIsReportedAsItCame() {
        RetryAfter retryAfter = new RetryAfter(Duration.ofSeconds(7), null);
        provider.answering(call -> FakeProvider.answer(429, retryAfter, "{}"));

        assertThat(reply(call(LONG)))
                .isEqualTo(new ProviderResponse.Received(429, "application/json", retryAfter, Json.object()));
    }

    @Test
    void whatIsExpectedOfTheAnswerGoesToTheJudge() {
        ModelCall called = Given.value(call(LONG));

        assertThat(called.endpoint()).isEqualTo(Endpoint.RESPONSES);
        assertThat(called.expected().inputTokens()).isEqualTo(55);
    }

    @Test
    void theReceiptSaysHowManyCallsWereMade() {
        Receipt.Call call = Objects.requireNonNull(
                ((StageResult.Continue<ModelCall>) call(LONG)).receipt().call());

        assertThat(call.attempts()).isEqualTo(1);
        assertThat(call.waited()).isZero();
        assertThat(call.took()).isPositive();
    }

    @Test
    void aFailedCallIsAReply() {
        provider.answering(call -> Uni.createFrom().failure(new ConnectException("refused")));

        assertThat(reply(call(LONG)))
                .isEqualTo(new ProviderResponse.NotReceived(ProviderResponse.FailureReason.CONNECT));
    }

    @Test
    void aCallThatTakesTooLongIsCancelled() {
        AtomicBoolean cancelled = new AtomicBoolean();
        provider.answering(call -> Uni.createFrom()
                .<ProviderResponse.Received>nothing()
                .onCancellation()
                .invoke(() -> cancelled.set(true)));

        assertThat(reply(call(SHORT)))
                .isEqualTo(new ProviderResponse.NotReceived(ProviderResponse.FailureReason.TIMEOUT));
        assertThat(cancelled).isTrue();
    }

    @Test
    @Tag("F034")
    void theEndOfAnInvocationCutsACallShort() {
        provider.answering(call -> Uni.createFrom().nothing());

        StageResult<ModelCall> previous = call(
                LONG,
                Given.due(Given.ask(Door.SQS), null, Given.NOW.plusSeconds(1).plus(SHORT)));

        assertThat(reply(previous)).isEqualTo(new ProviderResponse.NotReceived(ProviderResponse.FailureReason.TIMEOUT));
    }

    @Test
    @Tag("F033")
    void withTooLittleTimeLeftNothingIsCalled() {
        StageResult<ModelCall> previous = call(LONG, Given.due(Given.ask(Door.SQS), null, Given.NOW.plusSeconds(1)));

        assertThat(Given.outcome(previous)).isInstanceOf(Outcome.Unavailable.class);
        assertThat(Given.problem(previous).code()).isEqualTo("no_time_left");
        assertThat(provider.calls()).isEmpty();
    }

    @Test
    void anAskWhoseDeadlinePassedIsExpiredUnpaid() {
        StageResult<ModelCall> previous = call(LONG, Given.due(Given.ask(Door.SQS), Given.NOW, null));

        assertThat(Given.outcome(previous)).isInstanceOf(Outcome.Expired.class);
        assertThat(Given.problem(previous).param()).isEqualTo("deadline");
        assertThat(provider.calls()).isEmpty();
    }

    @Test
    void aCallThatTheDeadlineCutsShortIsExpired() {
        provider.answering(call -> Uni.createFrom().nothing());
        Instant deadline = Given.NOW.plus(SHORT);

        StageResult<ModelCall> previous = await(provider.model(LONG, steps(Given.NOW, deadline))
                .call(Given.open(Given.due(Given.ask(Door.SQS), deadline, null), payload(Endpoint.RESPONSES))));

        assertThat(Given.outcome(previous)).isInstanceOf(Outcome.Expired.class);
    }

    /** A clock that tells one time first and another from then on. */
    private static Clock steps(Instant first, Instant then) {
        AtomicReference<Instant> next = new AtomicReference<>(first);
        InstantSource source = () -> next.getAndSet(then);
        return source.withZone(ZoneOffset.UTC);
    }

    @Test
    void aClosedPassageCallsNothing() {
        StageResult<Payload> closed = new StageResult.Done<>(Given.answer(Given.ask(Door.SQS), Given.rejected()));

        assertThat(Given.outcome(await(model(LONG).call(closed)))).isEqualTo(Given.rejected());
        assertThat(provider.calls()).isEmpty();
    }

    @Test
    void modelsAreListedWithTheKey() {
        assertThat(await(model(LONG).models())).isInstanceOf(ProviderResponse.Received.class);

        assertThat(provider.calls()).singleElement().satisfies(call -> {
            assertThat(call.path()).isEqualTo("/models");
            assertThat(call.authorization()).isEqualTo("Bearer secret");
        });
    }

    @Test
    void aListingTakesNoLongerThanACall() {
        provider.answering(call -> Uni.createFrom().nothing());

        assertThat(await(model(SHORT).models()))
                .isEqualTo(new ProviderResponse.NotReceived(ProviderResponse.FailureReason.TIMEOUT));
    }

    private Model model(Duration totalTimeout) {
        return provider.model(totalTimeout, Given.CLOCK);
    }

    private StageResult<ModelCall> call(Duration totalTimeout) {
        return call(totalTimeout, Given.ask(Door.SQS));
    }

    private StageResult<ModelCall> call(Duration totalTimeout, Ask ask) {
        return await(model(totalTimeout).call(Given.open(ask, payload(Endpoint.RESPONSES))));
    }

    private static Payload payload(Endpoint endpoint) {
        return new Payload(endpoint, "m", Given.json("{'n': 1e400}"), Map.of(), 55, List.of());
    }

    private static ProviderResponse reply(StageResult<ModelCall> previous) {
        return Given.value(previous).response();
    }

    private static <T> T await(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().get(20, TimeUnit.SECONDS);
        } catch (Exception failed) {
            throw new AssertionError(failed);
        }
    }
}
