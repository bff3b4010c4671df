package dev.dragoman.outcome;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a response says about asking again: {@code x-should-retry}, and {@code retry-after-ms} before
 * {@code Retry-After}, as the official clients read them.
 *
 * @param pause how long to wait before; never negative, {@link #LONGEST} at most. The caller decides whether that is too
 *     long. null if the response does not say, or says it unreadably
 * @param again whether to ask again at all; null if the response leaves that to its status
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9110#field.retry-after">RFC 9110, section 10.2.3</a>
 */
public record RetryAfter(@Nullable Duration pause, @Nullable Boolean again) {
    /**
     * The longest wait that anybody is told, be it a client or a queue. SQS hides a message for 12 h since it was received,
     * and a function may have held it for 15 minutes by then.
     */
    public static final Duration LONGEST =
            Duration.ofHours(12).minus(Duration.ofMinutes(15)).minusSeconds(30);

    /** The header that tells a client how long to wait. */
    public static final String HEADER = "Retry-After";

    /** A response without any of these headers. */
    public static final RetryAfter UNSAID = new RetryAfter(null, null);

    private static final Pattern NUMBER = Pattern.compile("-?[0-9]+(\\.[0-9]+)?");

    /** More digits are the longest wait, and cost no arithmetic. */
    private static final int MAX_LENGTH = 20;

    /** From this number on (9 September 2001, or 31 years) it is a point in time, in seconds since 1970. */
    private static final BigDecimal FIRST_EPOCH_SECOND = BigDecimal.valueOf(1_000_000_000L);

    /** From this number on (3 March 1973) the point in time is in milliseconds. */
    private static final BigDecimal FIRST_EPOCH_MILLI = BigDecimal.valueOf(100_000_000_000L);

    /** All that RFC 9110, section 5.6.7, lets a sender write; the last two are obsolete. */
    private static final List<DateTimeFormatter> DATES = List.of(
            DateTimeFormatter.RFC_1123_DATE_TIME,
            DateTimeFormatter.ofPattern("EEEE, dd-MMM-yy HH:mm:ss 'GMT'", Locale.ENGLISH)
                    .withZone(ZoneOffset.UTC),
            DateTimeFormatter.ofPattern("EEE MMM ppd HH:mm:ss yyyy", Locale.ENGLISH)
                    .withZone(ZoneOffset.UTC));

    /**
     * Reads a response's headers.
     *
     * @param header a header's value by its name, in any case; null if it was not sent
     * @param clock the time from which a date is counted if the response has no date of its own
     * @return what they say
     */
    public static RetryAfter read(Function<String, @Nullable String> header, Clock clock) {
        Supplier<Instant> sent =
                // The provider's clock against itself: ours may be wrong.
                () -> text(header, "date").flatMap(RetryAfter::date).orElseGet(clock::instant);
        Optional<Duration> pause = text(header, "retry-after-ms")
                .flatMap(text -> number(text, BigDecimal.ONE, sent))
                .or(() -> text(header, HEADER.toLowerCase(Locale.ROOT))
                        .flatMap(text -> number(text, BigDecimal.valueOf(1000), sent)
                                .or(() -> date(text).map(until -> Duration.between(sent.get(), until)))));
        Boolean again = text(header, "x-should-retry")
                .filter(text -> text.equals("true") || text.equals("false"))
                .map(Boolean::valueOf)
                .orElse(null);
        return new RetryAfter(pause.map(RetryAfter::bounded).orElse(null), again);
    }

    /**
     * A wait as it may be told.
     *
     * @param wait any wait
     * @return the same, but neither negative nor longer than {@link #LONGEST}
     */
    static Duration bounded(Duration wait) {
        Duration most = wait.compareTo(LONGEST) < 0 ? wait : LONGEST;
        return most.isNegative() ? Duration.ZERO : most;
    }

    /**
     * A wait as the header has it.
     *
     * @param wait not negative
     * @return whole seconds, rounded up; at least 1
     */
    public static String seconds(Duration wait) {
        return Long.toString(Math.max(1, wait.plusNanos(999_999_999).toSeconds()));
    }

    private static Optional<String> text(Function<String, @Nullable String> header, String name) {
        return Optional.ofNullable(header.apply(name)).map(String::strip);
    }

    private static Optional<Duration> number(String text, BigDecimal millis, Supplier<Instant> sent) {
        if (!NUMBER.matcher(text).matches()) {
            return Optional.empty();
        }
        if (text.startsWith("-") || text.length() > MAX_LENGTH) {
            return Optional.of(text.startsWith("-") ? Duration.ZERO : LONGEST);
        }
        BigDecimal number = new BigDecimal(text);
        if (number.compareTo(FIRST_EPOCH_SECOND) < 0) {
            return Optional.of(Duration.ofMillis(
                    number.multiply(millis).setScale(0, RoundingMode.CEILING).longValue()));
        }
        BigDecimal epochMillis =
                number.compareTo(FIRST_EPOCH_MILLI) < 0 ? number.multiply(BigDecimal.valueOf(1000)) : number;
        return Optional.of(Duration.between(sent.get(), Instant.ofEpochMilli(epochMillis.longValue())));
    }

    private static Optional<Instant> date(String text) {
        return DATES.stream().flatMap(format -> date(text, format).stream()).findFirst();
    }

    private static Optional<Instant> date(String text, DateTimeFormatter format) {
        try {
            return Optional.of(ZonedDateTime.parse(text, format).toInstant());
        } catch (DateTimeException otherFormat) {
            return Optional.empty();
        }
    }
}
