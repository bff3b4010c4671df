package dev.dragoman;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.PrimitiveIterator;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class StartPhasesTest {
    @Test
    void aPhaseBeginsWhereTheOneBeforeItEnded() {
        PrimitiveIterator.OfLong clock =
                LongStream.of(21_250_000, 22_000_000, 1_522_000_000).iterator();
        StartPhases phases = new StartPhases(1_000_000, clock::nextLong);

        List.of("container", "checks", "routes").forEach(phases::end);

        assertThat(phases).hasToString("container 20.3, checks 0.8, routes 1500.0");
    }
}
