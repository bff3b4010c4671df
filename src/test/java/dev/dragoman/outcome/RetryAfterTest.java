package dev.dragoman.outcome;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
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
                "' 30 ' | PT30S",
                "86400 | PT24H",
                "-1 | PT0S",
                "-99999999999999999999 | PT0S",
                "Fri, 20 Nov 2026 08:01:30 GMT | PT1M30S",
                "Fri, 20 Nov 2026 08:00:00 GMT | PT0S",
                "Fri, 20 Nov 2026 07:00:00 GMT | PT0S"
            })
    void secondsAndDatesAreUnderstood(String header, Duration wait) {
        assertThat(RetryAfter.parse(Optional.of(header), Replies.CLOCK)).contains(wait);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "soon",
                "1.5",
                "1e9",
                "0x10",
                "Fri, 32 Nov 2026 08:00:00 GMT",
                "2026-11-20T08:01:00Z",
                "١٢"
            })
    void anythingElseSaysNothing(String header) {
        assertThat(RetryAfter.parse(Optional.of(header), Replies.CLOCK)).isEmpty();
    }

    @Test
    void noHeaderSaysNothing() {
        assertThat(RetryAfter.parse(Optional.empty(), Replies.CLOCK)).isEmpty();
    }

    @Test
    void anAbsurdWaitOverflowsNothing() {
        Duration wait =
                RetryAfter.parse(Optional.of("9".repeat(1_000)), Replies.CLOCK).orElseThrow();

        assertThat(Replies.CLOCK.instant().plus(wait).toEpochMilli()).isPositive();
    }
}
