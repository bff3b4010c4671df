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
                "0.0004 | PT0S",
                "' 30 ' | PT30S",
                "86400 | PT24H",
                "-1 | PT0S",
                "-99999999999999999999 | PT0S",
                "Fri, 20 Nov 2026 08:01:30 GMT | PT1M30S",
                "Fri, 20 Nov 2026 08:00:00 GMT | PT0S",
                "Fri, 20 Nov 2026 07:00:00 GMT | PT0S"
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
