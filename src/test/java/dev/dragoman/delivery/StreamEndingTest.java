package dev.dragoman.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dragoman.Given;
import dev.dragoman.event.Endpoint;
import dev.dragoman.json.Json;
import dev.dragoman.outcome.Problem;
import dev.dragoman.stream.ServerSentEvent;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StreamEndingTest {
    private static final ServerSentEvent DONE = ServerSentEvent.of("[DONE]");
    private static final ServerSentEvent COMPLETED = ServerSentEvent.of("response.completed", "{}");
    private static final HttpAnswer GOOD = HttpAnswer.ok("request-1", Given.response());
    private static final HttpAnswer BAD =
            HttpAnswer.problem("request-1", Problem.ofProvider(503, "upstream_broken", "It broke off."));

    @Test
    void aGoodStreamEndsAsTheProviderEndedIt() {
        assertThat(ending(Endpoint.CHAT, GOOD, DONE)).contains(DONE);
        assertThat(ending(Endpoint.RESPONSES, GOOD, COMPLETED)).contains(COMPLETED);
    }

    @Test
    void aBadChatStreamEndsWithAnErrorInItsData() {
        ServerSentEvent last = ending(Endpoint.CHAT, BAD, null).orElseThrow();

        assertThat(last.name()).isNull();
        assertThat(last.data()).isEqualTo(Json.text(BAD.body()));
    }

    @Test
    void aBadResponsesStreamEndsWithAnErrorEventThatCountsOn() {
        ServerSentEvent last = ending(Endpoint.RESPONSES, BAD, null).orElseThrow();

        assertThat(last.name()).isEqualTo("error");
        assertThat(Given.json(String.valueOf(last.data())))
                .isEqualTo(Given.json("{'type': 'error', 'sequence_number': 3, 'code': 'upstream_broken',"
                        + " 'message': 'It broke off.', 'param': null}"));
    }

    @ParameterizedTest
    @EnumSource(Endpoint.class)
    void noStreamThatWasJudgedBadEndsAsAGoodOne(Endpoint endpoint) {
        ServerSentEvent kept = endpoint == Endpoint.CHAT ? DONE : COMPLETED;

        assertThat(ending(endpoint, BAD, kept)).isPresent().isNotEqualTo(Optional.of(kept));
    }

    @Test
    void theProvidersOwnFailureIsPassedOn() {
        ServerSentEvent failed = ServerSentEvent.of("response.failed", "{}");

        assertThat(ending(Endpoint.RESPONSES, BAD, failed)).contains(failed);
    }

    private static Optional<ServerSentEvent> ending(
            Endpoint endpoint, HttpAnswer answer, @Nullable ServerSentEvent last) {
        return StreamEnding.of(endpoint, answer, last, 3);
    }
}
