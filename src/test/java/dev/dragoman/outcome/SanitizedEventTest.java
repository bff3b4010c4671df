package dev.dragoman.outcome;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dragoman.stream.ServerSentEvent;
import org.junit.jupiter.api.Test;

class SanitizedEventTest {
    @Test
    void aKeyInTheProvidersMessageIsMaskedAndTheRestStays() {
        ServerSentEvent error = ServerSentEvent.of(
                "error", "{\"type\":\"error\",\"code\":\"c\",\"message\":\"no\\nsk-1234567890\",\"n\":0.10}");

        assertThat(SanitizedEvent.of(error))
                .isEqualTo(ServerSentEvent.of(
                        "error", "{\"type\":\"error\",\"code\":\"c\",\"message\":\"no\\n***\",\"n\":0.10}"));
    }

    @Test
    void whoReadsAnEventAfterwardsHasItAsItCame() {
        ServerSentEvent error = ServerSentEvent.of("error", "{\"error\":\"sk-1234567890\"}");

        assertThat(SanitizedEvent.of(error).data()).isEqualTo("{\"error\":\"***\"}");

        assertThat(String.valueOf(error.json())).contains("sk-1234567890");
    }

    @Test
    void whatTheModelWroteStaysAsItIs() {
        ServerSentEvent piece = ServerSentEvent.of("{\"message\":\"sk-1234567890\"}");

        assertThat(SanitizedEvent.of(piece)).isSameAs(piece);
    }
}
