package dev.dragoman.outcome;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetryAfterTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0 | PT0S",
                "1 | PT1S",
                "1.5 | PT1.5S",
                "0.0004 | PT0.001S",
                "' 30 ' | PT30S",
                "36000 | PT10H",
                "-1 | PT0S",
                "-99999999999999999999 | PT0S",
                "Fri, 20 Nov 2026 08:01:30 GMT | PT1M30S",
                "Fri, 20 Nov 2026 08:00:00 GMT | PT0S",
                "Fri, 20 Nov 2026 07:00:00 GMT | PT0S",
                "Friday, 20-Nov-26 08:01:30 GMT | PT1M30S",
                "Fri Nov 20 08:01:30 2026 | PT1M30S"
            })
    void secondsAndDatesAreUnderstood(String header, Duration pause) {
        assertThat(pause(Map.of("retry-after", header))).isEqualTo(pause);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "soon",
                "1.",
                "1e9",
                "0x10",
                "Fri, 32 Nov 2026 08:00:00 GMT",
                "2026-11-20T08:01:00Z",
                "١٢"
            })
    void anythingElseSaysNothing(String header) {
        assertThat(pause(Map.of("retry-after", header))).isNull();
    }

    /** 1795161600 is 08:00 on that day. */
    @ParameterizedTest
    @CsvSource({
        "retry-after, 1795161660, PT1M",
        "retry-after, 1795161660.5, PT1M0.5S",
        "retry-after, 1795161660000, PT1M",
        "retry-after, 1795161599, PT0S",
        "retry-after-ms, 1795161660000, PT1M",
        "retry-after-ms, 1795161660, PT1M",
        "retry-after-ms, 999999.5, PT16M40S"
    })
    void aNumberThatIsADateIsReadAsOne(String header, String value, Duration pause) {
        assertThat(pause(Map.of(header, value))).isEqualTo(pause);
    }

    @Test
    void aPointInTimeIsCountedFromTheProvidersClock() {
        assertThat(pause(Map.of("date", "Fri, 20 Nov 2026 08:10:00 GMT", "retry-after", "1795162207")))
                .isEqualTo(Duration.ofSeconds(7));
    }

    @ParameterizedTest
    @CsvSource({"86400", "999999999", "4102444800", "'Sat, 20 Nov 2027 08:00:00 GMT'"})
    void nobodyIsToldToWaitLongerThanAMessageCanBeHidden(String value) {
        assertThat(pause(Map.of("retry-after", value))).isEqualTo(RetryAfter.LONGEST);
        assertThat(new Outcome.Unavailable(Problem.rateLimited(), Duration.ofDays(400)).retryAfter())
                .isEqualTo(RetryAfter.LONGEST);
    }

    @ParameterizedTest
    @CsvSource({"PT0S, 1", "PT0.001S, 1", "PT1S, 1", "PT1.001S, 2", "PT1H, 3600"})
    void theHeaderIsInWholeSecondsRoundedUp(Duration wait, String seconds) {
        assertThat(RetryAfter.seconds(wait)).isEqualTo(seconds);
    }

    @Test
    void noHeaderSaysNothing() {
        assertThat(read(Map.of())).isEqualTo(RetryAfter.UNSAID);
    }

    @Test
    void millisecondsGoBeforeSeconds() {
        assertThat(pause(Map.of("retry-after-ms", "250", "retry-after", "9"))).isEqualTo(Duration.ofMillis(250));
        assertThat(pause(Map.of("retry-after-ms", "soon", "retry-after", "9"))).isEqualTo(Duration.ofSeconds(9));
    }

    @Test
    @Tag("F100")
    void aDateIsCountedFromTheProvidersOwnClock() {
        Map<String, String> tenMinutesAhead =
                Map.of("date", "Fri, 20 Nov 2026 08:10:00 GMT", "retry-after", "Fri, 20 Nov 2026 08:10:07 GMT");

        assertThat(pause(tenMinutesAhead)).isEqualTo(Duration.ofSeconds(7));
    }

    @ParameterizedTest
    @CsvSource({"true, true", "false, false", "maybe, ", "'', "})
    void theProviderMayDecideItself(String header, @Nullable Boolean again) {
        assertThat(read(Map.of("x-should-retry", header)).again()).isEqualTo(again);
    }

    @ParameterizedTest
    @ValueSource(strings = {"retry-after", "retry-after-ms"})
    void anAbsurdWaitOverflowsNothing(String header) {
        Duration pause = Objects.requireNonNull(pause(Map.of(header, "9".repeat(1_000))));

        assertThat(Replies.CLOCK.instant().plus(pause).toEpochMilli()).isPositive();
    }

    private static @Nullable Duration pause(Map<String, String> headers) {
        return read(headers).pause();
    }

    private static RetryAfter read(Map<String, String> headers) {
        return RetryAfter.read(headers::get, Replies.CLOCK);
    }
}
