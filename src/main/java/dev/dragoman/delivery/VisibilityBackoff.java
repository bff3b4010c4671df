package dev.dragoman.delivery;

import dev.dragoman.outcome.Answer;
import dev.dragoman.outcome.Receipt;
import dev.dragoman.outcome.RetryAfter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.DoubleSupplier;
import java.util.function.Function;

/**
 * How long a failed queue message, or a failed document of a polled bucket, waits before it is tried again. If the
 * provider or the holder of a lease has said how long to wait: that long and up to a tenth more, so that asks that were
 * told the same time are not all tried at once. Otherwise 5 s after the first delivery and three times as long after each
 * further one, up to 15 min; of each wait between a half and the whole. From the third delivery on, a known wait that is
 * shorter than this back-off is ignored: it was evidently too short.
 *
 * <p>The factor is three because a queue counts deliveries: with the usual five, a message that is refused at once
 * survives a minute and a half in which the provider accepts nothing. With a factor of two it would survive half a
 * minute, and a rate limit lasts a minute.
 *
 * <p>In an outage, when the last asks of a model have all failed, the waits begin with a longer one, usually a minute: with
 * five deliveries a message then survives ten minutes and more, in which an operator can replace a key.
 *
 * <p>Never longer than SQS allows, 12 h after the message was received, nor past the deadline of an ask, whose caller is
 * then told that it has expired.
 *
 * @see <a href="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-visibility-timeout.html">
 *     Amazon SQS visibility timeout</a>
 */
public final class VisibilityBackoff {
    private static final Duration FIRST = Duration.ofSeconds(5);
    private static final Duration LONGEST_GROWN = Duration.ofMinutes(15);
    private static final int GROWTH = 3;
    private static final int TRUSTED_DELIVERIES = 2;

    private final DoubleSupplier random;
    private final Function<String, Duration> outages;

    /** @param random from 0 to 1 */
    public VisibilityBackoff(DoubleSupplier random) {
        this(random, model -> Duration.ZERO);
    }

    /**
     * @param random from 0 to 1
     * @param outages the first wait of asks for a model in an outage; zero if there is none
     */
    VisibilityBackoff(DoubleSupplier random, Function<String, Duration> outages) {
        this.random = random;
        this.outages = outages;
    }

    /**
     * How long to wait.
     *
     * @param deliveries how many there have been, this one included
     * @param failed the failed answers
     * @param now the time
     * @return in whole seconds, never shorter than the known wait; empty if waiting does not help, then the queue's own
     *     timeout holds
     */
    public Optional<Duration> after(int deliveries, List<Answer> failed, Instant now) {
        if (failed.stream().noneMatch(answer -> answer.outcome().isRetryable())) {
            return Optional.empty();
        }
        Duration outage = failed.stream().map(this::outage).reduce(Duration.ZERO, VisibilityBackoff::longer);
        Duration grown = grown(longer(outage, FIRST), deliveries);
        boolean trusted = deliveries <= TRUSTED_DELIVERIES && outage.isZero();
        Duration wait = failed.stream()
                .flatMap(answer -> answer.outcome().knownPause().stream())
                .max(Duration::compareTo)
                .map(known -> spread(known, trusted ? Duration.ZERO : grown))
                .orElse(grown);
        Duration bound = failed.stream()
                .map(answer -> answer.ask().deadline())
                .filter(Objects::nonNull)
                .map(deadline -> Duration.between(now, deadline))
                .reduce(RetryAfter.LONGEST, VisibilityBackoff::shorter);
        return Optional.of(wholeSeconds(shorter(wait, bound.isNegative() ? Duration.ZERO : bound)));
    }

    private Duration spread(Duration known, Duration atLeast) {
        Duration spread = known.plusMillis((long) (known.toMillis() * random.getAsDouble() / 10));
        return spread.compareTo(atLeast) < 0 ? atLeast : spread;
    }

    // One whose model was not called says nothing of an outage.
    private Duration outage(Answer answer) {
        Receipt.SentRequest sent = answer.receipt().sent();
        return answer.outcome().isRetryable() && sent != null ? outages.apply(sent.model()) : Duration.ZERO;
    }

    /** How long to wait after so many failures, if nobody has said for how long. */
    Duration grown(int failures) {
        return grown(FIRST, failures);
    }

    private Duration grown(Duration first, int deliveries) {
        Duration whole = first;
        for (int before = 1; before < deliveries && whole.compareTo(LONGEST_GROWN) < 0; before++) {
            whole = shorter(whole.multipliedBy(GROWTH), LONGEST_GROWN);
        }
        return Duration.ofMillis((long) (whole.toMillis() * (1 + random.getAsDouble()) / 2));
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private static Duration wholeSeconds(Duration wait) {
        return Duration.ofSeconds(wait.plusNanos(999_999_999).toSeconds());
    }
}
