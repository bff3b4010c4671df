package dev.dragoman.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Random streams from a fixed seed: how their bytes are cut, and which line ends they have, makes no difference. */
class EventReaderChunksTest {
    private static final int CASES = 3_000;
    private static final int MAX_EVENT_BYTES = 60;
    private static final List<String> PIECES = List.of(
            "data",
            "event",
            ":",
            ": ",
            " ",
            "a",
            "[DONE]",
            "{}",
            "\uFEFF",
            "Grüße",
            "\uD83D\uDE00",
            "\u0000",
            "\n",
            "\n",
            "\n\n",
            "\n\n",
            "\ndata: x\n");

    @Test
    @Tag("F023")
    void chunksMakeNoDifference() {
        Random random = new Random(23);
        for (int i = 0; i < CASES; i++) {
            byte[] stream = bytes(stream(random).replace("\n", lineEnd(random)));
            Chunks.Read whole = Chunks.read(stream, MAX_EVENT_BYTES, left -> left);

            assertThat(Chunks.read(stream, MAX_EVENT_BYTES, random)).isEqualTo(whole);
            assertThat(Chunks.read(stream, MAX_EVENT_BYTES, left -> 1)).isEqualTo(whole);
        }
    }

    @Test
    @Tag("F023")
    void lineEndsMakeNoDifference() {
        Random random = new Random(24);
        for (int i = 0; i < CASES; i++) {
            String stream = stream(random);
            Chunks.Read read = Chunks.read(bytes(stream), MAX_EVENT_BYTES, left -> left);
            StringBuilder mixed = new StringBuilder();
            stream.codePoints()
                    .mapToObj(Character::toString)
                    .forEach(character -> mixed.append(character.equals("\n") ? lineEndIn(mixed, random) : character));

            assertThat(Chunks.read(bytes(stream.replace("\n", "\r")), MAX_EVENT_BYTES, random))
                    .isEqualTo(read);
            assertThat(Chunks.read(bytes(stream.replace("\n", "\r\n")), MAX_EVENT_BYTES, random))
                    .isEqualTo(read);
            assertThat(Chunks.read(bytes(mixed.toString()), MAX_EVENT_BYTES, random))
                    .isEqualTo(read);
        }
    }

    @Test
    @Tag("F041")
    void randomBytesNeverThrow() {
        Random random = new Random(41);
        for (int i = 0; i < CASES; i++) {
            byte[] stream = new byte[random.nextInt(200)];
            for (int at = 0; at < stream.length; at++) {
                stream[at] = (byte) (random.nextInt(4) == 0 ? '\n' : random.nextInt(256));
            }

            assertThat(Chunks.read(stream, MAX_EVENT_BYTES, random))
                    .isEqualTo(Chunks.read(stream, MAX_EVENT_BYTES, left -> left));
        }
    }

    private static String stream(Random random) {
        StringBuilder stream = new StringBuilder(random.nextBoolean() ? "\uFEFF" : "");
        for (int pieces = random.nextInt(40); pieces > 0; pieces--) {
            stream.append(PIECES.get(random.nextInt(PIECES.size())));
        }
        return stream.toString();
    }

    private static String lineEnd(Random random) {
        return List.of("\n", "\r", "\r\n").get(random.nextInt(3));
    }

    /** Never a line feed behind a routed return: these two would be one line end. */
    private static String lineEndIn(StringBuilder before, Random random) {
        boolean afterReturn = !before.isEmpty() && before.charAt(before.length() - 1) == '\r';
        return afterReturn ? "\r" : lineEnd(random);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
