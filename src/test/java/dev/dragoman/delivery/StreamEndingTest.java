package dev.dragoman.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.dragoman.Given;
import dev.dragoman.event.Endpoint;
import dev.dragoman.json.Json;
import dev.dragoman.outcome.Problem;
import dev.dragoman.stream.ServerSentEvent;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class StreamEndingTest {
    private static final ServerSentEvent DONE = ServerSentEvent.of("[DONE]");
    private static final ServerSentEvent COMPLETED = ServerSentEvent.of("response.completed", "{}");
    private static final HttpAnswer GOOD = HttpAnswer.ok("request-1", Given.response());
    private static final HttpAnswer BAD =
            HttpAnswer.problem("request-1", Problem.ofProvider(503, "upstream_broken", "It broke off."));

    @ParameterizedTest
    @EnumSource(value = Endpoint.class, names = "EMBEDDINGS", mode = EnumSource.Mode.EXCLUDE)
    void aGoodStreamEndsAsTheProviderEndedIt(Endpoint endpoint) {
        ServerSentEvent last = endpoint == Endpoint.CHAT ? DONE : COMPLETED;
        StreamEnding ending = new StreamEnding(endpoint);

        assertThat(ending.next(last)).isNull();
        assertThat(ending.events(GOOD)).containsExactly(last);
        assertThat(ending.isBroken(GOOD)).isFalse();
    }

    @Test
    void aBadChatStreamEndsWithAnErrorInItsData() {
        StreamEnding ending = new StreamEnding(Endpoint.CHAT);

        assertThat(ending.events(BAD)).containsExactly(ServerSentEvent.of(Json.text(BAD.body())));
        assertThat(ending.isBroken(BAD)).isTrue();
    }

    @Test
    void aBadResponsesStreamEndsWithAnErrorAndAFailedResponseThatCountOn() {
        StreamEnding ending = new StreamEnding(Endpoint.RESPONSES);
        ending.next(ServerSentEvent.of(
                "response.created", "{\"response\":{\"id\":\"resp_1\",\"model\":\"m\",\"status\":\"in_progress\"}}"));
        ending.next(new ServerSentEvent(": a comment does not count", null, null));
        ending.next(ServerSentEvent.of("response.in_progress", "{}"));

        List<ServerSentEvent> events = ending.events(BAD);

        assertThat(events).extracting(ServerSentEvent::name).containsExactly("error", "response.failed");
        assertThat(json(events.get(0)))
                .isEqualTo(Given.json("{'type': 'error', 'sequence_number': 2, 'code': 'upstream_broken',"
                        + " 'message': 'It broke off.', 'param': null}"));
        assertThat(json(events.get(1)))
                .isEqualTo(Given.json("{'type': 'response.failed', 'sequence_number': 3, 'response': {'id': 'resp_1',"
                        + " 'object': 'response', 'model': 'm', 'status': 'failed', 'output': [],"
                        + " 'error': {'code': 'upstream_broken', 'message': 'It broke off.'}}}"));
        assertThat(ending.isBroken(BAD)).isTrue();
    }

    @Test
    void aResponseThatNoEventNamedFailsToo() {
        StreamEnding ending = new StreamEnding(Endpoint.RESPONSES);
        ending.next(ServerSentEvent.of("response.new_thing", "no JSON"));

        assertThat(json(ending.events(BAD).get(1)).path("response"))
                .isEqualTo(Given.json("{'object': 'response', 'output': [], 'status': 'failed',"
                        + " 'error': {'code': 'upstream_broken', 'message': 'It broke off.'}}"));
    }

    @ParameterizedTest
    @EnumSource(value = Endpoint.class, names = "EMBEDDINGS", mode = EnumSource.Mode.EXCLUDE)
    void noStreamThatWasJudgedBadEndsAsAGoodOne(Endpoint endpoint) {
        ServerSentEvent kept = endpoint == Endpoint.CHAT ? DONE : COMPLETED;
        StreamEnding ending = new StreamEnding(endpoint);
        ending.next(kept);

        assertThat(ending.events(BAD)).isNotEmpty().doesNotContain(kept);
        assertThat(ending.isBroken(BAD)).isTrue();
    }

    @Test
    void theProvidersOwnFailedResponseEndsTheStream() {
        ServerSentEvent failed = ServerSentEvent.of("response.failed", "{}");
        StreamEnding ending = new StreamEnding(Endpoint.RESPONSES);
        ending.next(failed);

        assertThat(ending.events(BAD)).containsExactly(failed);
        assertThat(ending.isBroken(BAD)).isFalse();
    }

    @Test
    void anErrorAndAFailedResponseOfTheProviderBothPass() {
        ServerSentEvent error = ServerSentEvent.of("error", "{\"type\":\"error\",\"code\":\"c\",\"message\":\"m\"}");
        ServerSentEvent failed = ServerSentEvent.of("response.failed", "{}");
        StreamEnding ending = new StreamEnding(Endpoint.RESPONSES);

        assertThat(ending.next(error)).isEqualTo(error);
        assertThat(ending.next(failed)).isNull();
        assertThat(ending.events(BAD)).containsExactly(failed);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'type': 'error', 'code': 'context_length_exceeded', 'message': 'Too long.', 'param': 'input'}",
                "{'type': 'error', 'error': {'code': 'context_length_exceeded', 'message': 'Too long.'}}",
                "{'type': 'error', 'error': {'type': 'context_length_exceeded', 'code': null, 'message': 'Too long.'}}"
            })
    void anErrorOfTheProviderWithoutAFailedResponseGetsOneWithItsWords(String error) {
        StreamEnding ending = new StreamEnding(Endpoint.RESPONSES);
        ending.next(ServerSentEvent.of("error", error.replace('\'', '"')));

        List<ServerSentEvent> events = ending.events(BAD);

        assertThat(events).extracting(ServerSentEvent::name).containsExactly("response.failed");
        assertThat(json(events.get(0)).at("/response/error"))
                .isEqualTo(Given.json("{'code': 'context_length_exceeded', 'message': 'Too long.'}"));
        assertThat(ending.isBroken(BAD)).isTrue();
    }

    @Test
    void theProvidersErrorEndsAChatInItsOwnWords() {
        ServerSentEvent error = ServerSentEvent.of("{\"error\":{\"message\":\"m\",\"type\":\"t\",\"extra\":1.0}}")
                .as(ServerSentEvent.Role.LAST_ERROR);
        StreamEnding ending = new StreamEnding(Endpoint.CHAT);

        assertThat(ending.next(error)).isNull();
        assertThat(ending.events(BAD)).containsExactly(error);
        assertThat(ending.isBroken(BAD)).isTrue();
    }

    private static JsonNode json(ServerSentEvent event) {
        return Given.json(String.valueOf(event.data()));
    }
}
