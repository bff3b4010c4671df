package dev.dragoman.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dragoman.event.SqsReceipt;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

class RedeliveryTest {
    private static final List<Integer> ALL = IntStream.range(0, 100).boxed().toList();

    @Test
    void everythingIsLookedAtOnceWhateverTheDelivery() {
        for (int size = 0; size <= 100; size++) {
            List<Integer> some = ALL.subList(0, size);

            assertThat(redelivery("handle-" + size).order(some)).containsExactlyInAnyOrderElementsOf(some);
        }
    }

    /** What was answered before is what the deliveries before have begun with. */
    @Test
    void somethingThatIsOpenIsMetSoonWhateverOthersHaveAnswered() {
        for (int known = 0; known <= 90; known += 10) {
            Set<Integer> answered = Set.copyOf(redelivery("handle-0").order(ALL).subList(0, known));

            double looks = IntStream.rangeClosed(1, 1_000)
                    .mapToObj(number -> redelivery("handle-" + number).order(ALL))
                    .mapToLong(order ->
                            1 + order.stream().takeWhile(answered::contains).count())
                    .average()
                    .orElseThrow();

            assertThat(looks).isCloseTo(101.0 / (101 - known), Percentage.withPercentage(15));
        }
    }

    private static Redelivery redelivery(String handle) {
        return Redelivery.of(new SqsReceipt("http://queue", handle, 2, null, null));
    }
}
