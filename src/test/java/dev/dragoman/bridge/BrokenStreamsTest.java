package dev.dragoman.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dragoman.Given;
import dev.dragoman.event.Endpoint;
import dev.dragoman.json.Json;
import dev.dragoman.stream.EventTranslation;
import dev.dragoman.stream.ServerSentEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class BrokenStreamsTest {
    private static final String PIECE = "{'id': 'x', 'choices': [{'delta': {'content': 'Ahoy'}}]}";

    @Test
    void anErrorInTheMiddleOfACompletionIsAnErrorEvent() {
        List<ServerSentEvent> events = translated(
                Endpoint.RESPONSES,
                PIECE,
                "{'error': {'code': 400, 'message': 'outer', 'details': {'error':"
                        + " {'message': 'Too long.', 'code': 'context', 'param': 'messages'}}}}",
                "[DONE]");

        ServerSentEvent last = events.get(events.size() - 1);
        assertThat(last.text())
                .isEqualTo("event: error\ndata: {\"type\":\"error\",\"sequence_number\":5,\"code\":\"context\","
                        + "\"message\":\"Too long.\",\"param\":\"messages\"}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'type': 'error', 'code': 'overloaded', 'message': 'Later.', 'param': null}",
                "{'type': 'error', 'error': {'type': 'server_error', 'code': 'overloaded', 'message': 'Later.'}}",
                "{'type': 'response.failed', 'response': {'error': {'code': 'overloaded', 'message': 'Later.'}}}"
            })
    void aFailedResponseIsAnErrorAndNotDone(String event) {
        List<ServerSentEvent> events = translated(Endpoint.CHAT, event, "{'type': 'response.completed'}");

        assertThat(Golden.text(events))
                .isEqualTo("data: {\"error\":{\"message\":\"Later.\",\"type\":\"server_error\",\"param\":null,"
                        + "\"code\":\"overloaded\"}}\n\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'error': {'code': 'overloaded', 'message': 'Later.'}}",
                "{'type': 'error', 'code': 'overloaded', 'message': 'Later.'}",
                "{'code': 'overloaded', 'message': 'Later.'}"
            })
    void anErrorOfAChatIsFoundWhereTheTranscriptFindsIt(String data) {
        EventTranslation translation = EndpointAdapter.of(Endpoint.RESPONSES).events(Json.object());

        List<ServerSentEvent> events = translation.translate(ServerSentEvent.of("error", data.replace('\'', '"')));

        assertThat(events).singleElement().satisfies(event -> {
            assertThat(event.role()).isEqualTo(ServerSentEvent.Role.ERROR);
            assertThat(event.data()).contains("\"code\":\"overloaded\"").contains("Later.");
        });
    }

    @ParameterizedTest
    @EnumSource(value = Endpoint.class, names = "EMBEDDINGS", mode = EnumSource.Mode.EXCLUDE)
    void halfASurrogatePairStandsInTheStreamAsInTheTranscript(Endpoint asked) {
        List<ServerSentEvent> events = asked == Endpoint.RESPONSES
                ? translated(asked, "{'id': 'x', 'choices': [{'delta': {'content': 'Ahoy \\ud83d'}}]}")
                : translated(asked, "{'type': 'response.output_text.delta', 'delta': 'Ahoy \\ud83d'}");

        assertThat(Golden.text(events)).contains("Ahoy \uFFFD");
    }

    @Test
    void doneEndsACompletionWithBlanksToo() {
        List<ServerSentEvent> events = translated(Endpoint.RESPONSES, PIECE, "[DONE] ");

        assertThat(events.get(events.size() - 1).name()).isEqualTo("response.incomplete");
    }

    @Test
    void thinkingAmongThePartsOfAContentIsReasoning() {
        List<ServerSentEvent> events = translated(
                Endpoint.RESPONSES,
                "{'id': 'x', 'choices': [{'delta': {'content': [{'type': 'thinking', 'thinking':"
                        + " [{'type': 'text', 'text': 'H'}]}]}}]}",
                "{'id': 'x', 'choices': [{'delta': {'content': [{'type': 'thinking', 'thinking': 'm'},"
                        + " {'type': 'text', 'text': 'Ahoy'}]}}]}");

        assertThat(Golden.text(events))
                .contains("\"type\":\"reasoning_text\",\"text\":\"Hm\"")
                .contains("Ahoy");
    }

    @ParameterizedTest
    @EnumSource(value = Endpoint.class, names = "EMBEDDINGS", mode = EnumSource.Mode.EXCLUDE)
    void whatOnlyKeepsTheConnectionOpenBecomesAComment(Endpoint asked) {
        EventTranslation translation = EndpointAdapter.of(asked).events(Json.object());
        ServerSentEvent comment = new ServerSentEvent(": ping", null, null);

        assertThat(translation.translate(ServerSentEvent.of("keepalive", "{\"type\":\"keepalive\"}")))
                .containsExactly(comment);
        // By its data only: that it is one was made known before.
        assertThat(translation.translate(
                        ServerSentEvent.of("{\"type\":\"ping\"}").as(ServerSentEvent.Role.PING)))
                .containsExactly(comment);
    }

    @ParameterizedTest
    @EnumSource(value = Endpoint.class, names = "EMBEDDINGS", mode = EnumSource.Mode.EXCLUDE)
    void afterTheEndNothingIsKeptOpen(Endpoint asked) {
        EventTranslation translation = EndpointAdapter.of(asked).events(Json.object());
        translation.translate(ServerSentEvent.of("error", "{\"message\":\"No.\"}"));

        assertThat(translation.translate(ServerSentEvent.of("ping", "{}"))).isEmpty();
    }

    @Test
    void aStreamWithoutAnyChunkIsNoAnswer() {
        List<ServerSentEvent> events = translated(Endpoint.RESPONSES, "[DONE]");

        assertThat(events).extracting(ServerSentEvent::name).containsExactly("error");
    }

    @Test
    void aStreamWithoutAFinishReasonIsIncomplete() {
        List<ServerSentEvent> events = translated(Endpoint.RESPONSES, PIECE, "[DONE]");

        assertThat(events.get(events.size() - 1).name()).isEqualTo("response.incomplete");
    }

    @Test
    void aStreamThatBreaksOffHasNoLastEvent() {
        assertThat(translated(Endpoint.RESPONSES, PIECE)).noneMatch(ServerSentEvent::isTerminal);
    }

    @Test
    void textThatCameOnlyWholeIsNotLost() {
        List<ServerSentEvent> events =
                translated(Endpoint.CHAT, "{'type': 'response.output_text.done', 'text': 'Ahoy'}");

        assertThat(Golden.text(events)).contains("\"delta\":{\"content\":\"Ahoy\"}");
    }

    @ParameterizedTest
    @EnumSource(value = Endpoint.class, names = "EMBEDDINGS", mode = EnumSource.Mode.EXCLUDE)
    void whatIsNotUnderstoodIsLeftOut(Endpoint asked) {
        assertThat(translated(asked, "no JSON", "7")).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(value = Endpoint.class, names = "EMBEDDINGS", mode = EnumSource.Mode.EXCLUDE)
    void commentsPass(Endpoint asked) {
        ServerSentEvent comment = new ServerSentEvent(": keep-alive", null, null);

        assertThat(EndpointAdapter.of(asked).events(Given.json("{}")).translate(comment))
                .containsExactly(comment);
    }

    private static List<ServerSentEvent> translated(Endpoint asked, String... data) {
        EventTranslation translation = EndpointAdapter.of(asked).events(Json.object());
        List<ServerSentEvent> translated = new ArrayList<>();
        Stream.of(data)
                .map(text -> ServerSentEvent.of(text.replace('\'', '"')))
                .forEach(event -> translated.addAll(translation.translate(event)));
        return translated;
    }
}
