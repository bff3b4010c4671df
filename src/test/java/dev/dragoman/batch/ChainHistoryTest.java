package dev.dragoman.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ChainHistoryTest {
    private static ChainHistory of(String... names) {
        return ChainHistory.of(List.of(names));
    }

    @Test
    void aMessageIsInVainIfItsSliceWasBegunAndNothingWasAnswered() {
        assertThat(of().isInVain(3)).isFalse();
        assertThat(of("begun-3").isInVain(3)).isTrue();
        assertThat(of("begun-3", "answered-3").isInVain(3)).isFalse();
        assertThat(of("begun-33", "begun-2", "answered-4").isInVain(3)).isFalse();
    }

    @Test
    void messagesInVainCountSinceTheLastAnswer() {
        assertThat(of().inVain(3)).isZero();
        assertThat(of("begun-0", "begun-1").inVain(1)).isEqualTo(2);
        assertThat(of("begun-9", "begun-10", "begun-11", "begun-12", "answered-10")
                        .inVain(12))
                .isEqualTo(2);
        assertThat(of("begun-9", "answered-9").inVain(9)).isZero();
        assertThat(of("begun-1", "begun-2", "begun-3", "answered-7").inVain(2))
                .as("what another message of the chain has done later does not count")
                .isEqualTo(2);
    }
}
