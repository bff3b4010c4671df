package dev.dragoman.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventReaderTest {
    private static final int MAX = 1_000_000;

    @ParameterizedTest
    @MethodSource
    @Tag("F023")
    void everyFormOfAnEventIsRead(String stream, List<ServerSentEvent> events) {
        assertThat(readAll(stream)).isEqualTo(events);
    }

    @Tag("F023")
    static List<Arguments> everyFormOfAnEventIsRead() {
        return List.of(
                reads("data: a\n\n", event("data: a", null, "a")),
                reads("data: a\r\n\r\n", event("data: a", null, "a")),
                reads("data: a\r\r", event("data: a", null, "a")),
                reads("data: a\r\n\rdata: b\n\r\n", event("data: a", null, "a"), event("data: b", null, "b")),
                reads("\uFEFFdata: a\n\n", event("data: a", null, "a")),
                reads("\uFEFF\n\ndata: a\n\n", event("data: a", null, "a")),
                reads("\uFEFF\uFEFFdata: a\n\n", event("\uFEFFdata: a", null, null)),
                reads("data: a\n\n\uFEFFdata: b\n\n", event("data: a", null, "a"), event("\uFEFFdata: b", null, null)),
                reads("\n\r\n\r\r\ndata: a\n\n\n\n", event("data: a", null, "a")),
                reads(": open\n\n", event(": open", null, null)),
                reads(":\ndata: a\n:x\n\n", event(":\ndata: a\n:x", null, "a")),
                reads("data: a\ndata: b\ndata: c\n\n", event("data: a\ndata: b\ndata: c", null, "a\nb\nc")),
                reads("data\n\n", event("data", null, "")),
                reads("data:\n\n", event("data:", null, "")),
                reads("data: \n\n", event("data: ", null, "")),
                reads("data\ndata\n\n", event("data\ndata", null, "\n")),
                reads("data:a\n\n", event("data:a", null, "a")),
                reads("data:  a \n\n", event("data:  a ", null, " a ")),
                reads("data: a:b\n\n", event("data: a:b", null, "a:b")),
                reads("event: x\ndata: a\n\n", event("event: x\ndata: a", "x", "a")),
                reads("data: a\nevent:x\nevent: y\n\n", event("data: a\nevent:x\nevent: y", "y", "a")),
                reads("event: x\nevent\ndata: a\n\n", event("event: x\nevent\ndata: a", null, "a")),
                reads("event: \ndata: a\n\n", event("event: \ndata: a", null, "a")),
                reads("event: x\n\n", event("event: x", "x", null)),
                reads("id: 1\nretry: 2\nother: 3\n\n", event("id: 1\nretry: 2\nother: 3", null, null)),
                reads("database: a\nDATA: b\n data: c\n\n", event("database: a\nDATA: b\n data: c", null, null)),
                reads("data: Grüße \uD83D\uDE00\n\n", event("data: Grüße \uD83D\uDE00", null, "Grüße \uD83D\uDE00")),
                reads(
                        "data: a\u0000\u2028\u0085b\n\n",
                        event("data: a\u0000\u2028\u0085b", null, "a\u0000\u2028\u0085b")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"data: a\n", "data: a\r", "data: a\r\n", "data: a\n\n"})
    void aForgottenBlankLineAtTheEndIsForgiven(String stream) {
        assertThat(readAll(stream)).containsExactly(event("data: a", null, "a"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "data: a", "\uFEFF", "event: response.completed\ndata: {\"type", ":"})
    void anEventThatWasCutOffWithinALineIsNone(String stream) {
        assertThat(readAll(stream)).isEmpty();
    }

    @Test
    void bytesThatAreNotUtf8AreReplaced() {
        byte[] stream = {'d', 'a', 't', 'a', ':', (byte) 0xF0, (byte) 0x9F, '\n', '\n'};

        assertThat(new EventReader(MAX).read(stream)).containsExactly(event("data:\uFFFD", null, "\uFFFD"));
    }

    @Test
    void anEventIsThereWithTheCarriageReturnThatEndsIt() {
        EventReader reader = new EventReader(MAX);

        assertThat(reader.read(bytes("data: a\r\n\r"))).hasSize(1);
        assertThat(reader.read(bytes("\ndata: b\n\n"))).containsExactly(event("data: b", null, "b"));
    }

    @Test
    void anEventMayBeAsLongAsTheLimit() {
        String longest = "data: " + "x".repeat(93);

        assertThat(new EventReader(100).read(bytes(longest + "\r\n\r\n"))).hasSize(1);
        assertThatThrownBy(() -> new EventReader(100).read(bytes(longest + "x\r\n\r\n")))
                .isInstanceOf(EventTooLarge.class)
                .hasMessageContaining("100 bytes");
    }

    @Test
    void anEventThatNeverEndsIsRefused() {
        EventReader reader = new EventReader(100);
        reader.read(new byte[100]);

        assertThatThrownBy(() -> reader.read(new byte[1])).isInstanceOf(EventTooLarge.class);
        assertThatThrownBy(() -> reader.read(new byte[0])).isInstanceOf(EventTooLarge.class);
        assertThatThrownBy(reader::end).isInstanceOf(EventTooLarge.class);
    }

    @Test
    void eventsBeforeOneThatIsTooLargeAreNotLost() {
        EventReader reader = new EventReader(10);

        assertThat(reader.read(bytes("data: a\n\ndata: 0123456789"))).containsExactly(event("data: a", null, "a"));
        assertThatThrownBy(() -> reader.read(bytes("\n\n"))).isInstanceOf(EventTooLarge.class);
    }

    @Test
    void manyEventsOneAfterTheOtherDoNotAddUpToTheLimit() {
        assertThat(new EventReader(10).read(bytes("data: a\n\n".repeat(1_000)))).hasSize(1_000);
    }

    @Test
    void anEventReadAgainIsTheSame() {
        String stream = ": hello\nid: 7\nevent: x\ndata: a\ndata: b\n\n";
        ServerSentEvent event = readAll(stream).get(0);

        assertThat(event.bytes()).isEqualTo(bytes(stream));
    }

    @ParameterizedTest
    @ValueSource(strings = {"data: [DONE]\n\n", "event: response.failed\ndata: {}\n\n", "event: error\ndata\n\n"})
    void theLastEventIsKnown(String stream) {
        assertThat(readAll(stream)).allMatch(ServerSentEvent::isTerminal);
    }

    @ParameterizedTest
    @ValueSource(strings = {"data: {}\n\n", "event: response.completed\n\n", ": [DONE]\n\n"})
    void noOtherEventIsTheLast(String stream) {
        assertThat(readAll(stream)).isNotEmpty().noneMatch(ServerSentEvent::isTerminal);
    }

    private static Arguments reads(String stream, ServerSentEvent... events) {
        return Arguments.of(stream, List.of(events));
    }

    private static ServerSentEvent event(String text, @Nullable String name, @Nullable String data) {
        return new ServerSentEvent(text, name, data);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static List<ServerSentEvent> readAll(String stream) {
        EventReader reader = new EventReader(MAX);
        List<ServerSentEvent> events = new ArrayList<>(reader.read(bytes(stream)));
        return Stream.concat(events.stream(), reader.end().stream()).toList();
    }
}
