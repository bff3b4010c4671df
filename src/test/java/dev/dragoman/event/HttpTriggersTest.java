package dev.dragoman.event;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.json.Json;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpTriggersTest {
    @Test
    void aFunctionUrlCallIsRead() {
        HttpCall call = Samples.call(Samples.parse("function-url"));

        assertThat(call.id()).isEqualTo("e1506fd5-9e7b-434f-bd42-4f8fa224b599");
        assertThat(call.method()).isEqualTo("POST");
        assertThat(call.path()).isEqualTo("/v1/chat/completions");
        assertThat(call.header("idempotency-key")).contains("greeting-1");
        assertThat(call.header("cookie")).contains("session=abc; theme=sand");
        assertThat(text(call)).startsWith("{\"model\"").contains("Greet the caravan.");
    }

    @Test
    void aFunctionUrlTakesStreamedResponses() {
        assertThat(Samples.isStreamed(Samples.parse("function-url"))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"api-gateway-v2", "api-gateway-v1"})
    void apiGatewayTakesWholeResponses(String sample) {
        assertThat(Samples.isStreamed(Samples.parse(sample))).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"api-gateway-v1, STREAM, true", "api-gateway-v1, BUFFERED, false", "api-gateway-v2, STREAM, false"})
    void theStageOfARestApiSaysThatItStreams(String sample, String mode, boolean streamed) {
        ObjectNode event = Samples.tree(sample);
        event.putObject("stageVariables").put("responseTransferMode", mode);

        assertThat(Samples.isStreamed(Samples.parse(event))).isEqualTo(streamed);
    }

    @ParameterizedTest
    @CsvSource({"api-gateway-v2, timeEpoch", "api-gateway-v1, requestTimeEpoch"})
    void theTimeOfACallEndsBeforeItsGatewayStopsWaiting(String sample, String field) {
        Instant came = Samples.END.minusSeconds(600);
        assertThat(endOf(sample, field, came)).isEqualTo(came.plusSeconds(28));
        assertThat(endOf(sample, field, Samples.END.minusSeconds(20)))
                .as("the invocation ends first")
                .isEqualTo(Samples.END);
        assertThat(endOf(sample, field, Samples.END.minusSeconds(1_000)))
                .as("an old event, sent by hand")
                .isEqualTo(Samples.END);
    }

    @Test
    void onlyAGatewayThatTakesWholeResponsesStopsWaiting() {
        Instant came = Samples.END.minusSeconds(600);
        ObjectNode streaming = called("api-gateway-v1", "requestTimeEpoch", came);
        streaming.putObject("stageVariables").put("responseTransferMode", "STREAM");
        ObjectNode balanced = called("api-gateway-v1", "requestTimeEpoch", came);
        ((ObjectNode) balanced.path("requestContext")).putObject("elb");
        ObjectNode timeless = Samples.tree("api-gateway-v2");
        ((ObjectNode) timeless.path("requestContext")).remove("timeEpoch");

        assertThat(List.of(called("function-url", "timeEpoch", came), streaming, balanced, timeless))
                .extracting(event -> Samples.call(Samples.parse(event)).endBy())
                .containsOnly(Samples.END);
    }

    private static @Nullable Instant endOf(String sample, String field, Instant came) {
        return Samples.call(Samples.parse(called(sample, field, came))).endBy();
    }

    private static ObjectNode called(String sample, String field, Instant came) {
        ObjectNode event = Samples.tree(sample);
        ((ObjectNode) event.path("requestContext")).put(field, came.toEpochMilli());
        return event;
    }

    @Test
    void theStageIsTakenOffThePathOfAnHttpApi() {
        HttpCall call = Samples.call(Samples.parse("api-gateway-v2"));

        assertThat(call.id()).isEqualTo("JKJaXmPLvHcESHA=");
        assertThat(call.path()).isEqualTo("/v1/responses");
        assertThat(call.header("x-custom")).contains("one,two");
        assertThat(text(call)).contains("\"input\"");
    }

    @Test
    void aRestApiCallIsReadWithItsRepeatedHeaders() {
        HttpCall call = Samples.call(Samples.parse("api-gateway-v1"));

        assertThat(call.id()).isEqualTo("41b45ea3-70b5-11e6-b7bd-69b5aaebc7d9");
        assertThat(call.path()).isEqualTo("/v1/chat/completions");
        assertThat(call.header("x-custom")).contains("one,two");
        assertThat(call.header("content-type")).contains("application/json");
    }

    @Test
    void singleHeadersServeWhereThereAreNoRepeatedOnes() {
        ObjectNode event = Samples.tree("api-gateway-v1").putNull("multiValueHeaders");

        assertThat(Samples.call(Samples.parse(event)).header("x-custom")).contains("two");
    }

    @ParameterizedTest
    @CsvSource({
        "/prod/v1/responses, /v1/responses",
        "/prod, /v1",
        "/production/v1/responses, /v1/production/v1/responses",
        "/v1/responses, /v1/responses",
        "/prod/responses/, /v1/responses",
        "/prod/a%20b%C3%BC+c, /v1/a bü+c",
        "/prod/a%2, /v1/a%2",
        "/prod/%FF, /v1/%FF"
    })
    void aPathIsDecodedWithoutItsStage(String raw, String path) {
        ObjectNode event = Samples.tree("api-gateway-v2").put("rawPath", raw);

        assertThat(Samples.call(Samples.parse(event)).path()).isEqualTo(path);
    }

    @ParameterizedTest
    @CsvSource({
        "/llm/v1/responses, /v1/responses",
        "/team/llm/v1/chat/completions, /v1/chat/completions",
        "/llm/v1, /v1",
        "/v1/responses, /v1/responses",
        "/llm/responses, /v1/responses",
        "/prod/v1/models/, /v1/models"
    })
    void theBasePathOfACustomDomainIsTakenOff(String raw, String path) {
        ObjectNode v2 = Samples.tree("api-gateway-v2").put("rawPath", raw);
        ObjectNode v1 = Samples.tree("api-gateway-v1").put("path", raw);
        for (ObjectNode event : List.of(v1, v2)) {
            ObjectNode context = ((ObjectNode) event.path("requestContext")).put("domainName", "api.example.com");
            context.putObject("customDomain").put("basePathMatched", "llm");

            assertThat(Samples.call(Samples.parse(event)).path()).isEqualTo(path);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "api.example.com, /llm/chat/completions, chat/completions, /v1/chat/completions",
        "api.example.com, /llm/x/models/gpt, models/gpt, /v1/models/gpt",
        "api.example.com, /llm/v1/models, v1/models, /v1/models",
        "api.example.com, /v1/chat/completions, completions, /v1/chat/completions",
        "a1b2.execute-api.eu-west-1.amazonaws.com, /llm/chat/completions, chat/completions, /v1/chat/completions",
        "a1b2.execute-api.eu-west-1.amazonaws.com, /llm/v1/responses, v1/responses, /v1/responses",
        "a1b2.execute-api.eu-west-1.amazonaws.com, /v1/chat/completions, completions, /v1/chat/completions",
        "a1b2.execute-api.eu-west-1.amazonaws.com, /responses, else, /v1/responses"
    })
    void whatTheResourceStandsForIsThePathWithoutItsBase(String domain, String raw, String proxy, String path) {
        ObjectNode v2 = Samples.tree("api-gateway-v2").put("rawPath", raw);
        ObjectNode v1 = Samples.tree("api-gateway-v1").put("path", raw);
        for (ObjectNode event : List.of(v1, v2)) {
            ((ObjectNode) event.path("requestContext")).put("domainName", domain);
            event.putObject("pathParameters").put("proxy", proxy);

            assertThat(Samples.call(Samples.parse(event)).path()).isEqualTo(path);
        }
    }

    @Test
    void theStageOfAnHttpApiIsTakenOffInFormat1Too() {
        ObjectNode event = Samples.tree("api-gateway-v1").put("path", "/prod/v1/responses");

        assertThat(Samples.call(Samples.parse(event)).path()).isEqualTo("/v1/responses");
    }

    @ParameterizedTest
    @CsvSource({"true, BALANCER_LISTS", "false, BALANCER"})
    void aLoadBalancersCallIsRead(boolean lists, Trigger.ResponseForm form) {
        ObjectNode event = Json.object()
                .put("httpMethod", "POST")
                .put("path", "/ai/v1/responses")
                .put("body", "{\"input\": \"hello\"}")
                .put("isBase64Encoded", false);
        event.putObject("requestContext").putObject("elb").put("targetGroupArn", "arn");
        if (lists) {
            event.putObject("multiValueHeaders").putArray("x-custom").add("one").add("two");
        } else {
            event.putObject("headers").put("x-custom", "one,two");
        }

        Trigger.HttpRequest request = (Trigger.HttpRequest) Samples.parse(event);

        assertThat(request.form()).isEqualTo(form);
        assertThat(request.call().path()).isEqualTo("/v1/responses");
        assertThat(request.call().header("x-custom")).contains("one,two");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aLoadBalancersQueryIsTakenAsItCame(boolean lists) {
        ObjectNode event = Json.object().put("httpMethod", "GET").put("path", "/v1/files");
        event.putObject("requestContext").putObject("elb");
        if (lists) {
            ObjectNode query = event.putObject("multiValueQueryStringParameters");
            query.putArray("after").add("a%2Bb%20c");
            query.putArray("include%5B%5D").add("one").add("two");
        } else {
            event.putObject("queryStringParameters").put("after", "a%2Bb%20c").put("include%5B%5D", "two");
        }

        assertThat(Samples.call(Samples.parse(event)).query())
                .isEqualTo("after=a%2Bb%20c&" + (lists ? "include%5B%5D=one&include%5B%5D=two" : "include%5B%5D=two"));
    }

    @Test
    void theQueryOfARestApiIsEncodedAgain() {
        ObjectNode event = Samples.tree("api-gateway-v1");
        event.putObject("queryStringParameters").put("after", "a+b c");
        event.putObject("multiValueQueryStringParameters")
                .putArray("after")
                .add("x y")
                .add("a+b c");
        assertThat(Samples.call(Samples.parse(event)).query()).isEqualTo("after=x+y&after=a%2Bb+c");

        event.putNull("multiValueQueryStringParameters");
        assertThat(Samples.call(Samples.parse(event)).query()).isEqualTo("after=a%2Bb+c");

        event.putNull("queryStringParameters");
        assertThat(Samples.call(Samples.parse(event)).query()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "two\\r\\nlines", "a b"})
    void anIdThatDoesNotFitAHeaderIsReplacedByTheInvocations(String id) {
        ObjectNode event = Samples.tree("function-url");
        ((ObjectNode) event.path("requestContext")).put("requestId", id.translateEscapes());

        assertThat(Samples.call(Samples.parse(event)).id()).isEqualTo("invocation-1");
    }

    @Test
    void aBodyThatIsNotTheBase64ItClaimsIsTakenAsItStands() {
        ObjectNode event = Samples.tree("function-url").put("body", "{\"not\": \"base64\"}");

        assertThat(text(Samples.call(Samples.parse(event)))).isEqualTo("{\"not\": \"base64\"}");
    }

    @Test
    void aCallWithoutABodyHasNone() {
        ObjectNode event = Samples.tree("api-gateway-v1").putNull("body").put("httpMethod", "get");
        HttpCall call = Samples.call(Samples.parse(event));

        assertThat(call.body()).isEmpty();
        assertThat(call.method()).isEqualTo("GET");
    }

    private static String text(HttpCall call) {
        return new String(call.body(), StandardCharsets.UTF_8);
    }
}
