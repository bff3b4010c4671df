package dev.dragoman.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dragoman.Given;
import dev.dragoman.delivery.HttpAnswer;
import dev.dragoman.event.DocumentScope;
import dev.dragoman.event.Door;
import dev.dragoman.event.HttpCall;
import dev.dragoman.event.TriggerParser;
import dev.dragoman.model.FakeProvider;
import dev.dragoman.outcome.OutcomeClassifier;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HttpCallsTest {
    private final FakeProvider provider = new FakeProvider();
    private final HttpCalls calls = calls(List.of());

    @ParameterizedTest
    @CsvSource({
        "POST, /v1/responses, true, false",
        "GET, /v1/responses, true, false",
        "POST, /v1/chat/completions, true, false",
        "GET, /v1/models, false, true",
        "POST, /v1/models, false, false",
        "GET, /v1/models/, false, true",
        "GET, /models, false, true",
        "POST, /responses, true, false",
        "POST, //chat//completions/, true, false",
        "POST, /v1//responses, true, false",
        "POST, /v1/v1/responses, false, false",
        "POST, /v2/responses, false, false",
        "POST, /responses/x, false, false",
        "GET, /v1, false, false",
        "GET, /, false, false"
    })
    void aCallIsKnownByItsPath(String method, String path, boolean ask, boolean models) {
        assertThat(calls.isAsk(call(method, path))).isEqualTo(ask);
        assertThat(calls.isModels(call(method, path))).isEqualTo(models);
    }

    @Test
    @Tag("F077")
    void aStrangerIsToldHowToShowAKey() {
        HttpCalls locked = calls(List.of("00".repeat(32)));
        HttpAnswer refusal = locked.unauthorized(call("GET", "/v1/models"));

        assertThat(locked.isUnauthenticated(call("GET", "/v1/models"))).isTrue();
        assertThat(refusal.status()).isEqualTo(401);
        assertThat(refusal.body().at("/error/code").textValue()).isEqualTo("invalid_api_key");
        assertThat(refusal.requestId()).isEqualTo("request-1");
    }

    @Test
    void withoutClientKeysNobodyIsAStranger() {
        assertThat(calls.isUnauthenticated(call("GET", "/v1/models"))).isFalse();
    }

    @Test
    void anUnknownPathIsToldTheKnownOnes() {
        HttpAnswer unknown = calls.unknown(call("GET", "/v1/embeddings"));

        assertThat(unknown.status()).isEqualTo(404);
        assertThat(unknown.body().at("/error/message").textValue()).contains("/v1/responses", "/v1/models");
    }

    @Test
    void theProvidersListOfModelsGoesOutAsItCame() {
        String list = "{'object': 'list', 'data': [{'id': 'm', 'created': 1e400}]}";
        provider.answering(call -> FakeProvider.answer(200, list.replace('\'', '"')));

        assertThat(models()).isEqualTo(HttpAnswer.ok("request-1", Given.json(list)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "200 | {}              | 503 | true",
                "200 | []              | 503 | true",
                "200 | <html>          | 503 | true",
                "401 | {'error': 'no'} | 401 | false",
                "404 | {}              | 404 | false",
                "429 | {}              | 429 | true",
                "500 | {'data': []}    | 503 | true"
            })
    void whereThereIsNoListItSaysWhy(int status, String body, int answered, boolean later) {
        provider.answering(call -> FakeProvider.answer(status, body.replace('\'', '"')));

        HttpAnswer answer = models();

        assertThat(answer.status()).isEqualTo(answered);
        assertThat(answer.body().at("/error/message").textValue()).isNotBlank();
        assertThat(answer.headers().containsKey("Retry-After")).isEqualTo(later);
    }

    @Test
    void anAskIsReadAndItsAnswerSent() {
        assertThat(calls.ask(call("POST", "/v1/responses")).door()).isEqualTo(Door.HTTP);
        assertThat(calls.answer(Given.answer(Given.ask(Door.HTTP), Given.rejected()))
                        .status())
                .isEqualTo(422);
    }

    @Test
    void onlyListedHeadersOfPlainTextAreForwarded() {
        Map<String, String> headers = Map.of(
                "x-client-request-id", "call-1",
                "openai-project", "x".repeat(513),
                "openai-organization", "org-1",
                "authorization", "Bearer key");

        assertThat(calls.ask(asked(headers)).forwarded()).isEqualTo(Map.of("x-client-request-id", "call-1"));
        assertThat(calls.ask(asked(Map.of("openai-project", "a\nb"))).forwarded())
                .isEmpty();
    }

    private static HttpCall asked(Map<String, String> headers) {
        byte[] body = "{\"input\": \"hello\"}".getBytes(StandardCharsets.UTF_8);
        return new HttpCall("request-1", "POST", "/v1/responses", headers, body, null);
    }

    private HttpAnswer models() {
        try {
            return calls.models(call("GET", "/v1/models")).toCompletableFuture().get(20, TimeUnit.SECONDS);
        } catch (Exception failed) {
            throw new AssertionError(failed);
        }
    }

    private HttpCalls calls(List<String> keys) {
        return new HttpCalls(
                new HttpCalls.ForwardedHeaders(Set.of("x-client-request-id", "openai-project")),
                new ClientKeys(keys),
                provider.model(Given.CLOCK),
                new OutcomeClassifier(),
                new TriggerParser(new DocumentScope("inbox/", null, "summaries/", Set.of()), Duration.ofSeconds(28)));
    }

    private static HttpCall call(String method, String path) {
        return new HttpCall("request-1", method, path, Map.of(), "{}".getBytes(StandardCharsets.UTF_8), null);
    }
}
