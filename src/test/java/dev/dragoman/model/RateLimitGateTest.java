package dev.dragoman.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RateLimitGateTest {
    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5);
    private final RateLimitGate rateLimitGate = new RateLimitGate(now::get);

    @Test
    void withoutAnythingLearntEverybodyMayCall() {
        assertThat(rateLimitGate.enter()).isEmpty();
        assertThat(rateLimitGate.enter()).isEmpty();
    }

    @Test
    void nobodyCallsUntilTheWaitIsOver() {
        rateLimitGate.begin(Duration.ofSeconds(3));
        pass(Duration.ofSeconds(1));

        assertThat(rateLimitGate.enter()).contains(Duration.ofSeconds(2));
    }

    @Test
    void afterTheWaitOneTriesAndTheOthersStayAway() {
        rateLimitGate.begin(Duration.ofSeconds(3));
        pass(Duration.ofSeconds(3));

        assertThat(rateLimitGate.enter()).isEmpty();
        assertThat(rateLimitGate.enter()).contains(Duration.ofSeconds(3));
    }

    @Test
    void aCallThatIsLetThroughEndsIt() {
        rateLimitGate.begin(Duration.ofSeconds(3));
        pass(Duration.ofSeconds(3));
        long started = now.get();
        rateLimitGate.enter();

        rateLimitGate.end(started);

        assertThat(rateLimitGate.enter()).isEmpty();
        assertThat(rateLimitGate.enter()).isEmpty();
    }

    @Test
    void aCallFromBeforeSaysNothingAboutNow() {
        long before = now.get();
        pass(Duration.ofSeconds(1));
        rateLimitGate.begin(Duration.ofSeconds(3));

        rateLimitGate.end(before);

        assertThat(rateLimitGate.enter()).isPresent();
    }

    @Test
    void whereTheOneLearnsNothingTheNextMayTry() {
        rateLimitGate.begin(Duration.ofSeconds(3));
        pass(Duration.ofSeconds(3));
        rateLimitGate.enter();

        rateLimitGate.nothingLearnt();

        assertThat(rateLimitGate.enter()).isEmpty();
    }

    @Test
    void itLastsUntilTheWaitIsOverAndWhileOneTries() {
        assertThat(rateLimitGate.lasts()).isFalse();
        rateLimitGate.begin(Duration.ofSeconds(3));
        assertThat(rateLimitGate.lasts()).isTrue();
        pass(Duration.ofSeconds(3));
        assertThat(rateLimitGate.lasts()).isFalse();

        rateLimitGate.enter();
        assertThat(rateLimitGate.lasts()).isTrue();

        rateLimitGate.end(now.get());
        assertThat(rateLimitGate.lasts()).isFalse();
    }

    @Test
    void anHourIsLookedAtEveryMinute() {
        rateLimitGate.begin(Duration.ofHours(1));

        assertThat(rateLimitGate.enter()).contains(Duration.ofMinutes(1));
    }

    private void pass(Duration time) {
        now.addAndGet(time.toNanos());
    }
}
