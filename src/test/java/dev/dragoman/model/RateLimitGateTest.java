package dev.dragoman.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RateLimitGateTest {
    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5);
    private final RateLimitGate gate = new RateLimitGate(now::get);

    @Test
    void withoutAnythingLearntEverybodyMayCall() {
        assertThat(gate.enter()).isEmpty();
        assertThat(gate.enter()).isEmpty();
    }

    @Test
    void nobodyCallsUntilTheWaitIsOver() {
        gate.close(Duration.ofSeconds(3));
        pass(Duration.ofSeconds(1));

        assertThat(gate.enter()).contains(Duration.ofSeconds(2));
    }

    @Test
    void afterTheWaitOneTriesAndTheOthersStayAway() {
        gate.close(Duration.ofSeconds(3));
        pass(Duration.ofSeconds(3));

        assertThat(gate.enter()).isEmpty();
        assertThat(gate.enter()).contains(Duration.ofSeconds(3));
    }

    @Test
    void aCallThatIsLetThroughEndsIt() {
        gate.close(Duration.ofSeconds(3));
        pass(Duration.ofSeconds(3));
        long started = now.get();
        gate.enter();

        gate.open(started);

        assertThat(gate.enter()).isEmpty();
        assertThat(gate.enter()).isEmpty();
    }

    @Test
    void aCallFromBeforeSaysNothingAboutNow() {
        long before = now.get();
        pass(Duration.ofSeconds(1));
        gate.close(Duration.ofSeconds(3));

        gate.open(before);

        assertThat(gate.enter()).isPresent();
    }

    @Test
    void whereTheOneLearnsNothingTheNextMayTry() {
        gate.close(Duration.ofSeconds(3));
        pass(Duration.ofSeconds(3));
        gate.enter();

        gate.probeEnded();

        assertThat(gate.enter()).isEmpty();
    }

    @Test
    void itLastsUntilTheWaitIsOverAndWhileOneTries() {
        assertThat(gate.isClosed()).isFalse();
        gate.close(Duration.ofSeconds(3));
        assertThat(gate.isClosed()).isTrue();
        pass(Duration.ofSeconds(3));
        assertThat(gate.isClosed()).isFalse();

        gate.enter();
        assertThat(gate.isClosed()).isTrue();

        gate.open(now.get());
        assertThat(gate.isClosed()).isFalse();
    }

    @Test
    void anHourIsLookedAtEveryMinute() {
        gate.close(Duration.ofHours(1));

        assertThat(gate.enter()).contains(Duration.ofMinutes(1));
    }

    private void pass(Duration time) {
        now.addAndGet(time.toNanos());
    }
}
