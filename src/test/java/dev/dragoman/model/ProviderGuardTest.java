package dev.dragoman.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dragoman.outcome.ProviderResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** What a poller asks before it takes anything. How the breaker opens and closes is for {@code RetryIT}. */
class ProviderGuardTest {
    private static final String MODEL = "m";
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Duration REST = Duration.ofMillis(1);
    private static final CallAttempt.Sent DOWN =
            new CallAttempt.Sent(new ProviderResponse.NotReceived(ProviderResponse.FailureReason.CONNECT));
    private static final CallAttempt.Sent REFUSED =
            new CallAttempt.Sent(new ProviderResponse.NotReceived(ProviderResponse.FailureReason.TLS));

    private final AtomicLong nanos = new AtomicLong();
    private final ProviderGuard guard = guard(REST);

    @Test
    void aProviderThatAnswersHasNoRest() {
        call(guard, REFUSED);

        assertThat(guard.isQuiet(MODEL)).isFalse();
    }

    @Test
    void oneThatFailedTooOftenHasUntilItMayBeTried() {
        ProviderGuard resting = guard(LIMIT);
        call(resting, DOWN);
        assertThat(resting.isQuiet(MODEL)).isFalse();
        call(resting, DOWN);

        assertThat(resting.isQuiet(MODEL)).isTrue();
        nanos.addAndGet(LIMIT.toNanos());
        assertThat(resting.isQuiet(MODEL)).isFalse();
    }

    /** Pollers wait for this: if it took a call, and they were the only callers, none would ever come. */
    @Test
    void theRestEndsWithoutACall() {
        call(guard, DOWN);
        call(guard, DOWN);

        // The library's rest is over after a real millisecond, ours never, because the clock stands still.
        Awaitility.await().atMost(LIMIT).until(() -> !guard.isQuiet(MODEL));
    }

    @Test
    void howItStandsIsToldWithoutChangingIt() {
        ProviderGuard resting = guard(LIMIT);
        assertThat(resting.state(MODEL))
                .isEqualTo(new ProviderState(0, ProviderState.BreakerState.CLOSED, Duration.ZERO, List.of()));
        call(resting, DOWN);
        call(resting, DOWN);
        nanos.addAndGet(1_000_000_000);

        assertThat(resting.state(MODEL))
                .isEqualTo(new ProviderState(0, ProviderState.BreakerState.OPEN, LIMIT.minusSeconds(1), List.of()));

        nanos.addAndGet(LIMIT.toNanos());
        assertThat(resting.state(MODEL).breaker()).isEqualTo(ProviderState.BreakerState.HALF_OPEN);
        assertThat(resting.state(MODEL).quiet()).isEqualTo(Duration.ZERO);
    }

    @Test
    void aModelWhoseRateIsLimitedRests() {
        guard.gate("other").close(Duration.ofSeconds(3));
        guard.gate(MODEL).close(Duration.ofSeconds(2));

        assertThat(guard.state(MODEL).quiet()).isEqualTo(Duration.ofSeconds(2));
        assertThat(guard.state(MODEL).resting()).containsExactly(MODEL, "other");
    }

    @Test
    void callsOnTheirWayAreCounted() {
        CompletableFuture<CallAttempt.Sent> running = new CompletableFuture<>();
        guard.call(MODEL, LIMIT, () -> running);

        assertThat(guard.state(MODEL).calls()).isEqualTo(1);
        running.complete(REFUSED);
        assertThat(guard.state(MODEL).calls()).isZero();
    }

    @Test
    void whileOneCallTriesTheOthersStayAway() {
        call(guard, DOWN);
        call(guard, DOWN);
        nanos.addAndGet(REST.toNanos());
        CompletableFuture<CallAttempt.Sent> probe = new CompletableFuture<>();

        CompletableFuture<CallAttempt> tried = letThrough(probe);

        assertThat(guard.isQuiet(MODEL)).isTrue();
        probe.complete(REFUSED);
        tried.orTimeout(60, TimeUnit.SECONDS).join();
        assertThat(guard.isQuiet(MODEL)).isFalse();
    }

    // The breaker's rest is the real clock's, so it may keep the first tries back.
    private CompletableFuture<CallAttempt> letThrough(CompletableFuture<CallAttempt.Sent> probe) {
        while (true) {
            CompletableFuture<CallAttempt> tried =
                    guard.call(MODEL, LIMIT, () -> probe).toCompletableFuture();
            boolean permitted = !tried.isDone() || tried.join() instanceof CallAttempt.Sent;
            if (permitted) {
                return tried;
            }
        }
    }

    private ProviderGuard guard(Duration rest) {
        return new ProviderGuard(10, LIMIT, 2, rest, nanos::get);
    }

    private static void call(ProviderGuard guard, CallAttempt.Sent attempt) {
        guard.call(MODEL, LIMIT, () -> CompletableFuture.completedFuture(attempt))
                .toCompletableFuture()
                .orTimeout(60, TimeUnit.SECONDS)
                .join();
    }
}
