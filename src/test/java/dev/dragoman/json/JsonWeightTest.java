package dev.dragoman.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonWeightTest {
    @ParameterizedTest
    @Tag("F069")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {"{} | 2", "[1,2,3] | 4", "{\"a\":{},\"b\":[]} | 7", "\"a,b:c{d[e\" | 1", "\"\\\",,,\\\\\",[ | 3"})
    void eachValueAndEachNameCounts(String json, long values) {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);

        JsonWeight weight = JsonWeight.of(bytes);

        assertThat(weight.values()).isEqualTo(values);
        assertThat(weight.bytes()).isEqualTo(bytes.length + (values - 1) * JsonWeight.OF_A_VALUE);
    }

    @Test
    void itDoesNotMatterWhereTheTextIsCut() {
        byte[] json = "{\"a,\\\"b\":[1,{},\"\\\\\"]}".getBytes(StandardCharsets.UTF_8);
        JsonWeight inParts = new JsonWeight();
        for (byte part : json) {
            inParts.add(new byte[] {part}, 1);
        }

        assertThat(inParts.bytes()).isEqualTo(JsonWeight.of(json).bytes());
        assertThat(inParts.values()).isEqualTo(7);
    }

    @Test
    void aTreeOfManySmallNodesWeighsMoreThanALongText() {
        String many = "[" + "{},".repeat(999) + "{}]";
        String text = "\"" + "x".repeat(many.length()) + "\"";

        assertThat(heap(many)).isGreaterThan(80_000);
        assertThat(heap(text)).isLessThan(7_000);
    }

    private static long heap(String json) {
        return JsonWeight.heap(((Json.Result.Value) Json.read(json)).node());
    }
}
