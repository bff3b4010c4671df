package dev.dragoman.budget;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.json.Json;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CallBoundTest {
    private static final long CONTEXT = CallBound.LARGEST_CONTEXT;

    private static CallBound bound(String json) {
        return CallBound.of(body(json), 10, OptionalInt.empty(), -1);
    }

    private static ObjectNode body(String json) {
        return Json.read(json).object().orElseThrow();
    }

    private static String message(String part) {
        return "{\"messages\": [{\"role\": \"user\", \"content\": [%s]}]}".formatted(part);
    }

    private static String turn(String part) {
        return "{\"input\": [{\"role\": \"user\", \"content\": [%s]}]}".formatted(part);
    }

    @Test
    void aTokenIsAtLeastAByte() {
        CallBound bound =
                bound("{\"messages\": [{\"role\": \"user\", \"content\": \"%s\"}]}".formatted("\u00fc".repeat(1_000)));

        assertThat(bound.input()).isBetween(2_000L, 3_000L);
        assertThat(bound.counted()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{\"n\": 3}", "{\"n\": 3.0}", "{\"n\": 2.1}", "{\"best_of\": 3}", "{\"n\": 1, \"best_of\": 3}"})
    void eachAnswerIsPaidFor(String json) {
        assertThat(bound(json).output()).isEqualTo(30);
    }

    @Test
    void oneAnswerIsPaidForAtLeast() {
        assertThat(bound("{}").output()).isEqualTo(10);
        assertThat(bound("{\"n\": null}").output()).isEqualTo(10);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"n\": 0}",
                "{\"n\": -1}",
                "{\"n\": \"3\"}",
                "{\"n\": [3]}",
                "{\"n\": true}",
                "{\"n\": 0.5}",
                "{\"best_of\": \"3\"}"
            })
    void aNumberOfAnswersThatIsNoneHasNoBound(String json) {
        assertThat(CallBound.unbounded(body(json))).isPresent();
    }

    @Test
    void hugeNumbersDontOverflow() {
        CallBound huge = CallBound.of(body("{\"n\": 1e400}"), 1_000_000_000, OptionalInt.empty(), -1);

        assertThat(huge.output()).isEqualTo(1_000_000_000_000_000_000L);
    }

    @Test
    void whatWasPredictedMayBePaidForWithEachAnswer() {
        assertThat(bound("{\"n\": 2, \"prediction\": {\"content\": \"%s\"}}".formatted("x".repeat(1_000)))
                        .output())
                .isBetween(2_000L, 2_200L);
    }

    @Test
    void anImageCountsAsOneHoweverItIsSent() {
        String data = "data:image/png;base64," + "A".repeat(3_000_000);
        for (String body : new String[] {
            message("{\"type\": \"image_url\", \"image_url\": {\"url\": \"%s\"}}".formatted(data)),
            turn("{\"type\": \"input_image\", \"image_url\": \"%s\"}".formatted(data)),
            turn("{\"type\": \"input_image\", \"image_url\": \"https://a.example/b.png\"}"),
            turn("{\"type\": \"input_image\", \"file_id\": \"f\"}"),
            "{\"input\": [{\"type\": \"computer_call_output\", \"output\": {\"type\": \"computer_screenshot\", \"image_url\": \"%s\"}}]}"
                    .formatted(data)
        }) {
            CallBound bound = bound(body);

            assertThat(bound.counted()).as(body.substring(0, 60)).isOne();
            assertThat(bound.input()).as(body.substring(0, 60)).isBetween(CallBound.IMAGE, CallBound.IMAGE + 2_000);
        }
    }

    /** A schema is read as text, whatever its words are. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"tools\": [{\"type\": \"function\", \"parameters\": {\"content\": [{\"image_url\": \"data:%s\"}]}}]}",
                "{\"text\": {\"format\": {\"schema\": {\"image_url\": \"data:%s\"}}}}",
                "{\"instructions\": \"data:%s\"}",
                "{\"input\": [{\"type\": \"mcp_list_tools\", \"tools\": [{\"input_schema\": {\"file_data\": \"data:%s\"}}]}]}"
            })
    void whatOnlyLooksLikeAnAttachmentIsText(String json) {
        assertThat(bound(json.formatted("x".repeat(500_000))).input()).isGreaterThan(500_000);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"type\": \"input_file\", \"file_data\": \"data:application/pdf;base64,AAAA\"}",
                "{\"type\": \"input_file\", \"file_url\": \"https://a.example/b\"}",
                "{\"type\": \"input_file\", \"file_id\": \"f\"}",
                "{\"type\": \"file\", \"file\": {\"file_id\": \"f\"}}",
                "{\"type\": \"file\", \"file\": {\"file_data\": \"data:application/pdf;base64,AAAA\"}}"
            })
    void aFileOfAFewBytesMayFillTheContext(String part) {
        for (String body : new String[] {turn(part), message(part)}) {
            assertThat(bound(body).input()).isBetween(CONTEXT, CONTEXT + 2_000);
            assertThat(bound(body).counted()).isPositive();
            assertThat(CallBound.of(body(body), 10, OptionalInt.of(1_000), -1).input())
                    .isEqualTo(1_000);
        }
    }

    @Test
    void theContextOfAModelBoundsWhatItReads() {
        ObjectNode body = body("{\"input\": \"%s\"}".formatted("x".repeat(5_000)));

        assertThat(CallBound.of(body, 10, OptionalInt.of(4_000), -1).input()).isEqualTo(4_000);
        assertThat(CallBound.of(body, 10, OptionalInt.of(8_000), -1).input()).isBetween(5_000L, 6_000L);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"previous_response_id\": \"r\"}",
                "{\"conversation\": \"c\"}",
                "{\"input\": [{\"type\": \"item_reference\", \"id\": \"i\"}]}",
                "{\"input\": [{\"id\": \"i\"}]}",
                "{\"input\": [{\"type\": \"reasoning\", \"id\": \"rs_1\", \"summary\": []}]}",
                "{\"input\": [{\"type\": \"image_generation_call\", \"id\": \"ig_1\"}]}"
            })
    void whatTheProviderAddsIsBoundedByTheContext(String json) {
        assertThat(bound(json).input()).isGreaterThanOrEqualTo(CONTEXT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"input\": [{\"type\": \"message\", \"id\": \"m\", \"role\": \"assistant\", \"content\": []}]}",
                "{\"input\": [{\"type\": \"function_call\", \"id\": \"f\", \"name\": \"g\", \"arguments\": \"{}\"}]}",
                "{\"input\": [{\"type\": \"reasoning\", \"id\": \"r\", \"encrypted_content\": \"abc\"}]}",
                "{\"messages\": [{\"id\": \"m\", \"role\": \"assistant\", \"content\": null}]}"
            })
    void whatIsAllThereIsBoundedByItsBytes(String json) {
        assertThat(bound(json).input()).isLessThan(1_000);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"tools\": [{\"type\": \"function\"}, {\"type\": \"web_search\"}]}",
                "{\"tools\": [{\"type\": \"code_interpreter\"}]}",
                "{\"tools\": [{\"type\": \"mcp\"}]}",
                "{\"tools\": [{\"type\": null}]}",
                "{\"web_search_options\": {\"search_context_size\": \"high\"}}",
                "{\"web_search_options\": {}}",
                "{\"search_parameters\": {}}",
                "{\"search_parameters\": {\"mode\": \"on\"}}",
                "{\"enable_search\": true}",
                "{\"plugins\": [{\"id\": \"web\"}]}",
                "{\"models\": [\"acme/dearer\"]}",
                "{\"prompt\": {\"id\": \"pmpt_1\"}}",
                "{\"service_tier\": \"priority\"}",
                "{\"service_tier\": 1}",
                "{\"modalities\": [\"text\", \"audio\"]}",
                "{\"audio\": {\"voice\": \"alloy\"}}",
                "{\"messages\": [{\"content\": [{\"type\": \"input_audio\", \"input_audio\": {\"data\": \"AAAA\"}}]}]}",
                "{\"messages\": [{\"role\": \"assistant\", \"audio\": {\"id\": \"audio_1\"}}]}",
                "{\"messages\": [{\"content\": [{\"type\": \"video_url\", \"video_url\": {\"url\": \"https://a.example/v\"}}]}]}"
            })
    void whatHasAnotherPriceOrHasTheProviderWorkAsOftenAsItLikesHasNoBound(String json) {
        assertThat(CallBound.unbounded(body(json))).isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"tools\": [{\"type\": \"function\"}, {\"type\": \"custom\"}]}",
                "{\"tools\": null, \"prompt\": null, \"plugins\": [], \"audio\": null, \"n\": null}",
                "{\"enable_search\": false, \"models\": [], \"web_search_options\": null}",
                "{\"service_tier\": \"auto\", \"modalities\": [\"text\"], \"reasoning\": {\"effort\": \"high\"}}",
                "{\"service_tier\": \"flex\", \"prompt_cache_key\": \"k\", \"store\": true}",
                "{\"messages\": [{\"role\": \"assistant\", \"content\": \"audio\", \"audio\": null}]}"
            })
    void whatIsPaidForByTheTokenHasOne(String json) {
        assertThat(CallBound.unbounded(body(json))).isEmpty();
    }
}
