package dev.dragoman.budget;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.json.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CallBoundTest {
    private static CallBound bound(String json) {
        return CallBound.of(body(json), -1);
    }

    private static ObjectNode body(String json) {
        return Json.read(json).object().orElseThrow();
    }

    @Test
    void aTokenIsAtLeastAByte() {
        CallBound bound = bound("{\"messages\": [{\"role\": \"user\", \"content\": \"%s\"}], \"max_tokens\": 7}"
                .formatted("ü".repeat(1_000)));

        assertThat(bound.input()).isBetween(2_000L, 3_000L);
        assertThat(bound.output()).isEqualTo(7);
        assertThat(bound.counted()).isZero();
    }

    @Test
    void eachAnswerIsPaidFor() {
        assertThat(bound("{\"max_completion_tokens\": 10, \"n\": 3}").output()).isEqualTo(30);
        assertThat(bound("{\"max_output_tokens\": 10, \"max_tokens\": 11, \"n\": 0}")
                        .output())
                .isEqualTo(11);
        assertThat(bound("{\"max_tokens\": 100000000000000000000000}").output()).isEqualTo(1_000_000_000);
    }

    @Test
    void whatIsNoNumberIsNoLimit() {
        assertThat(CallBound.outputLimit(body("{\"max_tokens\": \"10\", \"max_completion_tokens\": null}")))
                .isEmpty();
        assertThat(CallBound.outputLimit(body("{\"max_tokens\": 10.5}"))).isEmpty();
    }

    @Test
    void anImageCountsAsOneHoweverItIsSent() {
        String data = "data:image/png;base64," + "A".repeat(3_000_000);
        for (String part : new String[] {
            "{\"type\": \"image_url\", \"image_url\": {\"url\": \"%s\"}}".formatted(data),
            "{\"type\": \"input_image\", \"image_url\": \"%s\"}".formatted(data),
            "{\"type\": \"input_image\", \"image_url\": \"https://a.example/b.png\"}",
            "{\"type\": \"input_image\", \"file_id\": \"f\"}"
        }) {
            CallBound bound = bound("{\"input\": [{\"content\": [%s]}]}".formatted(part));

            assertThat(bound.counted()).as(part.substring(0, 30)).isPositive();
            assertThat(bound.input()).isBetween(CallBound.IMAGE, CallBound.IMAGE + CallBound.CONTEXT + 2_000);
        }
    }

    @Test
    void aFileCountsByItsBytesAndNeverBeyondTheContext() {
        String file =
                "{\"input\": [{\"content\": [{\"type\": \"input_file\", \"file_data\": \"data:application/pdf;base64,%s\"}]}]}";

        long small = bound(file.formatted("A".repeat(4_000))).input();
        long large = bound(file.formatted("A".repeat(4_000_000))).input();

        assertThat(small).isBetween(100_000L, 130_000L);
        assertThat(large).isBetween(CallBound.CONTEXT, CallBound.CONTEXT + 1_000);
        String byUrl =
                "{\"input\": [{\"content\": [{\"type\": \"input_file\", \"file_url\": \"https://a.example/b\"}]}]}";
        assertThat(bound(byUrl).input()).isGreaterThan(CallBound.CONTEXT);
        assertThat(CallBound.of(body(byUrl), 1_000).input()).isLessThan(CallBound.CONTEXT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"previous_response_id\": \"r\"}",
                "{\"conversation\": \"c\"}",
                "{\"prompt\": {\"id\": \"p\"}}",
                "{\"input\": [{\"type\": \"item_reference\", \"id\": \"i\"}]}",
                "{\"messages\": [{\"content\": [{\"type\": \"file\", \"file\": {\"file_id\": \"f\"}}]}]}"
            })
    void whatTheProviderAddsIsBoundedByTheContext(String json) {
        assertThat(bound(json).input()).isGreaterThanOrEqualTo(CallBound.CONTEXT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"tools\": [{\"type\": \"function\"}, {\"type\": \"web_search\"}]}",
                "{\"tools\": [{\"type\": \"code_interpreter\"}]}",
                "{\"tools\": [{\"type\": \"mcp\"}]}",
                "{\"web_search_options\": {}}"
            })
    void whatTheProviderDoesAsOftenAsItLikesHasNoBound(String json) {
        assertThat(CallBound.unbounded(body(json))).isPresent();
    }

    @Test
    void whatTheCallerRunsHasOne() {
        assertThat(CallBound.unbounded(body("{\"tools\": [{\"type\": \"function\"}, {\"type\": \"custom\"}]}")))
                .isEmpty();
        assertThat(CallBound.unbounded(body("{\"tools\": null}"))).isEmpty();
    }
}
