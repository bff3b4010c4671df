package dev.dragoman.payload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dragoman.outcome.Problem;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PassThroughTest {
    private static final PassThrough OPEN = new PassThrough(Profiles.load("openai"), RequestLimits.NONE);
    private static final PassThrough LIMITED =
            new PassThrough(Profiles.load("openai"), new RequestLimits(Set.of("cheap"), 100, 2));

    @ParameterizedTest
    @CsvSource({
        "GET, /v1/models/gpt-5.2",
        "GET, /v1/models/openai/gpt-5.2-chat",
        "GET, /v1/models/ft:gpt-5:acme::1",
        "GET, /v1/responses/resp_1",
        "DELETE, /v1/responses/resp_1",
        "POST, /v1/responses/resp_1/cancel",
        "GET, /v1/responses/resp_1/input_items",
        "POST, /v1/conversations",
        "GET, /v1/conversations/conv_1",
        "POST, /v1/conversations/conv_1/items",
        "DELETE, /v1/conversations/conv_1/items/msg_1"
    })
    void whatIsListedIsSentToTheSamePath(String method, String path) {
        assertThat(OPEN.covers(path)).isTrue();
        assertThat(pass(OPEN, method, path, "", "").path()).isEqualTo(path.substring("/v1".length()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/files",
                "/v1/models",
                "/v1/models/",
                "/v1/models/..",
                "/v1/models/../files",
                "/v1/models/a/../../files",
                "/v1/models/a//b",
                "/v1/models/a/",
                "/v1/models/a b",
                "/v1/models/a?b",
                "/v1/models/a%2e",
                "/v1/models/a#b",
                "/v1/models/a@b",
                "/v1/models/ä",
                "/v1/models/a\nb",
                "/v1/responses",
                "/v1/responses/",
                "/v1/responses/.",
                "/v1/responses/a/b",
                "/v1/responses/a/cancel/b",
                "/v1/Embeddings",
                "/embeddings",
                "//v1/embeddings",
                "/v1embeddings",
                "/v1/models/a/b/c/d/e/f/g/h/i/j/k/l"
            })
    void nothingElseIs(String path) {
        assertThat(OPEN.covers(path)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "DELETE, /v1/models/gpt-5.2",
        "GET, /v1/embeddings",
        "POST, /v1/responses/resp_1",
        "GET, /v1/responses/resp_1/cancel"
    })
    void anotherMethodIsRefused(String method, String path) {
        assertThat(OPEN.covers(path)).isTrue();
        assertThat(refused(OPEN, method, path, "", "{}").status()).isEqualTo(405);
    }

    @Test
    void aQueryIsReadAndBounded() {
        assertThat(pass(OPEN, "GET", "/v1/responses/r", "include%5B%5D=a&include[]=b%26c&stream=&x", "")
                        .query())
                .isEqualTo(Map.of("include[]", List.of("a", "b&c"), "stream", List.of(""), "x", List.of("")));
        assertThat(refused(OPEN, "GET", "/v1/responses/r", "a=%zz", "").code()).isEqualTo("invalid_query");
        assertThat(refused(OPEN, "GET", "/v1/responses/r", "a=" + "b".repeat(5000), "")
                        .code())
                .isEqualTo("invalid_query");
    }

    @Test
    void aBodyIsPassedAsItCameAndItsModelIsKnown() {
        String body = "{\"model\" : \"m\",\n \"input\":\"x\",\"new\":1e400}";

        PassedRequest request = pass(OPEN, "POST", "/v1/embeddings", "", body);

        assertThat(new String(request.body(), StandardCharsets.UTF_8)).isEqualTo(body);
        assertThat(request.model()).isEqualTo("m");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "not json", "\"text\""})
    void whatIsPaidForNeedsABody(String body) {
        assertThat(refused(OPEN, "POST", "/v1/embeddings", "", body).code()).isEqualTo("invalid_json");
    }

    @Test
    void theOperatorsLimitsHold() {
        assertThat(pass(LIMITED, "POST", "/v1/embeddings", "", "{\"model\":\"cheap\"}")
                        .model())
                .isEqualTo("cheap");
        assertThat(refused(LIMITED, "POST", "/v1/embeddings", "", "{\"model\":\"dear\"}")
                        .code())
                .isEqualTo("model_not_allowed");
        assertThat(refused(LIMITED, "POST", "/v1/moderations", "", "{\"input\":\"x\"}")
                        .code())
                .isEqualTo("model_not_allowed");
        assertThat(refused(LIMITED, "POST", "/v1/completions", "", "{\"model\":\"cheap\",\"max_tokens\":101}")
                        .code())
                .isEqualTo("value_too_large");
        assertThat(refused(LIMITED, "POST", "/v1/completions", "", "{\"model\":\"cheap\",\"n\":3}")
                        .code())
                .isEqualTo("value_too_large");
        assertThat(pass(LIMITED, "POST", "/v1/conversations", "", "{\"items\":[]}")
                        .model())
                .isEmpty();
        assertThat(pass(LIMITED, "POST", "/v1/responses/r/cancel", "", "").model())
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "'{\"background\": true}', true",
        "'{\"background\": false}', false",
        "'{\"background\": \"true\"}', false",
        "'{\"input\": \"background\"}', false",
        "'{\"metadata\": {\"background\": true}}', false",
        "'not json \"background\": true', false"
    })
    void anAskInTheBackgroundIsKnownByItsBody(String body, boolean background) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);

        assertThat(OPEN.isBackground("POST", "/v1/responses", bytes)).isEqualTo(background);
        assertThat(OPEN.isBackground("POST", "/v1/chat/completions", bytes)).isFalse();
        assertThat(new PassThrough(Profiles.load("chat-only"), RequestLimits.NONE)
                        .isBackground("POST", "/v1/responses", bytes))
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "PATCH /a, free",
        "GET a, free",
        "GET /a/../b, free",
        "GET /{a+}/b, free",
        "GET /a b, free",
        "GET /, free",
        "GET /a, cheap"
    })
    void aRuleThatCanNotBeReadIsRefused(String rule, String cost) {
        assertThatThrownBy(() -> PassThroughRule.parse(rule, cost)).isInstanceOf(IllegalArgumentException.class);
    }

    private static PassedRequest pass(PassThrough list, String method, String path, String query, String body) {
        return list.decide(method, path, query, body.getBytes(StandardCharsets.UTF_8))
                .match(passed -> passed, problem -> {
                    throw new AssertionError(problem.message());
                });
    }

    private static Problem refused(PassThrough list, String method, String path, String query, String body) {
        return list.decide(method, path, query, body.getBytes(StandardCharsets.UTF_8))
                .match(
                        passed -> {
                            throw new AssertionError("passed: " + passed.path());
                        },
                        problem -> problem);
    }
}
