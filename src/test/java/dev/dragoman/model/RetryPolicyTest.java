package dev.dragoman.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dragoman.Given;
import dev.dragoman.event.Endpoint;
import dev.dragoman.outcome.Expectation;
import dev.dragoman.outcome.Outcome;
import dev.dragoman.outcome.OutcomeClassifier;
import dev.dragoman.outcome.ProviderResponse;
import dev.dragoman.outcome.RetryAfter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetryPolicyTest {
    private static final Duration LONG = Duration.ofMinutes(5);
    private static final RetryPolicy POLICY = policy(0);

    @ParameterizedTest
    @CsvSource({"1, PT0.5S", "2, PT1S"})
    @Tag("F016")
    void failuresAreTriedAgainWithAGrowingWait(int made, Duration pause) {
        for (int status : new int[] {500, 502, 503, 504, 529}) {
            assertThat(after(status, RetryAfter.UNSAID, made)).contains(pause);
        }
    }

    @Test
    @Tag("F016")
    void afterTheThirdAttemptItIsOver() {
        assertThat(after(503, RetryAfter.UNSAID, 3)).isEmpty();
    }

    @Test
    @Tag("F016")
    void theWaitGrowsToEightSecondsAndIsSpreadByAQuarter() {
        assertThat(policy(0).backOff(9)).isEqualTo(Duration.ofSeconds(8));
        assertThat(policy(1).backOff(9)).isEqualTo(Duration.ofSeconds(6));
        assertThat(policy(1).backOff(1_000)).isEqualTo(Duration.ofSeconds(6));
    }

    @Test
    @Tag("F012")
    void theProvidersWaitIsKeptAndNeverShortened() {
        assertThat(after(429, pause(1), 1)).contains(Duration.ofSeconds(1));
        assertThat(policy(1).retryAfter(attempt(429, pause(1)), outcome(429, pause(1)), 1, LONG, true))
                .contains(Duration.ofMillis(1100));
    }

    @Test
    @Tag("F012")
    void aWaitOfNothingIsNoReasonToAskAtOnce() {
        Duration backOff = after(429, RetryAfter.UNSAID, 1).orElseThrow();

        assertThat(backOff).isPositive();
        assertThat(after(429, pause(0), 1)).contains(backOff);
        assertThat(POLICY.rateLimit(outcome(429, pause(0)), 1)).contains(Duration.ZERO);
    }

    @Test
    @Tag("F014")
    void aWaitThatIsTooLongIsTheCallers() {
        assertThat(after(429, pause(3_600), 1)).isEmpty();
        assertThat(POLICY.retryAfter(attempt(429, pause(10)), outcome(429, pause(10)), 1, Duration.ofSeconds(10), true))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {408, 409, 429})
    @Tag("F017")
    void statusesThatPassAreTriedAgain(int status) {
        assertThat(after(status, RetryAfter.UNSAID, 1)).isPresent();
    }

    @ParameterizedTest
    @ValueSource(ints = {300, 400, 401, 403, 404, 413, 422})
    @Tag("F018")
    void whatTheAskOrTheOperatorHasToMendIsNot(int status) {
        assertThat(after(status, RetryAfter.UNSAID, 1)).isEmpty();
    }

    @Test
    @Tag("F017")
    void theProvidersOwnWordWins() {
        assertThat(after(500, new RetryAfter(null, false), 1)).isEmpty();
        assertThat(after(400, new RetryAfter(null, true), 1)).contains(Duration.ofMillis(500));
    }

    @Test
    @Tag("F015")
    void anEmptyAccountIsNotAskedAgain() {
        ProviderResponse reply = ProviderResponse.Received.of(
                429,
                "application/json",
                pause(1),
                Given.json("{'error': {'code': 'insufficient_quota'}}")
                        .toString()
                        .getBytes(StandardCharsets.UTF_8));

        assertThat(POLICY.retryAfter(new CallAttempt.Sent(reply), judged(reply), 1, LONG, true))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{\"choices\"", "<html>"})
    @Tag("F007")
    @Tag("F010")
    void anAnswerThatIsNoneIsAskedForOnceMore(String body) {
        ProviderResponse reply = ProviderResponse.Received.of(
                200, "application/json", RetryAfter.UNSAID, body.getBytes(StandardCharsets.UTF_8));

        assertThat(POLICY.retryAfter(new CallAttempt.Sent(reply), judged(reply), 1, LONG, true))
                .isPresent();
        assertThat(POLICY.retryAfter(new CallAttempt.Sent(reply), judged(reply), 2, LONG, true))
                .isEmpty();
    }

    @ParameterizedTest
    @EnumSource(ProviderResponse.FailureReason.class)
    @Tag("F001")
    void aLostConnectionIsTriedAgain(ProviderResponse.FailureReason reason) {
        ProviderResponse reply = new ProviderResponse.NotReceived(reason);

        assertThat(POLICY.retryAfter(new CallAttempt.Sent(reply), judged(reply), 1, LONG, true)
                        .isPresent())
                .isEqualTo(
                        switch (reason) {
                            case CONNECT, TIMEOUT, BROKEN, NO_ROOM -> true;
                            case TLS, TOO_LARGE, HEAD_TOO_LARGE, GONE -> false;
                        });
    }

    @Test
    @Tag("F004")
    void aFirstByteThatNeverComesIsWaitedForOnceMore() {
        ProviderResponse reply = new ProviderResponse.NotReceived(ProviderResponse.FailureReason.TIMEOUT);

        assertThat(POLICY.retryAfter(new CallAttempt.Sent(reply), judged(reply), 2, LONG, true))
                .isEmpty();
        assertThat(POLICY.retryAfter(new CallAttempt.Sent(reply), judged(reply), 1, Duration.ofSeconds(1), true))
                .isEmpty();
    }

    @Test
    @Tag("F006")
    void whatTheCallerHasHeardOfCantBeginAgain() {
        ProviderResponse reply = new ProviderResponse.NotReceived(ProviderResponse.FailureReason.BROKEN);

        assertThat(POLICY.retryAfter(new CallAttempt.Sent(reply, null, true), judged(reply), 1, LONG, true))
                .isEmpty();
    }

    private static Optional<Duration> after(int status, RetryAfter said, int made) {
        return POLICY.retryAfter(attempt(status, said), outcome(status, said), made, LONG, true);
    }

    private static CallAttempt.Sent attempt(int status, RetryAfter said) {
        return new CallAttempt.Sent(reply(status, said));
    }

    private static ProviderResponse reply(int status, RetryAfter said) {
        return new ProviderResponse.Received(status, "application/json", said, null);
    }

    private static Outcome outcome(int status, RetryAfter said) {
        return judged(reply(status, said));
    }

    private static Outcome judged(ProviderResponse reply) {
        return new OutcomeClassifier().classify(Endpoint.CHAT, reply, Expectation.NONE);
    }

    private static RetryAfter pause(int seconds) {
        return pause(Duration.ofSeconds(seconds));
    }

    private static RetryAfter pause(@Nullable Duration pause) {
        return new RetryAfter(pause, null);
    }

    private static RetryPolicy policy(double random) {
        return new RetryPolicy(3, Duration.ofSeconds(20), Duration.ofSeconds(1), () -> random);
    }
}
