package dev.dragoman.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RedeliveryTest {
    @Test
    void everythingIsLookedAtOnceWhateverTheDelivery() {
        for (int size = 0; size <= 200; size++) {
            List<Integer> all = IntStream.range(0, size).boxed().toList();

            assertThat(new Redelivery(2).order(all)).containsExactlyInAnyOrderElementsOf(all);
            assertThat(new Redelivery(Integer.MAX_VALUE).order(all)).containsExactlyInAnyOrderElementsOf(all);
        }
    }

    /** Deliveries before have answered the first so many, and a few of them or all but a few. */
    @Test
    void somethingThatIsOpenIsMetSoon() {
        List<Integer> all = IntStream.range(0, 100).boxed().toList();
        for (int receives = 2; receives <= 5; receives++) {
            for (int known = 10; known <= 90; known += 10) {
                int answered = known;
                List<Integer> order = new Redelivery(receives).order(all);

                int looks = (int)
                        order.stream().takeWhile(number -> number < answered).count();

                assertThat(looks).isLessThanOrEqualTo(2 * 100 / (100 - answered));
            }
        }
    }
}
