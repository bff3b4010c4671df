package dev.dragoman.event;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
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
