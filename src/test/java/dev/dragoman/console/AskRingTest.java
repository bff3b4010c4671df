package dev.dragoman.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AskRingTest {
    private final AskRing ring = new AskRing();

    private void add(int from, int to) {
        IntStream.rangeClosed(from, to).forEach(n -> ring.add(GivenAsks.completed("ask-" + n, n)));
    }

    @Test
    void nothingHasCome() {
        assertThat(ring.since(0)).isEqualTo(new AskRing.Stretch(1, List.of()));
        assertThat(ring.last()).isZero();
    }

    @Test
    void asksAreNumberedFromOneOn() {
        add(1, 3);

        AskRing.Stretch all = ring.since(0);

        assertThat(all.first()).isEqualTo(1);
        assertThat(all.asks()).extracting(FinishedAsk::id).containsExactly("ask-1", "ask-2", "ask-3");
        assertThat(all.last()).isEqualTo(3);
    }

    @Test
    void whoKnowsSomeGetsTheOthers() {
        add(1, 3);

        assertThat(ring.since(2).asks()).extracting(FinishedAsk::id).containsExactly("ask-3");
        assertThat(ring.since(3).asks()).isEmpty();
        assertThat(ring.since(3).last()).isEqualTo(3);
    }

    @Test
    void theOldestAreForgottenAndTheNumbersTell() {
        add(1, AskRing.SIZE + 7);

        AskRing.Stretch kept = ring.since(2);

        assertThat(kept.first()).isEqualTo(8);
        assertThat(kept.asks()).hasSize(AskRing.SIZE);
        assertThat(kept.asks().get(0).id()).isEqualTo("ask-8");
        assertThat(kept.last()).isEqualTo(AskRing.SIZE + 7);
    }
}
