package dev.dragoman.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.harness.AwsEvents;
import dev.dragoman.harness.ScriptedModel;
import dev.dragoman.harness.Stack;
import dev.dragoman.json.Json;
import dev.dragoman.local.DragomanProcess;
import dev.dragoman.local.Incoming;
import dev.dragoman.local.RuntimeApiServer;
import dev.dragoman.local.RuntimeApiServer.Posted;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The packaged function whose answers are streamed, from a model whose every byte the test writes. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StreamedFunctionIT {
    private static final String DELTA = "data: {\"id\":\"c1\",\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":"
            + "{\"content\":\"%s\"},\"finish_reason\":null}]}";
    private static final String STOP =
            "data: {\"id\":\"c1\",\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}";
    private static final String DONE = "data: [DONE]";
    private static final String ZEROS = "\0".repeat(8);

    private final ScriptedModel model = ScriptedModel.start();
    private final RuntimeApiServer lambda = RuntimeApiServer.start();
    private final DragomanProcess function = launch(lambda);

    private DragomanProcess launch(RuntimeApiServer api) {
        DragomanProcess process = DragomanProcess.launch(
                0,
                Map.of(
                        "AWS_LAMBDA_RUNTIME_API", api.address(),
                        "GMI_API_KEY", "key",
                        "DRAGOMAN_MODEL_BASE_URL", model.baseUrl(),
                        "DRAGOMAN_MODEL_IDLE_TIMEOUT", "20s",
                        "DRAGOMAN_MODEL_MAX_ATTEMPTS", "1",
                        "DRAGOMAN_MODEL_BREAKER_VOLUME", "10000"),
                List.of("-Xmx256m"));
        api.awaitFirstPoll(Stack.LIMIT);
        return process;
    }

    @AfterAll
    void stop() {
        function.close();
        lambda.close();
        model.close();
    }

    @Test
    void eachEventIsPassedOnBeforeTheModelHasWrittenTheNext() throws Exception {
        Incoming incoming = ask("function-url", true);
        ScriptedModel.Call call = model.next().stream();

        call.event(DELTA.formatted("Ahoy"));
        String begun = incoming.awaitPart(DELTA.formatted("Ahoy"));
        call.event(DELTA.formatted("again"));
        incoming.awaitPart(DELTA.formatted("again"));
        call.event(STOP).event(DONE).end();
        Posted posted = incoming.await(Stack.LIMIT);

        assertThat(begun).contains(ZEROS).doesNotContain("again");
        assertThat(posted.path()).isEqualTo("response");
        assertThat(posted.headers())
                .containsEntry("Lambda-Runtime-Function-Response-Mode", "streaming")
                .containsEntry("Content-Type", "application/vnd.awslambda.http-integration-response");
        assertThat(posted.trailers()).isEmpty();
        assertThat(body(posted)).endsWith(STOP + "\n\n" + DONE + "\n\n");
        assertThat(prelude(posted).path("statusCode").intValue()).isEqualTo(200);
        assertThat(prelude(posted).at("/headers/Content-Type").textValue()).isEqualTo("text/event-stream");
        assertThat(prelude(posted).at("/headers/Dragoman-Request-Id").textValue())
                .isNotBlank();
    }

    @Test
    void aStreamThatTheModelBreaksOffEndsWithAnErrorEventAndATrailer() throws Exception {
        Incoming incoming = ask("function-url", true);
        ScriptedModel.Call call = model.next().stream();

        call.event(DELTA.formatted("Ahoy"));
        incoming.awaitPart("Ahoy");
        call.cut();
        Posted posted = incoming.await(Stack.LIMIT);

        JsonNode error = Stack.parse(last(posted)).path("error");
        assertThat(error.path("message").textValue()).isNotBlank();
        assertThat(posted.trailers())
                .containsEntry(
                        "Lambda-Runtime-Function-Error-Type",
                        "Dragoman." + error.path("code").textValue())
                .containsKey("Lambda-Runtime-Function-Error-Body");
        assertThat(posted.text()).doesNotContain("[DONE]");
    }

    @Test
    void theProvidersErrorInAStreamComesInItsOwnWordsAndWithATrailer() throws Exception {
        Incoming incoming = ask("function-url", true);
        String error = "data: {\"error\":{\"message\":\"slow down\",\"type\":\"tpm\",\"code\":\"server_error\"}}";
        model.next().stream().event(DELTA.formatted("Ahoy")).event(error).end();
        Posted posted = incoming.await(Stack.LIMIT);

        assertThat(body(posted)).endsWith("\n\n" + error + "\n\n");
        assertThat(posted.trailers())
                .containsKeys("Lambda-Runtime-Function-Error-Type", "Lambda-Runtime-Function-Error-Body");
    }

    @Test
    void whatFailsBeforeTheFirstEventHasItsStatus() throws Exception {
        Incoming incoming = ask("function-url", true);
        String body = "{\"error\":{\"message\":\"There is no such thing.\",\"code\":\"no_such_thing\"}}";
        model.next().head("400 Bad Request", "application/json").write(body).end();
        Posted posted = incoming.await(Stack.LIMIT);

        assertThat(prelude(posted).path("statusCode").intValue()).isEqualTo(400);
        assertThat(Stack.parse(body(posted)).at("/error/message").textValue()).isNotBlank();
        assertThat(posted.trailers()).isEmpty();
    }

    @Test
    void aWholeAnswerOfAFunctionUrlIsStreamedToo() throws Exception {
        Incoming incoming = ask("function-url", false);
        model.next().head("200 OK", "application/json").write(whole("Ahoy")).end();
        Posted posted = incoming.await(Stack.LIMIT);

        assertThat(prelude(posted).path("statusCode").intValue()).isEqualTo(200);
        assertThat(prelude(posted).at("/headers/Content-Type").textValue()).isEqualTo("application/json");
        assertThat(Stack.parse(body(posted)).at("/choices/0/message/content").textValue())
                .isEqualTo("Ahoy");
    }

    @Test
    void aWrongCallOfAFunctionUrlHasItsStatus() {
        Posted posted =
                lambda.invoke(Json.bytes(AwsEvents.http("function-url", "/v1/responses", "{\"input\":")), Stack.LIMIT);

        assertThat(prelude(posted).path("statusCode").intValue()).isEqualTo(400);
        assertThat(Stack.parse(body(posted)).at("/error/code").textValue()).isEqualTo("invalid_json");
    }

    @ParameterizedTest
    @ValueSource(strings = {"api-gateway-v1", "api-gateway-v2"})
    void aBufferedGatewayGetsTheEventsInOnePiece(String sample) throws Exception {
        Incoming incoming = ask(sample, true);
        model.next().head("200 OK", "application/json").write(whole("Ahoy")).end();
        Posted posted = incoming.await(Stack.LIMIT);

        assertThat(posted.headers()).doesNotContainKey("Lambda-Runtime-Function-Response-Mode");
        JsonNode response = Stack.parse(posted.text());
        assertThat(response.at("/headers/Content-Type").textValue()).isEqualTo("text/event-stream");
        assertThat(response.path("body").textValue()).contains("Ahoy").endsWith(DONE + "\n\n");
    }

    @Test
    void aRestApiWhoseStageSaysSoIsStreamed() throws Exception {
        ObjectNode event = event("api-gateway-v1", true);
        event.putObject("stageVariables").put("responseTransferMode", "STREAM");
        Incoming incoming = lambda.stream(Json.bytes(event), Stack.LIMIT);
        ScriptedModel.Call call = model.next().stream();

        call.event(DELTA.formatted("Ahoy"));
        incoming.awaitPart("Ahoy");
        call.event(STOP).event(DONE).end();

        assertThat(body(incoming.await(Stack.LIMIT))).endsWith(DONE + "\n\n");
    }

    @Test
    @Tag("F034")
    void aStreamThatWouldOutlastTheInvocationIsEndedInTime() throws Exception {
        Instant end = Instant.now().plusSeconds(6);
        Incoming incoming = lambda.stream(Json.bytes(event("function-url", true)), Duration.ofSeconds(6));
        ScriptedModel.Call call = model.next().stream();
        call.event(DELTA.formatted("Ahoy"));

        Posted posted = incoming.await(Stack.LIMIT);

        assertThat(Instant.now()).isBefore(end.minusMillis(500));
        assertThat(Stack.parse(last(posted)).at("/error/code").textValue()).isEqualTo("upstream_timeout");
        assertThat(posted.trailers()).containsEntry("Lambda-Runtime-Function-Error-Type", "Dragoman.upstream_timeout");
        assertThat(call.abandonedWithin(Stack.LIMIT)).isTrue();
    }

    @Test
    @Tag("F037")
    void aStreamedAnswerMayBeLargerThanABufferedOne() throws Exception {
        String text = "x".repeat(7_000_000);
        Incoming streamed = ask("function-url", false);
        model.next().head("200 OK", "application/json").write(whole(text)).end();
        assertThat(body(streamed.await(Stack.LIMIT))).contains(text);

        Incoming buffered = ask("api-gateway-v2", false);
        model.next().head("200 OK", "application/json").write(whole(text)).end();
        assertThat(Stack.parse(buffered.await(Stack.LIMIT).text())
                        .path("statusCode")
                        .intValue())
                .isEqualTo(413);
    }

    @Test
    void aCallerWhoHangsUpEndsTheModelsCallAndNotTheFunction() throws Exception {
        Incoming incoming = ask("function-url", true);
        ScriptedModel.Call call = model.next().stream();
        call.event(DELTA.formatted("Ahoy"));
        incoming.awaitPart("Ahoy");

        incoming.hangUp();

        assertThat(call.abandonedWithin(Stack.LIMIT)).isTrue();
        eachEventIsPassedOnBeforeTheModelHasWrittenTheNext();
    }

    @Test
    void ofAFastModelNoMoreIsReadThanASlowCallerTakes() throws Exception {
        Incoming incoming = ask("function-url", true);
        incoming.hold();
        ScriptedModel.Call call = model.next().stream();
        AtomicLong written = new AtomicLong();
        String event = DELTA.formatted("x".repeat(10_000));
        CompletableFuture<Void> writing = CompletableFuture.runAsync(() -> write(call, event, written));

        // Two looks in which nothing more could be written.
        AtomicLong seen = new AtomicLong(-1);
        Awaitility.await()
                .pollInterval(300, TimeUnit.MILLISECONDS)
                .atMost(Stack.LIMIT)
                .until(() -> written.get() > 0 && written.get() == seen.getAndSet(written.get()));

        assertThat(written.get()).isLessThan(40_000_000L);
        incoming.hangUp();
        incoming.release();
        assertThat(call.abandonedWithin(Stack.LIMIT)).isTrue();
        writing.get(60, TimeUnit.SECONDS);
    }

    private static void write(ScriptedModel.Call call, String event, AtomicLong written) {
        try {
            while (written.get() < 200_000_000) {
                call.event(event);
                written.addAndGet(event.length());
            }
        } catch (IOException givenUp) {
            // That is what it comes to.
            return;
        }
    }

    @Test
    @Tag("F039")
    void aStreamInHandIsFinishedBeforeTheFunctionEnds() throws Exception {
        try (RuntimeApiServer api = RuntimeApiServer.start()) {
            DragomanProcess ending = launch(api);
            Incoming incoming = api.stream(Json.bytes(event("function-url", true)), Stack.LIMIT);
            ScriptedModel.Call call = model.next().stream();
            call.event(DELTA.formatted("Ahoy"));
            incoming.awaitPart("Ahoy");

            assertThat(ProcessHandle.of(ending.pid()).orElseThrow().destroy()).isTrue();
            call.event(DELTA.formatted("again"));
            incoming.awaitPart("again");
            call.event(STOP).event(DONE).end();

            assertThat(body(incoming.await(Stack.LIMIT))).endsWith(DONE + "\n\n");
            assertThat(ending.exitWithin(Stack.LIMIT)).isPresent();
        }
    }

    private Incoming ask(String sample, boolean stream) {
        return lambda.stream(Json.bytes(event(sample, stream)), Stack.LIMIT);
    }

    private static ObjectNode event(String sample, boolean stream) {
        ObjectNode event =
                AwsEvents.http(sample, "/v1/chat/completions", "{\"messages\":[],\"stream\":" + stream + "}");
        // Without it each call is one of its own.
        if (event.path("headers") instanceof ObjectNode headers) {
            headers.remove("idempotency-key");
        }
        return event;
    }

    private static String whole(String text) {
        return "{\"id\":\"c1\",\"object\":\"chat.completion\",\"model\":\"m\",\"choices\":[{\"index\":0,\"message\":"
                + "{\"role\":\"assistant\",\"content\":\"" + text + "\"},\"finish_reason\":\"stop\"}]}";
    }

    private static JsonNode prelude(Posted posted) {
        return Stack.parse(posted.text().substring(0, posted.text().indexOf(ZEROS)));
    }

    private static String body(Posted posted) {
        return posted.text().substring(posted.text().indexOf(ZEROS) + ZEROS.length());
    }

    private static String last(Posted posted) {
        String events = posted.text().strip();
        return events.substring(events.lastIndexOf("data: ") + "data: ".length());
    }
}
