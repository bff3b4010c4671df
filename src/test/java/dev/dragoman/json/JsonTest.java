package dev.dragoman.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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
                "\"Grüße \uD83D\uDE00\""
            })
    void whatWasReadIsWrittenAsItCame(String json) {
        assertThat(Json.text(read(json)).replace("1E+400", "1e400")).isEqualTo(json);
        assertThat(Json.size(read(json))).isEqualTo(Json.bytes(read(json)).length);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"n\":1}", "[\"\uFEFF\"]", " 7"})
    void aByteOrderMarkBeforeTheJsonIsSkipped(String json) {
        byte[] marked = ("\uFEFF" + json).getBytes(StandardCharsets.UTF_8);

        assertThat(Json.read(marked)).isEqualTo(Json.read(json));
        assertThat(Json.read("\uFEFF" + json)).isEqualTo(Json.read(json));
        assertThat(Json.readLenient(marked)).isEqualTo(Json.readLenient(json));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "false",
                "0",
                "0.00",
                "-0",
                "0e99",
                "\"\"",
                "\" \\n\"",
                "[]",
                "{}",
                "[null,{}]",
                "{\"code\":null,\"message\":\"\",\"details\":{\"error\":[]}}"
            })
    void someValuesSayNothing(String json) {
        assertThat(Json.saysNothing(node(json))).isTrue();
        assertThat(Json.saysNothing(Json.object().path("missing"))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"true", "1", "-0.1", "\"0\"", "\"no\"", "[false,1]", "{\"code\":null,\"message\":\"no\"}"})
    void othersSaySomething(String json) {
        assertThat(Json.saysNothing(node(json))).isFalse();
    }

    private static JsonNode node(String json) {
        return ((Json.Result.Value) Json.read(json)).node();
    }

    @Test
    void twoByteOrderMarksOrOneAloneAreNoJson() {
        assertThat(Json.read("\uFEFF\uFEFF{}")).isInstanceOf(Json.Result.NotJson.class);
        assertThat(Json.read("\uFEFF")).isEqualTo(new Json.Result.NotJson("is empty"));
    }

    @Test
    void halfACharacterIsWrittenAsAnEscape() {
        JsonNode halved = Json.object().put("text", "a\uD83D").put("\uDE00", 1);

        assertThat(Json.text(halved)).isEqualTo("{\"text\":\"a\\uD83D\",\"\\uDE00\":1}");
        assertThat(new String(Json.pretty(halved), StandardCharsets.UTF_8)).contains("\"a\\uD83D\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"\\ud83d\"",
                "\"\\uD83D!\"",
                "\"\\ude00\\ud83d\"",
                "[[{\"a\":\"\\uD83D\\u0041\"}]]",
                "{\"\\ud83d\":1}",
                "\"\uD83D\""
            })
    @Tag("F069")
    void halfACharacterIsRefused(String json) {
        assertThat(Json.read(json)).isEqualTo(new Json.Result.NotJson("has half of a surrogate pair"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"\\ud83d\\uDE00\"", "\"\uD83D\uDE00\"", "\"\\\\ud83d\"", "\"\\ud7ff\\uD000\""})
    void wholeCharactersAreRead(String json) {
        assertThat(Json.read(json)).isInstanceOf(Json.Result.Value.class);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "{\"a\":1,\"b\":2,\"a\":3} | {\"a\":3,\"b\":2}",
                "[\"x\\ud83dy\",{\"\\ude00\":\"\\ud83d\\ude00\"}] | [\"x\uFFFDy\",{\"\uFFFD\":\"\uD83D\uDE00\"}]",
                "{\"\\ude00\":1,\"\\ude01\":2} | {\"\uFFFD\":2}",
                "\"\\ud83d\\ud83d\" | \"\uFFFD\uFFFD\"",
                "{\"a\":NaN,\"b\":[1,-Infinity],\"c\":\"NaN\"} | {\"a\":null,\"b\":[1,null],\"c\":\"NaN\"}",
                "NaN | null"
            },
            delimiter = '|')
    void whatWasPaidForIsMadeTheBestOf(String json, String read) {
        assertThat(lenient(Json.readLenient(json))).isEqualTo(read);
    }

    @Test
    void bytesThatWerePaidForAreMadeTheBestOf() {
        byte[] broken = {'"', 'a', (byte) 0xC3, '"'};

        assertThat(lenient(Json.readLenient(broken))).isEqualTo("\"a\uFFFD\"");
    }

    @Test
    void halfACharacterThatIsNotEscapedIsReplacedToo() {
        assertThat(lenient(Json.readLenient("\"\uD83D\""))).isEqualTo("\"\uFFFD\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "{}{}", "Nan", "[1,]", "01", "[1e99999999999]"})
    void whatIsNoJsonIsMalformedWhoeverSendsIt(String text) {
        assertThat(Json.readLenient(text)).isInstanceOf(Json.Result.NotJson.class);
    }

    @Test
    void nestingHasALimitWhoeverSendsIt() {
        assertThat(Json.readLenient("[".repeat(Json.MAX_NESTING + 1) + "]".repeat(Json.MAX_NESTING + 1)))
                .isInstanceOf(Json.Result.NotJson.class);
    }

    private static String lenient(Json.Result result) {
        return Json.text(((Json.Result.Value) result).node());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "{", "{}{}", "{\"a\":1,\"a\":2}", "NaN", "{'a':1}", "[1,]", "01", "1e99999999999"})
    @Tag("F069")
    void whatIsNoJsonIsMalformed(String text) {
        assertThat(Json.read(text)).isInstanceOf(Json.Result.NotJson.class);
    }

    @Test
    @Tag("F069")
    void nestingHasALimit() {
        int deepest = Json.MAX_NESTING;

        assertThat(Json.read("[".repeat(deepest) + "]".repeat(deepest))).isInstanceOf(Json.Result.Value.class);
        assertThat(Json.read("[".repeat(deepest + 1) + "]".repeat(deepest + 1)))
                .isInstanceOf(Json.Result.NotJson.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{},", "1,", "[],", "{\"a\":1},", "\"\","})
    @Tag("F069")
    void moreValuesThanTheMemoryIsForAreNotRead(String value) {
        String json = "[" + value.repeat(Json.MAX_TOKENS) + "0]";

        assertThat(Json.read(json))
                .isEqualTo(new Json.Result.NotJson("has more than 1,000,000 names, values, objects and arrays"));
    }

    @Test
    void anAnswerMayHaveMoreOfThemButNotAnyNumber() {
        assertThat(Json.readLenient("[" + "1,".repeat(Json.MAX_TOKENS) + "0]")).isInstanceOf(Json.Result.Value.class);
        assertThat(Json.readLenient("[" + "1,".repeat(Json.MAX_PAID_TOKENS) + "0]"))
                .isInstanceOf(Json.Result.NotJson.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"a\":1,\"a\":2} | has a key twice (line 1, column 11)",
                "{\"a\":1,}       | is not valid JSON (line 1, column 8)"
            })
    void whatIsWrongIsSaid(String json, String problem) {
        assertThat(Json.read(json)).isEqualTo(new Json.Result.NotJson(problem));
    }

    @Test
    void whatIsTooDeepOrTooLongIsSaidToBeThat() {
        assertThat(Json.read("[".repeat(Json.MAX_NESTING + 1) + "]".repeat(Json.MAX_NESTING + 1)))
                .isEqualTo(new Json.Result.NotJson("is nested deeper than 500"));
        assertThat(Json.read("[" + "1".repeat(2_000) + "]"))
                .isEqualTo(new Json.Result.NotJson("has a name or a number that is too long"));
    }

    @Test
    void aMalformedTextIsNotRepeated() {
        assertThat(Json.read("{\"key\": secret}"))
                .isInstanceOfSatisfying(
                        Json.Result.NotJson.class,
                        malformed -> assertThat(malformed.problem()).doesNotContain("secret"));
    }

    private static JsonNode read(String json) {
        return ((Json.Result.Value) Json.read(json)).node();
    }
}
