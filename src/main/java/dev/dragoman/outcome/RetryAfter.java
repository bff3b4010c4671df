package dev.dragoman.outcome;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * How long the provider asks to wait.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9110#field.retry-after">RFC 9110, section 10.2.3</a>
 */
final class RetryAfter {
    private static final Pattern SECONDS = Pattern.compile("-?[0-9]+");

    /** More digits than this are cut to thirty years, so that no sum of instants overflows. */
    private static final int MAX_DIGITS = 9;

    private RetryAfter() {}

    /**
     * Reads the header.
     *
     * @param header seconds or an HTTP date, as sent
     * @param clock what a date is counted from
     * @return never negative, and not capped: whoever waits decides whether that is too long; empty where the provider
     *     does not say, or not so that it can be understood
     */
    static Optional<Duration> parse(Optional<String> header, Clock clock) {
        return header.map(String::strip).flatMap(text -> read(text, clock));
    }

    private static Optional<Duration> read(String text, Clock clock) {
        if (SECONDS.matcher(text).matches()) {
            return Optional.of(text.startsWith("-") ? Duration.ZERO : seconds(text));
        }
        try {
            Instant until = ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
            Duration wait = Duration.between(clock.instant(), until);
            return Optional.of(wait.isNegative() ? Duration.ZERO : wait);
        } catch (DateTimeException notDate) {
            return Optional.empty();
        }
    }

    private static Duration seconds(String digits) {
        return Duration.ofSeconds(digits.length() > MAX_DIGITS ? 999_999_999 : Long.parseLong(digits));
    }
}
