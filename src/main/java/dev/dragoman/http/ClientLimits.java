package dev.dragoman.http;

import io.smallrye.faulttolerance.api.Guard;
import io.smallrye.faulttolerance.api.RateLimitException;
import io.smallrye.faulttolerance.api.RateLimitType;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What single clients of this server may do ({@code DRAGOMAN_HTTP_LIMITS}): so many calls a minute, and so many at the same time.
 * A minute is any sixty seconds, counted by the fault tolerance library's rate limit.
 */
final class ClientLimits {
    private static final Pattern FORM =
            Pattern.compile("([^:]+?)(?::rpm=([0-9]{1,7}))?(?::concurrency=([0-9]{1,6}))?", Pattern.DOTALL);

    private final Map<String, Limit> limits = new HashMap<>();

    /**
     * @param rate null for none
     * @param concurrency the largest number if there is no limit
     */
    private record Limit(@Nullable Guard rate, int concurrency) {}

    /**
     * @param texts each a label, and behind it {@code :rpm=} or {@code :concurrency=} with a number, or both
     * @param labels those that keys have
     * @throws IllegalArgumentException if one is something else; the message is one clause
     */
    ClientLimits(List<String> texts, Set<String> labels) {
        for (int place = 0; place < texts.size(); place++) {
            Matcher form = FORM.matcher(texts.get(place).strip());
            boolean read = form.matches() && (form.group(2) != null || form.group(3) != null);
            if (!read || isZero(form.group(2)) || isZero(form.group(3))) {
                throw new IllegalArgumentException(
                        "has, as number %d, something else than a label with :rpm= or :concurrency= and a number from 1, or both in this order: as shop:rpm=600:concurrency=20"
                                .formatted(place + 1));
            }
            String label = form.group(1);
            if (!labels.contains(label)) {
                throw new IllegalArgumentException(
                        "has, as number %d, a label that no key in DRAGOMAN_HTTP_KEYS has".formatted(place + 1));
            }
            Limit limit = new Limit(rate(form.group(2)), places(form.group(3)));
            if (limits.put(label, limit) != null) {
                throw new IllegalArgumentException("has the label \"%s\" twice".formatted(label));
            }
        }
    }

    private static boolean isZero(@Nullable String number) {
        return number != null && Integer.parseInt(number) == 0;
    }

    private static int places(@Nullable String most) {
        return most == null ? Integer.MAX_VALUE : Integer.parseInt(most);
    }

    private static @Nullable Guard rate(@Nullable String perMinute) {
        return perMinute == null
                ? null
                : Guard.create()
                        .withDescription("calls of a client")
                        .withRateLimit()
                        .limit(Integer.parseInt(perMinute))
                        .window(1, ChronoUnit.MINUTES)
                        .type(RateLimitType.ROLLING)
                        .done()
                        .build();
    }

    /** How many calls of a client are answered at the same time at most. */
    int concurrency(String client) {
        Limit limit = limits.get(client);
        return limit == null ? Integer.MAX_VALUE : limit.concurrency();
    }

    /**
     * Counts a call, if the client may make one now.
     *
     * @param client who calls
     * @return empty if it may; else after how long it may try again
     */
    Optional<Duration> pause(String client) {
        Limit limit = limits.get(client);
        if (limit == null || limit.rate() == null) {
            return Optional.empty();
        }
        try {
            limit.rate().get(() -> Boolean.TRUE, Boolean.class);
            return Optional.empty();
        } catch (RateLimitException tooMany) {
            return Optional.of(Duration.ofMillis(Math.max(1, tooMany.getRetryAfterMillis())));
        }
    }
}
