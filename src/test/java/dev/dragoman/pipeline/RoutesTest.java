package dev.dragoman.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dragoman.Given;
import dev.dragoman.delivery.HttpAnswer;
import dev.dragoman.event.Ask;
import dev.dragoman.event.Content;
import dev.dragoman.event.Door;
import dev.dragoman.event.Endpoint;
import dev.dragoman.event.HttpCall;
import dev.dragoman.event.QueueMessage;
import dev.dragoman.event.Trigger;
import dev.dragoman.json.Json;
import dev.dragoman.model.FakeProvider;
import dev.dragoman.outcome.Answer;
import dev.dragoman.outcome.Outcome;
import dev.dragoman.outcome.ProviderResponse;
import dev.dragoman.outcome.StageResult;
import dev.dragoman.payload.Payload;
import dev.dragoman.payload.Payloads;
import dev.dragoman.payload.ResolvedRequest;
import io.smallrye.mutiny.Uni;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The route files as they are, over the real stages; {@link TestPipeline} says what is not real. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RoutesTest {
    private final TestPipeline pipeline;
    private final Routes routes;

    RoutesTest() throws Exception {
        pipeline = TestPipeline.start(Map.of("payloads", new Fragile(), "deliveries", new Delivered()));
        routes = pipeline.routes();
        pipeline.provider().answering(RoutesTest::provided);
    }

    private static Uni<ProviderResponse.Received> provided(FakeProvider.Call call) {
        String body = Json.text(call.json());
        if (body.contains("explode")) {
            throw new IllegalStateException("secret");
        }
        return body.contains("fail") ? FakeProvider.answer(500, "{}") : FakeProvider.answer(200, FakeProvider.ANSWER);
    }

    /** A payload stage that breaks on some asks. */
    public static final class Fragile {
        private final Payloads real = TestPipeline.payloads();

        public StageResult<Payload> translate(StageResult<ResolvedRequest> previous) {
            if (previous instanceof StageResult.Continue<ResolvedRequest> open
                    && Json.text(open.value().body()).contains("break")) {
                throw new IllegalStateException("secret");
            }
            return real.translate(previous);
        }

        public Answer answer(Answer answer) {
            return real.answer(answer);
        }
    }

    /** A delivery stage that breaks on one answer, and leaves every other as if its door took it back. */
    public static final class Delivered {
        public String destination(Answer answer) {
            if (answer.ask().id().equals("undeliverable")) {
                throw new IllegalStateException("secret");
            }
            return "";
        }

        public Answer writeResults(Answer answer) {
            return answer;
        }

        public Answer sendReply(Answer answer) {
            return answer;
        }

        public Answer writeReply(Answer answer) {
            return answer;
        }
    }

    @AfterAll
    void stop() {
        pipeline.close();
    }

    @Test
    void anInvocationIsAnswered() {
        Answer answer = await(routes.invoke(Given.ask(Door.INVOKE)));

        assertThat(answer.outcome())
                .isInstanceOfSatisfying(
                        Outcome.Completed.class,
                        completed -> assertThat(completed.text()).isEqualTo("Ahoy"));
    }

    @Test
    void anHttpCallIsAnswered() {
        HttpAnswer answer = await(routes.http(post("/v1/responses", "{'input': 'hello'}")));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body().path("model").textValue()).isEqualTo("model-1-2026");
    }

    @Test
    void anotherHttpCallIsUnknown() {
        assertThat(await(routes.http(post("/v1/files", "{}"))).status()).isEqualTo(404);
    }

    @Test
    void whatTheProfileListsIsPassedThrough() {
        HttpAnswer answer = await(routes.http(post("/v1/embeddings", "{'model': 'm'}")));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.bytes()).isEqualTo(Json.bytes(Given.json(FakeProvider.ANSWER)));
    }

    @Test
    @Tag("F071")
    void textThatLooksLikeAnExpressionGoesToTheModelAsItIs() {
        String text = "${bodyAs(String)} {{dragoman.concurrency}} $simple{header.a} #{1+1} @@";

        await(routes.invoke(request("literal", Door.INVOKE, text)));

        assertThat(pipeline.provider().calls())
                .extracting(call -> call.json().path("input").textValue())
                .contains(text);
    }

    @Test
    void anEventWithoutDocumentsIsDone() {
        assertThat(await(routes.s3(List.of()))).isEmpty();
    }

    @Test
    void aBatchWithoutWorkIsDone() {
        Trigger.MessageBatch batch = new Trigger.MessageBatch(List.of(new QueueMessage("test-event", List.of())));

        assertThat(await(routes.sqs(batch)).failed()).isEmpty();
    }

    @Test
    @Tag("F044")
    void ofABatchOfTenOnlyTheFailedOneComesAgain() {
        List<QueueMessage> messages = IntStream.range(0, 10)
                .mapToObj(n -> new QueueMessage("m" + n, List.of(queued("a" + n, n == 4 ? "fail" : "hello"))))
                .toList();

        assertThat(await(routes.sqs(new Trigger.MessageBatch(messages))).failed())
                .extracting(failed -> failed.message().id())
                .containsExactly("m4");
    }

    @Test
    void aStreamIsNotHeldUpByAnAskThatNobodyCanBeToldOf() {
        List<QueueMessage> messages = List.of(
                new QueueMessage("m1", List.of(request("a", Door.SQS, "hello"))),
                new QueueMessage("m2", List.of(queued("b", "fail"))));

        assertThat(await(routes.sqs(new Trigger.MessageBatch(messages, Trigger.BatchSource.STREAM)))
                        .failed())
                .extracting(failed -> failed.message().id())
                .containsExactly("m2");
        assertThat(await(routes.sqs(new Trigger.MessageBatch(messages))).failed())
                .extracting(failed -> failed.message().id())
                .containsExactly("m1", "m2");
    }

    @Test
    void aStageThatBreaksFailsItsOwnMessageOnly() {
        Trigger.MessageBatch batch = new Trigger.MessageBatch(List.of(
                new QueueMessage("m1", List.of(queued("a", "hello"))),
                new QueueMessage("m2", List.of(queued("b", "break"))),
                new QueueMessage("m3", List.of(queued("c", "hello")))));

        assertThat(await(routes.sqs(batch)).failed())
                .extracting(failed -> failed.message().id())
                .containsExactly("m2");
    }

    @Test
    @Tag("F094")
    void whatBrokeIsNotToldToTheCaller() {
        HttpAnswer answer = await(routes.http(post("/v1/responses", "{'input': 'break'}")));

        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.headers()).containsKey("Retry-After");
        assertThat(Json.text(answer.body())).contains("internal_error").doesNotContain("secret");
    }

    @Test
    void aStageThatBreaksGivesTheLeaseBack() {
        Ask ask = Given.identified(request("leased", Door.INVOKE, "explode"), "id:leased");

        Answer first = await(routes.invoke(ask));
        Answer second = await(routes.invoke(ask));

        assertThat(List.of(first, second))
                .extracting(answer ->
                        ((Outcome.Unavailable) answer.outcome()).problem().code())
                .containsExactly("internal_error", "internal_error");
    }

    @Test
    void aRouteThatAStageCallsMayBreakToo() {
        Answer answer = await(routes.invoke(request("undeliverable", Door.INVOKE, "hello")));

        assertThat(((Outcome.Unavailable) answer.outcome()).problem().code()).isEqualTo("internal_error");
    }

    @Test
    void theSameAskIsPaidForOnce() {
        Ask ask = Given.identified(request("once", Door.INVOKE, "pay once"), "id:once");

        Answer first = await(routes.invoke(ask));
        Answer second = await(routes.invoke(ask));

        assertThat(second.outcome()).isEqualTo(first.outcome());
        assertThat(pipeline.provider().calls())
                .extracting(call -> call.json().path("input").textValue())
                .containsOnlyOnce("pay once");
    }

    private static Ask queued(String id, String input) {
        return Given.replyingTo(request(id, Door.SQS, input), Given.QUEUE);
    }

    private static Ask request(String id, Door door, String input) {
        return Given.ask(
                id, door, new Content.Request(Endpoint.RESPONSES, Json.object().put("input", input)));
    }

    private static HttpCall post(String path, String body) {
        return new HttpCall(
                "request-1", "POST", path, Map.of(), body.replace('\'', '"').getBytes(StandardCharsets.UTF_8), null);
    }

    private static <T> T await(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().get(30, TimeUnit.SECONDS);
        } catch (Exception failed) {
            throw new AssertionError(failed);
        }
    }
}
