package dev.dragoman.outcome;

import java.math.BigDecimal;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a response says about asking again: {@code x-should-retry}, and {@code retry-after-ms} before
 * {@code Retry-After}, as the official clients read them.
 *
 * @param pause how long to wait before; never negative, and not capped: the caller decides whether that is too long.
 *     null if the response does not say, or says it unreadably
 * @param again whether to ask again at all; null if the response leaves that to its status
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9110#field.retry-after">RFC 9110, section 10.2.3</a>
 */
public record RetryAfter(@Nullable Duration pause, @Nullable Boolean again) {
    /** A response without any of these headers. */
    public static final RetryAfter UNSAID = new RetryAfter(null, null);

    private static final Pattern NUMBER = Pattern.compile("-?[0-9]+(\\.[0-9]+)?");

    /** What is longer is cut to thirty years, so that no sum of instants overflows. */
    private static final BigDecimal LONGEST_MILLIS = BigDecimal.valueOf(999_999_999_000L);

    /** Before the decimal point; more digits are the longest wait, and cost no arithmetic. */
    private static final int MAX_LENGTH = 20;

    /**
     * Reads a response's headers.
     *
     * @param header a header's value by its name, in any case; null if it was not sent
     * @param clock the time from which a date is counted if the response has no date of its own
     * @return what they say
     */
    public static RetryAfter read(Function<String, @Nullable String> header, Clock clock) {
        Optional<Duration> pause = text(header, "retry-after-ms")
                .flatMap(text -> number(text, BigDecimal.ONE))
                .or(() -> text(header, "retry-after").flatMap(text -> secondsOrDate(text, header, clock)));
        Boolean again = text(header, "x-should-retry")
                .filter(text -> text.equals("true") || text.equals("false"))
                .map(Boolean::valueOf)
                .orElse(null);
        return new RetryAfter(pause.orElse(null), again);
    }

    private static Optional<String> text(Function<String, @Nullable String> header, String name) {
        return Optional.ofNullable(header.apply(name)).map(String::strip);
    }

    private static Optional<Duration> secondsOrDate(
            String text, Function<String, @Nullable String> header, Clock clock) {
        return number(text, BigDecimal.valueOf(1000))
                .or(() -> date(text).map(until -> {
                    // The provider's clock against itself: ours may be wrong.
                    Instant sent =
                            text(header, "date").flatMap(RetryAfter::date).orElseGet(clock::instant);
                    Duration pause = Duration.between(sent, until);
                    return pause.isNegative() ? Duration.ZERO : pause;
                }));
    }

    private static Optional<Duration> number(String text, BigDecimal millis) {
        if (!NUMBER.matcher(text).matches()) {
            return Optional.empty();
        }
        if (text.startsWith("-")) {
            return Optional.of(Duration.ZERO);
        }
        BigDecimal number = text.length() > MAX_LENGTH ? LONGEST_MILLIS : new BigDecimal(text).multiply(millis);
        return Optional.of(Duration.ofMillis(number.min(LONGEST_MILLIS).longValue()));
    }

    private static Optional<Instant> date(String text) {
        try {
            return Optional.of(ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant());
        } catch (DateTimeException notDate) {
            return Optional.empty();
        }
    }
}
