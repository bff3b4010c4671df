package dev.dragoman.event;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.json.Json;
import dev.dragoman.stream.ServerSentEvent;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpAsksTest {
    private static final String CHAT = "/v1/chat/completions";
    private static final String RESPONSES = "/v1/responses";

    @Test
    void aCallWithoutAKeyIsAnAskOfItsOwn() {
        Ask ask = ask(CHAT, "{\"messages\": [], \"unheard_of\": {\"a\": 1.10}}");

        assertThat(ask.id()).isEqualTo("request-1");
        assertThat(ask.identity()).isNull();
        assertThat(ask.door()).isEqualTo(Door.HTTP);
        assertThat(ask.content()).isEqualTo(new Content.Request(Endpoint.CHAT, (ObjectNode)
                value("{\"messages\": [], \"unheard_of\": {\"a\": 1.10}}")));
    }

    @Test
    @Tag("F076")
    void anIdempotencyKeyMakesItTheSameAskAgain() {
        Ask ask = keyed("order-4711");

        assertThat(ask.id()).isEqualTo("order-4711");
        assertThat(ask.identity()).startsWith("http:").endsWith(":order-4711");
        assertThat(ask.hasChosenId()).isTrue();
        assertThat(keyed("order-4711").identity()).isEqualTo(ask.identity());
    }

    @Test
    @Tag("F076")
    void ofTwoClientsEachHasItsOwnKeys() {
        byte[] body = "{\"input\": \"hello\"}".getBytes(StandardCharsets.UTF_8);
        List<String> identities = Stream.of("Bearer one", "Bearer other")
                .map(client -> Map.of("idempotency-key", "order-4711", "authorization", client))
                .map(headers ->
                        Samples.PARSER.http(new HttpCall("request-1", "POST", RESPONSES, headers, body, null, null)))
                .map(Ask::identity)
                .toList();

        assertThat(identities).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @MethodSource
    @Tag("F076")
    void aKeyThatIsNoneIsRefused(String key) {
        Ask ask = keyed(key);

        assertThat(ask.id()).isEqualTo("request-1");
        assertThat(Samples.flaw(ask).status()).isEqualTo(400);
        assertThat(Samples.flaw(ask).param()).isEqualTo("Idempotency-Key");
    }

    @Tag("F076")
    static String[] aKeyThatIsNoneIsRefused() {
        return new String[] {"", "   ", "k".repeat(256), "two\nlines", "nul\0"};
    }

    @Test
    @Tag("F076")
    void theLongestKeyIsTaken() {
        assertThat(keyed("k".repeat(255)).content()).isInstanceOf(Content.Request.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "null", "\"text\"", "{\"messages\": [], \"messages\": []}", "{} {}"})
    void aBodyThatIsNoObjectIsInvalidJson(String body) {
        Content.Malformed flaw = Samples.flaw(ask(CHAT, body));

        assertThat(flaw.status()).isEqualTo(400);
        assertThat(flaw.code()).isEqualTo("invalid_json");
        assertThat(flaw.message()).startsWith("The request body ");
    }

    @Test
    void invalidUtf8IsInvalidJson() {
        HttpCall call = call("POST", CHAT, new byte[] {'{', '"', (byte) 0xC3, '"', '}'}, Map.of());

        assertThat(Samples.flaw(Samples.PARSER.http(call)).message()).isEqualTo("The request body is not valid UTF-8.");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/v1/responses        | {\"messages\": []}               | unsupported_value          | messages",
                "/v1/chat/completions | {\"input\": \"hello\"}           | unsupported_value          | input",
                "/v1/chat/completions | {}                               | missing_required_parameter | messages"
            })
    void aBodyThatDoesNotFitTheEndpointNamesTheField(String path, String body, String code, String param) {
        Content.Malformed flaw = Samples.flaw(ask(path, body));

        assertThat(flaw.status()).isEqualTo(400);
        assertThat(flaw.code()).isEqualTo(code);
        assertThat(flaw.param()).isEqualTo(param);
        assertThat(flaw.message()).contains("\"" + param + "\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"prompt\": {\"id\": \"pmpt_1\"}}",
                "{\"input\": \"hello\", \"stream\": false}",
                "{\"input\": \"hello\", \"messages\": []}"
            })
    void thePathDecidesTheEndpoint(String body) {
        assertThat(ask(RESPONSES, body).content())
                .isInstanceOfSatisfying(
                        Content.Request.class,
                        request -> assertThat(request.endpoint()).isEqualTo(Endpoint.RESPONSES));
    }

    @Test
    void whoeverCallsListensAndCanGoAway() {
        StubListener listener = new StubListener();
        byte[] body = "{\"input\": \"hello\"}".getBytes(StandardCharsets.UTF_8);

        Ask ask = Samples.PARSER.http(new HttpCall("request-1", "POST", RESPONSES, Map.of(), body, null, listener));

        assertThat(ask.listener()).isSameAs(listener);
    }

    private static final class StubListener implements AnswerListener {
        @Override
        public void streamStarted(
                String id,
                List<String> adjustments,
                Map<String, String> headers,
                Flow.Publisher<ServerSentEvent> events) {
            throw new AssertionError("nothing is called here");
        }

        @Override
        public CompletionStage<Void> disconnected() {
            return new CompletableFuture<>();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /v1/responses, 405",
        "POST, /v1/models, 404",
        "POST, /, 404",
        "POST, /v1/chat/completions/more, 404",
        "POST, /V1/RESPONSES, 404"
    })
    void otherPathsAndMethodsAreRefused(String method, String path, int status) {
        Ask ask = Samples.PARSER.http(call(method, path, new byte[0], Map.of()));

        assertThat(Samples.flaw(ask).status()).isEqualTo(status);
    }

    @ParameterizedTest
    @ValueSource(strings = {"function-url", "api-gateway-v1", "api-gateway-v2"})
    void theSampleCallsAreAsks(String sample) {
        HttpCall call = Samples.call(Samples.parse(sample));
        Ask ask = Samples.PARSER.http(call);

        assertThat(ask.content()).isInstanceOf(Content.Request.class);
        assertThat(ask.endBy()).isEqualTo(call.endBy());
    }

    private static Ask keyed(String key) {
        return Samples.PARSER.http(call(
                "POST",
                RESPONSES,
                "{\"input\": \"hello\"}".getBytes(StandardCharsets.UTF_8),
                Map.of("idempotency-key", key)));
    }

    private static Ask ask(String path, String body) {
        return Samples.PARSER.http(call("POST", path, body.getBytes(StandardCharsets.UTF_8), Map.of()));
    }

    private static HttpCall call(String method, String path, byte[] body, Map<String, String> headers) {
        return new HttpCall("request-1", method, path, headers, body, null);
    }

    private static Object value(String json) {
        return ((Json.Result.Value) Json.read(json)).node();
    }
}
