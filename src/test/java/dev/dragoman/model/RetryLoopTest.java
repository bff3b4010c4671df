package dev.dragoman.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dragoman.Given;
import dev.dragoman.event.Door;
import dev.dragoman.event.Endpoint;
import dev.dragoman.outcome.Expectation;
import dev.dragoman.outcome.ModelCall;
import dev.dragoman.outcome.Outcome;
import dev.dragoman.outcome.ProviderResponse;
import dev.dragoman.outcome.Receipt;
import dev.dragoman.outcome.RetryAfter;
import dev.dragoman.outcome.StageResult;
import dev.dragoman.payload.Payload;
import io.smallrye.mutiny.Uni;
import java.net.ConnectException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The loop around calls that fail. */
class RetryLoopTest {
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final int WAITING = 1_000;

    private final FakeProvider provider = new FakeProvider();

    @Test
    void whatFailsInPassingIsSentAgainAndOnTheReceipt() {
        provider.answering(
                call -> provider.calls().size() < 3 ? now(503) : FakeProvider.answer(200, FakeProvider.ANSWER));

        StageResult<ModelCall> previous = await(call(provider.model(LONG, Given.CLOCK, 3)));

        assertThat(((ProviderResponse.Received) Given.value(previous).response()).status())
                .isEqualTo(200);
        Receipt.Call call = Objects.requireNonNull(
                ((StageResult.Continue<ModelCall>) previous).receipt().call());
        assertThat(call.attempts()).isEqualTo(3);
        assertThat(call.took()).isGreaterThanOrEqualTo(call.waited());
    }

    @Test
    @Tag("F012")
    void afterRetryAfterTheCallSucceeds() {
        provider.answering(
                call -> provider.calls().size() == 1 ? limited(50) : FakeProvider.answer(200, FakeProvider.ANSWER));

        StageResult<ModelCall> previous = await(call(provider.model(LONG, Given.CLOCK, 3)));

        Receipt.Call call = Objects.requireNonNull(
                ((StageResult.Continue<ModelCall>) previous).receipt().call());
        assertThat(call.attempts()).isEqualTo(2);
        assertThat(call.waited()).isEqualTo(Duration.ofMillis(50));
        assertThat(call.took()).isGreaterThanOrEqualTo(Duration.ofMillis(50));
    }

    @Test
    void whatOneAskLearnsOfTheRateLimitTheOthersHeed() {
        provider.answering(call -> limited(30_000));
        Model model = provider.model(LONG, Given.CLOCK, 3);
        await(call(model));

        StageResult<ModelCall> next = await(call(model));

        assertThat(provider.calls()).hasSize(1);
        assertThat(Given.outcome(next)).isInstanceOfSatisfying(Outcome.Unavailable.class, unavailable -> {
            assertThat(unavailable.problem().code()).isEqualTo("rate_limited");
            assertThat(unavailable.pause()).isBetween(Duration.ofSeconds(20), Duration.ofSeconds(30));
        });
    }

    @Test
    @Tag("F031")
    void aQueuesAskWaitsWithTheOthersAndCostsNoCallAndNoDelivery() {
        provider.answering(
                call -> provider.calls().size() == 1 ? limited(200) : FakeProvider.answer(200, FakeProvider.ANSWER));
        Model model = provider.model(LONG, Given.CLOCK, 1);
        await(call(model));
        assertThat(model.isQuiet()).isTrue();

        StageResult<ModelCall> waited = await(call(model));

        assertThat(((ProviderResponse.Received) Given.value(waited).response()).status())
                .isEqualTo(200);
        assertThat(provider.calls()).hasSize(2);
        assertThat(model.isQuiet()).isFalse();
    }

    @Test
    @Tag("F031")
    void anHttpCallerIsToldToWaitAtOnce() {
        provider.answering(call -> limited(200));
        Model model = provider.model(LONG, Given.CLOCK, 1);
        await(call(model));

        StageResult<ModelCall> told = await(call(model, Door.HTTP));

        assertThat(Given.problem(told).code()).isEqualTo("rate_limited");
        assertThat(provider.calls()).hasSize(1);
    }

    @Test
    @Tag("F031")
    void aQueuesAskThatHasWaitedLongEnoughIsHandedBack() {
        provider.answering(call ->
                provider.calls().size() == 1 ? limited(50) : Uni.createFrom().nothing());
        Model model = provider.model(LONG, Given.CLOCK, 1);
        await(call(model));
        CompletionStage<StageResult<ModelCall>> probe = call(model);
        Awaitility.await().until(() -> provider.calls().size() == 2);

        StageResult<ModelCall> waited = await(call(model));

        assertThat(Given.outcome(waited)).isInstanceOf(Outcome.Unavailable.class);
        assertThat(probe.toCompletableFuture()).isNotDone();
        assertThat(provider.calls()).hasSize(2);
    }

    @Test
    @Tag("F031")
    void aProviderThatIsDownIsLeftAlone() {
        provider.answering(call -> Uni.createFrom().failure(new ConnectException("refused")));
        Model model = provider.model(LONG, Given.CLOCK, 3);

        List<CompletionStage<StageResult<ModelCall>>> waiting = new ArrayList<>();
        for (int i = 0; i < WAITING; i++) {
            waiting.add(call(model));
        }
        waiting.forEach(RetryLoopTest::await);

        assertThat(provider.calls()).hasSizeBetween(20, WAITING * 11 / 10);
        assertThat(Given.problem(await(call(model))).code()).isEqualTo("upstream_down");
        assertThat(model.isQuiet()).isTrue();
    }

    @Test
    @Tag("F031")
    void theAsksOwnHasteDoesNotTellAgainstTheProvider() {
        provider.answering(call -> Uni.createFrom().nothing());
        Model model = provider.model(Duration.ofMillis(5), Given.CLOCK, 1);
        for (int i = 0; i < 40; i++) {
            await(call(model));
        }

        assertThat(provider.calls()).hasSize(40);
    }

    @Test
    @Tag("F032")
    void thereIsOneLoop() {
        provider.answering(call -> now(500));

        await(call(provider.model(LONG, Given.CLOCK, 3)));

        assertThat(provider.calls()).hasSize(3);
    }

    @Test
    void moreCallsThanMayBeOnTheirWayAreTurnedAway() {
        CompletableFuture<ProviderResponse.Received> pending = new CompletableFuture<>();
        provider.answering(call -> Uni.createFrom().completionStage(pending));
        Model model = provider.model(LONG, Given.CLOCK, 1);
        List<CompletionStage<StageResult<ModelCall>>> calls = new ArrayList<>();
        for (int i = 0; i < WAITING + 2; i++) {
            calls.add(call(model));
        }

        assertThat(Given.problem(await(calls.get(WAITING + 1))).code()).isEqualTo("too_many_calls");
        pending.complete(ProviderResponse.Received.of(200, "", RetryAfter.UNSAID, new byte[0]));
    }

    @Test
    void oneModelsRateLimitIsNotAnothers() {
        provider.answering(call -> provider.calls().size() == 1 ? limited(30_000) : answer());
        Model model = provider.model(LONG, Given.CLOCK, 1);
        await(call(model, Door.HTTP, "busy"));

        assertThat(Given.problem(await(call(model, Door.HTTP, "busy"))).code()).isEqualTo("rate_limited");
        assertThat(status(await(call(model, Door.HTTP, "idle")))).isEqualTo(200);
        assertThat(provider.calls()).hasSize(2);
    }

    @Test
    @Tag("F031")
    void oneModelsFailuresAreNotAnothers() {
        provider.answering(call -> provider.calls().size() <= 20 ? FakeProvider.answer(500, "") : answer());
        Model model = provider.model(LONG, Given.CLOCK, 1);
        for (int i = 0; i < 20; i++) {
            await(call(model, Door.HTTP, "broken"));
        }

        assertThat(Given.problem(await(call(model, Door.HTTP, "broken"))).code())
                .isEqualTo("upstream_down");
        assertThat(status(await(call(model, Door.HTTP, "sound")))).isEqualTo(200);
    }

    @Test
    @Tag("F031")
    void aProviderOutOfReachIsSoForAllModels() {
        provider.answering(call -> Uni.createFrom().failure(new ConnectException("refused")));
        Model model = provider.model(LONG, Given.CLOCK, 1);
        for (int i = 0; i < 20; i++) {
            await(call(model, Door.HTTP, "model-" + i));
        }

        assertThat(Given.problem(await(call(model, Door.HTTP, "another"))).code())
                .isEqualTo("upstream_down");
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 402, 403})
    void aRefusedKeyGivesTheProviderNoRest(int status) {
        provider.answering(call -> now(status));
        Model model = provider.model(LONG, Given.CLOCK, 1);
        for (int i = 0; i < 40; i++) {
            await(call(model, Door.HTTP));
        }

        assertThat(provider.calls()).hasSize(40);
        assertThat(model.isQuiet()).isFalse();
    }

    /** Whatever is wrong with the provider, or with what leads to it: pollers leave their work where it is. */
    @ParameterizedTest
    @ValueSource(ints = {301, 401, 402, 403, 404, 418, 500})
    @Tag("F031")
    void whileEveryAskFailsPollersAreHeldBackUntilOneIsAnswered(int status) {
        provider.answering(call -> FakeProvider.answer(status, ""));
        Model model = provider.model(LONG, Given.CLOCK, 1);
        await(call(model, Door.HTTP, "another"));
        await(call(model));
        assertThat(model.holdsBack()).isFalse();
        assertThat(model.away("m")).isZero();

        await(call(model));
        await(call(model));

        assertThat(model.holdsBack()).isTrue();
        assertThat(model.away("m")).isEqualTo(Duration.ofMinutes(1));
        provider.answering(call -> answer());
        await(call(model, Door.HTTP));
        assertThat(model.holdsBack()).isFalse();
        assertThat(model.away("m")).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 422})
    @Tag("F031")
    void whatIsWrongWithAsksHoldsNobodyBack(int status) {
        provider.answering(call -> FakeProvider.answer(status, "{\"error\":{\"message\":\"no\",\"code\":\"x_y\"}}"));
        Model model = provider.model(LONG, Given.CLOCK, 1);
        for (int i = 0; i < 10; i++) {
            await(call(model));
        }

        assertThat(model.holdsBack()).isFalse();
    }

    /** A refused key is everybody's trouble; an overloaded model is its own. */
    @ParameterizedTest
    @CsvSource({"401, true", "500, false"})
    @Tag("F031")
    void oneModelsTroubleHoldsTheOthersBackOnlyIfItIsTheirs(int status, boolean held) {
        provider.answering(call -> now(status));
        Model model = provider.model(LONG, Given.CLOCK, 1);
        for (int i = 0; i < 3; i++) {
            await(call(model, Door.SQS, "another"));
        }

        assertThat(model.holdsBack()).isEqualTo(held);
        assertThat(model.away("another")).isPositive();
    }

    @ParameterizedTest
    @CsvSource({"HTTP, 1", "SQS, 2", "S3, 2", "INVOKE, 2"})
    void whatTimedOutIsSentAgainForThoseWhoWaitOnly(Door door, int calls) {
        provider.answering(call -> Uni.createFrom().failure(new TimeoutException()));

        await(call(provider.model(LONG, Given.CLOCK, 3), door));

        assertThat(provider.calls()).hasSize(calls);
    }

    /** After a timeout once more, whatever comes then; and who may pay twice is told. */
    @Test
    @Tag("F004")
    void aTimeoutIsFollowedByOneRequestAtMost() {
        provider.answering(
                call -> provider.calls().size() == 1 ? Uni.createFrom().failure(new TimeoutException()) : now(500));

        StageResult<ModelCall> result = await(call(provider.model(LONG, Given.CLOCK, 3)));

        assertThat(provider.calls()).hasSize(2);
        assertThat(call(result).mayBePaidTwice()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 200, 500})
    void theReceiptSaysWhetherAnEarlierRequestMayBePaidFor(int first) {
        provider.answering(call -> provider.calls().size() > 1
                ? answer()
                : first == 0 ? Uni.createFrom().failure(new java.io.IOException("reset")) : now(first));

        StageResult<ModelCall> result = await(call(provider.model(LONG, Given.CLOCK, 3)));

        assertThat(call(result).attempts()).isEqualTo(2);
        assertThat(call(result).mayBePaidTwice()).isEqualTo(first != 500);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 500})
    void theReceiptSaysWhetherTheLastRequestMayBePaidFor(int last) {
        provider.answering(call -> last == 0 ? Uni.createFrom().failure(new java.io.IOException("reset")) : now(last));

        StageResult<ModelCall> result = await(call(provider.model(LONG, Given.CLOCK, 1)));

        assertThat(call(result).attempts()).isEqualTo(1);
        assertThat(call(result).lastMayBePaid()).isEqualTo(last == 0);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "true  | {'status': 'completed', 'output': []}                      | 2",
                "true  | {'status': 'completed', 'output': [{'type': 'reasoning'}]} | 1",
                "true  | {'status': 'completed', 'output': [{'type': 'x_call'}]}    | 1",
                "false | {'status': 'completed', 'output': []}                      | 1"
            })
    @Tag("F028")
    void onlyADocumentIsAnsweredOnceMoreIfNothingAtAllWasSaid(boolean needsText, String body, int calls) {
        provider.answering(call -> FakeProvider.answer(200, body.replace('\'', '"')));
        Payload payload = new Payload(
                Endpoint.RESPONSES,
                "m",
                Given.json("{}"),
                Map.of(),
                new Expectation(0, needsText, true),
                List.of(),
                null);

        await(provider.model(LONG, Given.CLOCK, 3).call(Given.open(Given.ask(Door.S3), payload)));

        assertThat(provider.calls()).hasSize(calls);
    }

    @Test
    void theKeyThatTheProviderRepeatsGoesNoFurther() {
        provider.answering(
                call -> FakeProvider.answer(400, "{\"error\":{\"message\":\"Not secret, and no secrecy\"}}"));

        StageResult<ModelCall> result = await(call(provider.model(LONG, Given.CLOCK, 3)));

        assertThat(Given.value(result).response().toString())
                .contains("Not ***, and no secrecy")
                .doesNotContain("secret");
    }

    private static Receipt.Call call(StageResult<ModelCall> result) {
        return Objects.requireNonNull(result.receipt().call());
    }

    private static Uni<ProviderResponse.Received> answer() {
        return FakeProvider.answer(200, FakeProvider.ANSWER);
    }

    private static int status(StageResult<ModelCall> result) {
        return ((ProviderResponse.Received) Given.value(result).response()).status();
    }

    private static Uni<ProviderResponse.Received> now(int status) {
        return FakeProvider.answer(status, new RetryAfter(Duration.ofMillis(1), null), "");
    }

    private static Uni<ProviderResponse.Received> limited(int millis) {
        return FakeProvider.answer(429, new RetryAfter(Duration.ofMillis(millis), null), "");
    }

    private static CompletionStage<StageResult<ModelCall>> call(Model model) {
        return call(model, Door.SQS);
    }

    private static CompletionStage<StageResult<ModelCall>> call(Model model, Door door) {
        return call(model, door, "m");
    }

    private static CompletionStage<StageResult<ModelCall>> call(Model model, Door door, String name) {
        Payload payload = new Payload(Endpoint.RESPONSES, name, Given.json("{}"), Map.of(), 0, List.of());
        return model.call(Given.open(Given.ask(door), payload));
    }

    private static <T> T await(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().get(20, TimeUnit.SECONDS);
        } catch (Exception failed) {
            throw new AssertionError(failed);
        }
    }
}
