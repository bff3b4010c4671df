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
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What the provider's page shows, through every door; the README's table is made from the same data. */
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

    static Stream<Arguments> everyThingByEveryWay() {
        return Thing.all().stream().flatMap(thing -> Stream.of(Way.values()).map(way -> Arguments.of(thing, way)));
    }

    static Stream<Arguments> attachmentsByEveryWay() {
        return everyThingByEveryWay().filter(each -> ((Thing) each.get()[0]).hasAttachment());
    }

    static Stream<Thing> documents() {
        return Thing.all().stream().filter(Thing::hasDocument);
    }

    @ParameterizedTest(name = "{0} by {1}")
    @MethodSource("everyThingByEveryWay")
    void aThingWorks(Thing thing, Way way) {
        Came came = thing.isByClient() && way == Way.HTTP
                ? callers.callByClient(thing.request())
                : callers.ask(way, thing.endpoint(), thing.request());

        assertAnswered(came, way);
        assertHolds(came.response(), thing.json().path("answer"), "");
        assertReceived(thing.endpoint(), sent(thing, way));
        assertToldOfChanges(thing, way, came);
        assertStreamed(thing, way, came);
        JsonNode next = thing.json().path("next");
        if (!next.isMissingNode()) {
            assertGoesOn(next, thing.endpoint(), way, came.response().path("id").textValue());
        }
    }

    // What has no entry in the data reaches the provider as it is, whatever it is.
    private static ObjectNode sent(Thing thing, Way way) {
        ObjectNode sent = thing.sent();
        if (thing.streams() && !way.streams()) {
            sent.remove("stream");
        } else if (thing.streams() && thing.endpoint() == Endpoint.CHAT) {
            sent.putObject("stream_options").put("include_usage", true);
        }
        return sent;
    }

    private static void assertAnswered(Came came, Way way) {
        assertThat(came.error().isMissingNode() || came.error().isNull())
                .as("%s: %s", came.verdict(), came.error())
                .isTrue();
        assertThat(came.verdict()).isEqualTo(way == Way.HTTP ? "200" : "completed");
    }

    private static void assertHolds(JsonNode response, JsonNode expected, String previous) {
        expected.properties().forEach(value -> {
            JsonNode found = response.at(value.getKey());
            String text = value.getValue().asText().replace("PREVIOUS", previous);
            if (text.startsWith("*")) {
                assertThat(found.asText()).as(value.getKey()).contains(text.substring(1));
            } else {
                assertThat(found.asText()).as(value.getKey()).isEqualTo(text);
            }
        });
    }

    private void assertReceived(Endpoint endpoint, ObjectNode body) {
        List<ReceivedCall> calls = stack.local().model().calls();
        assertThat(calls).hasSize(1);
        assertThat(calls.get(0).path()).isEqualTo("/v1" + endpoint.path());
        assertThat(calls.get(0).json()).isEqualTo(body);
    }

    private static void assertToldOfChanges(Thing thing, Way way, Came came) {
        List<String> expected = new ArrayList<>();
        thing.json().path("adjusted").forEach(each -> expected.add(each.textValue()));
        if (thing.streams() && way.streams()) {
            return;
        }
        if (thing.streams()) {
            assertThat(came.adjusted()).anySatisfy(each -> assertThat(each).startsWith("stream"));
        } else {
            assertThat(came.adjusted()).isEqualTo(expected);
        }
    }

    private static void assertStreamed(Thing thing, Way way, Came came) {
        if (!thing.streams() || !way.streams()) {
            assertThat(came.events()).isEmpty();
            return;
        }
        if (thing.endpoint() == Endpoint.CHAT) {
            assertThat(came.events()).hasSizeGreaterThan(3).last().isEqualTo("[DONE]");
            // Dragoman asked for the usage, so that it is not the caller's.
            assertThat(came.events()).noneMatch(event -> event.contains("\"choices\":[]"));
        } else {
            assertThat(came.events()).last().asString().contains("\"type\":\"response.completed\"");
            assertThat(came.events())
                    .extracting(
                            event -> Stack.parse(event).path("sequence_number").asInt(-1))
                    .startsWith(0, 1, 2, 3)
                    .isSorted();
        }
    }

    private void assertGoesOn(JsonNode next, Endpoint endpoint, Way way, String previous) {
        stack.local().model().reset();
        ObjectNode request = next.path("request").deepCopy();
        request.put("previous_response_id", previous);

        Came came = callers.ask(way, endpoint, request);

        assertAnswered(came, way);
        assertReceived(endpoint, request);
        assertHolds(came.response(), next.path("answer"), previous);
    }

    @ParameterizedTest(name = "{0} by {1}")
    @MethodSource("attachmentsByEveryWay")
    void anAttachmentMayBeAReferenceToABucket(Thing thing, Way way) {
        String reference = "s3://" + BUCKET + "/references/"
                + thing.json().at("/attachment/sample").textValue();

        Came came = callers.ask(way, thing.endpoint(), thing.requestWith(reference));

        assertAnswered(came, way);
        assertHolds(came.response(), thing.json().path("answer"), "");
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
