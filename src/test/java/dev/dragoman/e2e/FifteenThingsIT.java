package dev.dragoman.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.event.Endpoint;
import dev.dragoman.harness.AwsEvents;
import dev.dragoman.harness.Stack;
import dev.dragoman.json.Json;
import dev.dragoman.local.model.Misbehaviour;
import dev.dragoman.local.model.ReceivedCall;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What the provider's page shows, through every door; docs/compatibility.md is made from the same data. */
@ExtendWith(Stack.Extension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FifteenThingsIT {
    private static final String BUCKET = "fifteen-things";
    private static final String NESTED = """
            {"error": {"message": "Backend request failed with status 400", "type": "backend_error", "code": 400,
             "details": {"error": {"message": "Unsupported parameter: 'seed' is not supported with this model.",
              "type": "invalid_request_error", "param": "seed", "code": "unsupported_parameter"}}}}""";

    private final Stack stack;
    private final Callers callers;

    FifteenThingsIT(Stack stack) throws IOException {
        this.stack = stack;
        stack.local().createBucket(BUCKET);
        for (Thing thing : Thing.all()) {
            if (thing.hasAttachment()) {
                String sample = thing.json().at("/attachment/sample").textValue();
                stack.putSample(BUCKET, "references/" + sample, sample);
                stack.local().model().publish(thing.url(), Files.readAllBytes(Path.of("samples", sample)));
            }
        }
        callers = new Callers(stack, BUCKET);
    }

    @AfterAll
    void stop() {
        callers.close();
    }

    @BeforeEach
    void modelBehaves() {
        stack.local().model().reset();
    }

    static Stream<Walk> walks() {
        return Walk.all();
    }

    static Stream<Walk> attachments() {
        return Walk.all().filter(walk -> walk.thing().hasAttachment());
    }

    static Stream<Thing> streams() {
        return Thing.all().stream().filter(Thing::streams);
    }

    static Stream<Thing> documents() {
        return Thing.all().stream().filter(Thing::hasDocument);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("walks")
    void aThingWorks(Walk walk) {
        Thing thing = walk.thing();

        Came came = walk.by(callers);

        walk.assertAnswered(came);
        Walk.assertHolds(came.response(), thing.json().path("answer"), "");
        assertReceived(thing.endpoint(), walk.sent());
        walk.assertToldOfChanges(came);
        walk.assertCameInEvents(came);
        if (thing.json().has("next")) {
            assertGoesOn(
                    walk, thing.json().path("next"), came.response().path("id").textValue());
        }
    }

    private void assertReceived(Endpoint endpoint, ObjectNode body) {
        List<ReceivedCall> calls = stack.local().model().calls();
        assertThat(calls).hasSize(1);
        assertThat(calls.get(0).path()).isEqualTo("/v1" + endpoint.path());
        assertThat(calls.get(0).json()).isEqualTo(body);
    }

    private void assertGoesOn(Walk walk, JsonNode next, String previous) {
        stack.local().model().reset();
        ObjectNode request = next.path("request").deepCopy();
        request.put("previous_response_id", previous);

        Came came = callers.ask(walk.way(), walk.thing().endpoint(), request);

        walk.assertAnswered(came);
        assertReceived(walk.thing().endpoint(), request);
        Walk.assertHolds(came.response(), next.path("answer"), previous);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("streams")
    void eventsComeAsTheyAreMade(Thing thing) {
        stack.local().model().misbehave(Misbehaviour.NONE.stallAfterEvents(2));

        assertThat(callers.firstEvents(thing.endpoint(), thing.request(), 2)).hasSize(2);

        assertThat(stack.local().model().calls().get(0).answer().whole()).isFalse();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("attachments")
    void anAttachmentMayBeAReferenceToABucket(Walk walk) {
        Thing thing = walk.thing();
        String sample = thing.json().at("/attachment/sample").textValue();

        Came came = callers.ask(
                walk.way(), thing.endpoint(), thing.requestWith("s3://" + BUCKET + "/references/" + sample));

        walk.assertAnswered(came);
        Walk.assertHolds(came.response(), thing.json().path("answer"), "");
        String field = thing.json().at("/attachment/field").textValue();
        JsonNode received = stack.local().model().calls().get(0).json();
        assertThat(thing.attachmentIn(received).path(field).asText()).contains("X-Amz-Signature=");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("documents")
    void aDroppedDocumentIsSummarised(Thing thing) {
        JsonNode document = thing.json().path("document");
        String key = thing.number() + "/" + document.path("sample").textValue();
        stack.putSample(BUCKET, "inbox/" + key, document.path("sample").textValue());

        callers.invoke(AwsEvents.s3(BUCKET, "inbox/" + key));

        assertThat(stack.text(BUCKET, "summaries/" + key + ".summary.md"))
                .contains(document.path("contains").textValue());
        assertThat(stack.json(BUCKET, "summaries/" + key + ".receipt.json")
                        .path("outcome")
                        .textValue())
                .isEqualTo("completed");
        ReceivedCall call = stack.local().model().calls().get(0);
        assertThat(call.path()).isEqualTo("/v1/responses");
        assertThat(call.json().at("/input/0/content").findValuesAsText("type"))
                .contains(document.path("part").textValue());
    }

    @Test
    void theModelItselfRefusesMaxTokensInTheNestedShape() throws Exception {
        Thing thing = Thing.all().get(14);
        HttpRequest direct = HttpRequest.newBuilder(
                        stack.local().model().uri("/v1" + thing.endpoint().path()))
                .header("Authorization", "Bearer any")
                .POST(HttpRequest.BodyPublishers.ofString(Json.text(thing.request())))
                .build();

        HttpResponse<String> refused = HttpClient.newHttpClient().send(direct, HttpResponse.BodyHandlers.ofString());

        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(Stack.parse(refused.body()).at("/error/details/error/param").textValue())
                .isEqualTo("max_tokens");
    }

    @ParameterizedTest
    @EnumSource
    void anErrorThatComesNestedIsFlatForTheCaller(Way way) {
        stack.local().model().misbehave(Misbehaviour.error(400).withBody(NESTED));

        Came came = callers.ask(way, Endpoint.CHAT, Thing.all().get(0).request());

        assertThat(came.verdict()).isEqualTo(way == Way.HTTP ? "400" : "rejected");
        assertThat(came.error().path("code").textValue()).isEqualTo("unsupported_parameter");
        assertThat(came.error().path("message").textValue()).contains("'seed' is not supported");
        assertThat(came.error().has("details")).isFalse();
    }

    @Test
    void anErrorInPlaceOfAStreamHasItsStatus() {
        stack.local().model().misbehave(Misbehaviour.error(400).withBody(NESTED));

        Came came = callers.ask(Way.HTTP, Endpoint.CHAT, Thing.all().get(2).request());

        assertThat(came.verdict()).isEqualTo("400");
        assertThat(came.error().path("param").textValue()).isEqualTo("seed");
    }
}
