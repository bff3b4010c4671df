package dev.dragoman.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class OutageWatchTest {
    private final AtomicLong now = new AtomicLong();
    private final OutageWatch watch = new OutageWatch(Duration.ofSeconds(5), now::get);

    @Test
    void twoFailuresAreNoOutage() {
        fail(2);

        assertThat(watch.holdsBack()).isFalse();
        assertThat(watch.away()).isZero();
    }

    @Test
    void threeInARowAre() {
        fail(3);

        assertThat(watch.holdsBack()).isTrue();
        assertThat(watch.away()).isEqualTo(Duration.ofMinutes(1));
    }

    @Test
    void anAnswerBetweenThemShowsThatTheProviderIsThere() {
        fail(2);
        watch.answered();
        fail(2);

        assertThat(watch.holdsBack()).isFalse();
    }

    @Test
    void afterTheRestOneMayTryAndTheOthersWaitForWhatComesOfIt() {
        fail(3);
        advance(5);

        assertThat(watch.holdsBack()).isFalse();
        assertThat(watch.holdsBack()).isTrue();
        advance(4);
        assertThat(watch.holdsBack()).isTrue();
    }

    @Test
    void whoeverTriesInVainMakesTheRestLongerOnce() {
        fail(3);
        for (int seconds : new int[] {5, 10, 20, 30, 30}) {
            advance(seconds - 1);
            assertThat(watch.holdsBack()).isTrue();
            advance(1);
            assertThat(watch.holdsBack()).as("after %d s", seconds).isFalse();
            fail(10);
            assertThat(watch.holdsBack()).isTrue();
        }
    }

    @Test
    void whoeverFoundNothingToTryLetsAnotherTry() {
        fail(3);
        advance(5);
        assertThat(watch.holdsBack()).isFalse();
        advance(5);

        assertThat(watch.holdsBack()).isFalse();
    }

    @Test
    void theFirstAnswerEndsIt() {
        fail(3);
        watch.answered();

        assertThat(watch.holdsBack()).isFalse();
        assertThat(watch.away()).isZero();
    }

    private void fail(int times) {
        for (int i = 0; i < times; i++) {
            watch.failed();
        }
    }

    private void advance(int seconds) {
        now.addAndGet(Duration.ofSeconds(seconds).toNanos());
    }
}
