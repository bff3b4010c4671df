package dev.dragoman.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RateLimitGateTest {
    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5);
    private final RateLimitGate quietTime = new RateLimitGate(now::get);

    @Test
    void withoutAnythingLearntEverybodyMayCall() {
        assertThat(quietTime.enter()).isEmpty();
        assertThat(quietTime.enter()).isEmpty();
    }

    @Test
    void nobodyCallsUntilTheWaitIsOver() {
        quietTime.begin(Duration.ofSeconds(3));
        pass(Duration.ofSeconds(1));

        assertThat(quietTime.enter()).contains(Duration.ofSeconds(2));
    }

    @Test
    void afterTheWaitOneTriesAndTheOthersStayAway() {
        quietTime.begin(Duration.ofSeconds(3));
        pass(Duration.ofSeconds(3));

        assertThat(quietTime.enter()).isEmpty();
        assertThat(quietTime.enter()).contains(Duration.ofSeconds(3));
    }

    @Test
    void aCallThatIsLetThroughEndsIt() {
        quietTime.begin(Duration.ofSeconds(3));
        pass(Duration.ofSeconds(3));
        long started = now.get();
        quietTime.enter();

        quietTime.end(started);

        assertThat(quietTime.enter()).isEmpty();
        assertThat(quietTime.enter()).isEmpty();
    }

    @Test
    void aCallFromBeforeSaysNothingAboutNow() {
        long before = now.get();
        pass(Duration.ofSeconds(1));
        quietTime.begin(Duration.ofSeconds(3));

        quietTime.end(before);

        assertThat(quietTime.enter()).isPresent();
    }

    @Test
    void whereTheOneLearnsNothingTheNextMayTry() {
        quietTime.begin(Duration.ofSeconds(3));
        pass(Duration.ofSeconds(3));
        quietTime.enter();

        quietTime.nothingLearnt();

        assertThat(quietTime.enter()).isEmpty();
    }

    @Test
    void itLastsUntilTheWaitIsOverAndWhileOneTries() {
        assertThat(quietTime.lasts()).isFalse();
        quietTime.begin(Duration.ofSeconds(3));
        assertThat(quietTime.lasts()).isTrue();
        pass(Duration.ofSeconds(3));
        assertThat(quietTime.lasts()).isFalse();

        quietTime.enter();
        assertThat(quietTime.lasts()).isTrue();

        quietTime.end(now.get());
        assertThat(quietTime.lasts()).isFalse();
    }

    @Test
    void anHourIsLookedAtEveryMinute() {
        quietTime.begin(Duration.ofHours(1));

        assertThat(quietTime.enter()).contains(Duration.ofMinutes(1));
    }

    private void pass(Duration time) {
        now.addAndGet(time.toNanos());
    }
}
