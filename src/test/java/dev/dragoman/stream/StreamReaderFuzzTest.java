package dev.dragoman.stream;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.json.Json;
import java.util.List;
import java.util.Random;

/**
 * Whatever bytes a provider sends: the chunks make no difference, and what is written down is JSON. Runs over its seeds;
 * {@code JAZZER_FUZZ=1 mvn test -Djazzer.hooks=true -Dtest=StreamReaderFuzzTest} looks for further ones for some
 * minutes, and keeps those that fail beside the seeds.
 */
class StreamReaderFuzzTest {
    private static final int MAX_EVENT_BYTES = 2_000;

    @FuzzTest
    void anyStream(FuzzedDataProvider input) {
        Random cuts = new Random(input.consumeByte());
        byte[] stream = input.consumeRemainingAsBytes();

        Chunks.Read read = Chunks.read(stream, MAX_EVENT_BYTES, cuts);

        assertThat(read).isEqualTo(Chunks.read(stream, MAX_EVENT_BYTES, left -> left));
        for (StreamAccumulator accumulator : List.of(new ChatAccumulator(), new ResponsesAccumulator())) {
            for (ServerSentEvent event : read.events()) {
                accumulator.add(event);
            }
            assertThat(accumulator.charactersWritten()).isBetween(0L, (long) stream.length);
            assertThat(Json.read(Json.bytes(accumulator.answer()))).isInstanceOf(Json.Result.Value.class);
            ObjectNode error = accumulator.error();
            assertThat(error == null || error.hasNonNull("error")).isTrue();
        }
    }
}
