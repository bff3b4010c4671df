package dev.dragoman.payload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dragoman.stream.ServerSentEvent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UsageChunkFilterTest {
    private static final UsageChunkFilter HIDDEN = new UsageChunkFilter();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"choices\":[],\"usage\":{\"total_tokens\":7}}",
                "{\"id\": \"c\", \"usage\": {\"total_tokens\": 7}, \"choices\" : [ ]}"
            })
    void theChunkWithTheUsageIsKept(String data) {
        assertThat(HIDDEN.translate(ServerSentEvent.of(data))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[DONE]",
                "{\"choices\":[{\"delta\":{\"content\":\"a\"}}],\"usage\":null}",
                "{\"choices\":[{\"delta\":{\"content\":\"a\"}}],\"usage\":{\"total_tokens\":7}}",
                "{\"choices\":[],\"usage\":null}",
                "{\"choices\":[],\"prompt_filter_results\":[]}",
                "{\"choices\":[{\"delta\":{\"content\":\"\\\"choices\\\":[]\"}}],\"usage\":{}}",
                "{\"deep\":{\"choices\":[]},\"choices\":[1],\"usage\":{}}",
                "\"choices\":[] and no JSON",
                "{\"error\":{\"message\":\"no\"}}"
            })
    void everyOtherEventGoesByAsItCame(String data) {
        ServerSentEvent event = ServerSentEvent.of(data);

        assertThat(HIDDEN.translate(event)).containsExactly(event);
    }

    @Test
    void aCommentGoesBy() {
        ServerSentEvent comment = new ServerSentEvent(": still there", null, null);

        assertThat(HIDDEN.translate(comment)).containsExactly(comment);
    }
}
