package dev.dragoman.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BatchStepsTest {
    @Test
    void aSliceWithoutAPlaceRestsForASecondAtFirstAndNeverForLong() {
        assertThat(IntStream.of(0, 1, 2, 3, 4, 5, 40, 1_000_000)
                        .mapToObj(handedOn -> BatchSteps.rest(handedOn).toSeconds()))
                .containsExactly(1L, 1L, 2L, 4L, 5L, 5L, 5L, 5L);
    }
}
