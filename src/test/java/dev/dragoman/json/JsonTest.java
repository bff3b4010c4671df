package dev.dragoman.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"n\":1e400}",
                "{\"n\":9223372036854775807}",
                "{\"n\":123456789012345678901234567890}",
                "{\"n\":0.1}",
                "{\"n\":1.10}",
                "{\"n\":null,\"a\":[true,false,\"\\u0000\"]}",
                "{\"b\":1,\"a\":2}",
                "\"Grüße\""
            })
    void whatWasReadIsWrittenAsItCame(String json) {
        assertThat(Json.text(read(json)).replace("1E+400", "1e400")).isEqualTo(json);
    }

    @Test
    void halfACharacterIsWrittenToo() {
        JsonNode halved = read("{\"text\":\"\\ud83d\"}");

        assertThat(new String(Json.bytes(halved), StandardCharsets.UTF_8)).startsWith("{\"text\":\"");
        assertThat(new String(Json.pretty(halved), StandardCharsets.UTF_8)).contains("\"text\"");
        assertThat(Json.read(Json.bytes(halved))).isInstanceOf(Json.Result.Value.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "{", "{}{}", "{\"a\":1,\"a\":2}", "NaN", "{'a':1}", "[1,]", "01"})
    void whatIsNoJsonIsMalformed(String text) {
        assertThat(Json.read(text)).isInstanceOf(Json.Result.Malformed.class);
    }

    @Test
    void nestingHasALimit() {
        int deepest = Json.MAX_NESTING;

        assertThat(Json.read("[".repeat(deepest) + "]".repeat(deepest))).isInstanceOf(Json.Result.Value.class);
        assertThat(Json.read("[".repeat(deepest + 1) + "]".repeat(deepest + 1)))
                .isInstanceOf(Json.Result.Malformed.class);
    }

    @Test
    void aMalformedTextIsNotRepeated() {
        assertThat(Json.read("{\"key\": secret}"))
                .isInstanceOfSatisfying(
                        Json.Result.Malformed.class,
                        malformed -> assertThat(malformed.problem()).doesNotContain("secret"));
    }

    private static JsonNode read(String json) {
        return ((Json.Result.Value) Json.read(json)).node();
    }
}
