package dev.dragoman.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dragoman.delivery.HttpAnswer;
import dev.dragoman.harness.Stack;
import dev.dragoman.json.Json;
import dev.dragoman.local.Incoming;
import dev.dragoman.local.RuntimeApiServer;
import dev.dragoman.local.RuntimeApiServer.Posted;
import dev.dragoman.outcome.Problem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RuntimeApiTest {
    private static final FunctionResult RESULT =
            FunctionResult.Success.of(Json.object().put("a", 1));

    private final RuntimeApiServer lambda = RuntimeApiServer.start();
    private final RuntimeApi api = new RuntimeApi(lambda.address());

    @AfterEach
    void stop() {
        lambda.close();
    }

    private Incoming given() {
        return lambda.stream("{}".getBytes(StandardCharsets.UTF_8), Stack.LIMIT);
    }

    /** Posts on a thread of its own, as the loop does it. */
    private CompletableFuture<Void> posting(FunctionResult result) {
        return CompletableFuture.runAsync(() -> {
            try {
                api.post(api.next().requestId(), result);
            } catch (IOException | InterruptedException broken) {
                throw new IllegalStateException(broken);
            }
        });
    }

    @Test
    void oneConnectionServesAllInvocations() throws Exception {
        for (int i = 0; i < 20; i++) {
            Incoming incoming = given();
            api.post(api.next().requestId(), RESULT);
            assertThat(incoming.await(Stack.LIMIT).text()).isEqualTo("{\"a\":1}");
        }

        assertThat(lambda.connections()).isEqualTo(1);
    }

    @Test
    @Tag("F036")
    void connectionsThatAFrozenProcessFindsClosedAreReplaced() throws Exception {
        lambda.forgetConnections(true);
        for (int i = 0; i < 5; i++) {
            Incoming incoming = given();
            api.post(api.next().requestId(), RESULT);
            assertThat(incoming.await(Stack.LIMIT).text()).isEqualTo("{\"a\":1}");
            assertThat(incoming.times()).isEqualTo(1);
        }
    }

    @Test
    @Tag("F036")
    void aResultThatIsNotConfirmedIsPostedAgainAndTakenOnce() throws Exception {
        Incoming incoming = given();
        lambda.confirmNot(1);

        assertThatThrownBy(() -> api.post(api.next().requestId(), RESULT))
                .isInstanceOf(RuntimeApi.ResultNotAccepted.class);

        assertThat(incoming.await(Stack.LIMIT).text()).isEqualTo("{\"a\":1}");
        assertThat(incoming.times()).isEqualTo(2);
    }

    @Test
    void aStreamedResultBeginsBeforeItEnds() throws Exception {
        Incoming incoming = given();
        EventQueue events = new EventQueue();
        CompletableFuture<Void> posting = posting(FunctionResult.streamed(events.stream()));

        events.send("one");
        incoming.awaitPart("data: one\n\n");
        events.send("two");
        events.send("[DONE]");
        incoming.awaitPart("data: two\n\n");
        assertThat(incoming.text()).doesNotContain("[DONE]");
        events.answer(HttpAnswer.ok("request-1", Json.object()));

        Posted posted = incoming.await(Stack.LIMIT);
        posting.get(10, TimeUnit.SECONDS);
        assertThat(posted.headers())
                .containsEntry("Lambda-Runtime-Function-Response-Mode", "streaming")
                .containsEntry("Transfer-Encoding", "chunked")
                .containsEntry("Content-Type", "application/vnd.awslambda.http-integration-response")
                .containsEntry("Trailer", "Lambda-Runtime-Function-Error-Type, Lambda-Runtime-Function-Error-Body");
        assertThat(posted.text())
                .isEqualTo("{\"statusCode\":200,\"headers\":{\"Content-Type\":\"text/event-stream\"},\"cookies\":[]}"
                        + "\0".repeat(8) + "data: one\n\ndata: two\n\ndata: [DONE]\n\n");
        assertThat(posted.trailers()).isEmpty();
    }

    @Test
    void aStreamThatBreaksOffEndsWithAnErrorEventAndTrailers() throws Exception {
        Incoming incoming = given();
        EventQueue events = new EventQueue();
        CompletableFuture<Void> posting = posting(FunctionResult.streamed(events.stream()));
        Problem problem = Problem.ofProvider(503, "stream_broken", "The stream broke off.");

        events.send("one");
        events.answer(HttpAnswer.problem("request-1", problem));

        Posted posted = incoming.await(Stack.LIMIT);
        posting.get(10, TimeUnit.SECONDS);
        assertThat(posted.text()).endsWith("data: one\n\ndata: " + Json.text(problem.json()) + "\n\n");
        assertThat(posted.trailers()).containsEntry("Lambda-Runtime-Function-Error-Type", "Dragoman.stream_broken");
        assertThat(errorBody(posted))
                .isEqualTo("{\"errorMessage\":\"The stream broke off.\",\"errorType\":\"Dragoman.stream_broken\","
                        + "\"stackTrace\":[]}");
    }

    @Test
    void aProvidersCodeCanNotAddTrailers() throws Exception {
        Incoming incoming = given();
        EventQueue events = new EventQueue();
        CompletableFuture<Void> posting = posting(FunctionResult.streamed(events.stream()));

        events.send("one");
        events.answer(HttpAnswer.problem("request-1", Problem.ofProvider(503, "a\r\nX-Other: b", "It broke.")));

        Posted posted = incoming.await(Stack.LIMIT);
        posting.get(10, TimeUnit.SECONDS);
        assertThat(posted.trailers())
                .containsOnlyKeys("Lambda-Runtime-Function-Error-Type", "Lambda-Runtime-Function-Error-Body")
                .containsEntry("Lambda-Runtime-Function-Error-Type", "Dragoman.failed");
    }

    private static String errorBody(Posted posted) {
        String base64 = posted.trailers().getOrDefault("Lambda-Runtime-Function-Error-Body", "");
        return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
    }

    @Test
    void aWholeAnswerIsStreamedWithItsStatus() throws Exception {
        Incoming incoming = given();
        HttpAnswer answer = HttpAnswer.problem("request-1", Problem.ofAsk(400, "bad", "It is bad.", null));
        posting(FunctionResult.streamed(answer)).get(10, TimeUnit.SECONDS);

        String[] parts = incoming.await(Stack.LIMIT).text().split("\0{8}", 2);
        assertThat(Stack.parse(parts[0]).path("statusCode").intValue()).isEqualTo(400);
        assertThat(Stack.parse(parts[0]).at("/headers/Content-Type").textValue())
                .isEqualTo("application/json");
        assertThat(Stack.parse(parts[1]).at("/error/code").textValue()).isEqualTo("bad");
    }

    @Test
    void aCallerWhoHangsUpEndsTheStreamThoughNothingIsWritten() {
        Incoming incoming = given();
        EventQueue events = new EventQueue();
        CompletableFuture<Void> posting = posting(FunctionResult.streamed(events.stream()));
        events.send("one");
        incoming.awaitPart("one");

        incoming.hangUp();

        Awaitility.await().until(events::cancelled);
        assertThatThrownBy(() -> posting.get(10, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(RuntimeApi.ResultNotAccepted.class);
    }

    @Test
    void ofAStreamNoMoreIsAskedForThanASlowCallerTakes() throws Exception {
        Incoming incoming = given();
        incoming.hold();
        EventQueue events = new EventQueue();
        CompletableFuture<Void> posting = posting(FunctionResult.streamed(events.stream()));
        String large = "x".repeat(100_000);
        AtomicInteger sent = new AtomicInteger();

        // Two looks in which nothing more was asked for.
        AtomicInteger seen = new AtomicInteger(-1);
        Awaitility.await()
                .pollInterval(Duration.ofMillis(300))
                .atMost(Stack.LIMIT)
                .until(() -> sent.addAndGet(events.sendAll(large)) == seen.getAndSet(sent.get()) && sent.get() > 0);

        // The window, and what the sockets hold.
        assertThat(sent.get()).isBetween(64, 400);
        incoming.release();
        events.answer(HttpAnswer.ok("request-1", Json.object()));
        posting.get(10, TimeUnit.SECONDS);
        assertThat(incoming.await(Stack.LIMIT).body().length).isGreaterThan(sent.get() * 100_000);
    }

    @Test
    void aResultWithoutAnEndIsNotEnded() {
        Incoming incoming = given();
        FunctionResult result = new FunctionResult.StreamedResponse(200, Map.of(), post -> {
            post.write("half".getBytes(StandardCharsets.UTF_8));
            post.flush();
            throw new IOException("broke");
        });

        assertThatThrownBy(() -> posting(result).get(10, TimeUnit.SECONDS))
                .hasCauseInstanceOf(RuntimeApi.ResultNotAccepted.class);

        Awaitility.await().until(() -> incoming.posted().isCompletedExceptionally());
    }
}
