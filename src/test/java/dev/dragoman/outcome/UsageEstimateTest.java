package dev.dragoman.outcome;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dragoman.Given;
import org.junit.jupiter.api.Test;

class UsageEstimateTest {
    @Test
    void fourCharactersAreATokenAndABegunOneCounts() {
        assertThat(UsageEstimate.usage(Given.json("{'input': '12345'}"), 8))
                .isEqualTo(Given.json("{'input_tokens': 2, 'output_tokens': 2, 'estimated': true}")
                        .put("input_tokens", 2L)
                        .put("output_tokens", 2L));
    }

    @Test
    void picturesAndFilesAreNotCounted() {
        String body = "{'input': [{'content': [{'file_data': 'data:application/pdf;base64,AAAA'},"
                + " {'image_url': {'url': 'https://example.com/a-long-address.png'}}, {'text': '1234'}]}]}";

        assertThat(UsageEstimate.usage(Given.json(body), 0).path("input_tokens").longValue())
                .isEqualTo(1);
    }
}
