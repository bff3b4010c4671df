package dev.dragoman.delivery;

import dev.dragoman.outcome.Answer;
import dev.dragoman.outcome.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.DoubleSupplier;

/**
 * When what failed is taken up again: a queue's message, or a polled bucket's document. Where somebody knows how long to
 * wait (the provider, the holder of a lease), that long and up to a tenth more, so that those who were told the same time
 * don't all come at once. Where nobody does, 5 s, three times that after the next delivery and so on, spread over a half
 * to the whole, 15 min at most. From the third delivery on a known time that is shorter than that growth counts no more:
 * it evidently did not do.
 *
 * <p>Three times, because a queue counts: with the usual five deliveries a message that is refused at once outlives a
 * minute and a half in which the provider takes nothing. Twice would be half a minute, and a rate limit lasts a minute.
 *
 * <p>Never later than SQS takes, 12 h after the message was received, nor than the deadline of an ask, whose caller is
 * then told so.
 *
 * @see <a href="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-visibility-timeout.html">
 *     Amazon SQS visibility timeout</a>
 */
final class VisibilityBackoff {
    private static final Duration FIRST = Duration.ofSeconds(5);
    private static final Duration LONGEST_GROWN = Duration.ofMinutes(15);
    private static final int GROWTH = 3;
    private static final int BELIEVED = 2;

    /** Counted from when the message was received, and a function may have held it for its 15 minutes since. */
    private static final Duration LONGEST =
            Duration.ofHours(12).minus(Duration.ofMinutes(15)).minusSeconds(30);

    private final DoubleSupplier random;

    /** @param random from 0 to 1 */
    VisibilityBackoff(DoubleSupplier random) {
        this.random = random;
    }

    /**
     * How long it stays out of sight.
     *
     * @param deliveries how many there have been, this one included
     * @param failed the answers that are the reason
     * @param now the time
     * @return in whole seconds, never shorter than the known wait; empty where waiting mends nothing, and it is as well
     *     delivered when the queue likes
     */
    Optional<Duration> after(int deliveries, List<Answer> failed, Instant now) {
        if (failed.stream().noneMatch(answer -> answer.outcome().isRetryable())) {
            return Optional.empty();
        }
        Duration grown = grown(deliveries);
        Duration wait = failed.stream()
                .map(VisibilityBackoff::known)
                .flatMap(Optional::stream)
                .max(Duration::compareTo)
                .map(known -> spread(known, deliveries > BELIEVED ? grown : Duration.ZERO))
                .orElse(grown);
        Duration bound = failed.stream()
                .map(answer -> answer.ask().deadline())
                .filter(Objects::nonNull)
                .map(deadline -> Duration.between(now, deadline))
                .reduce(LONGEST, VisibilityBackoff::shorter);
        return Optional.of(wholeSeconds(shorter(wait, bound.isNegative() ? Duration.ZERO : bound)));
    }

    private static Optional<Duration> known(Answer answer) {
        return answer.outcome() instanceof Outcome.Unavailable unavailable
                ? Optional.ofNullable(unavailable.pause())
                : Optional.empty();
    }

    private Duration spread(Duration known, Duration atLeast) {
        Duration bounded = shorter(known, LONGEST);
        Duration spread = bounded.plusMillis((long) (bounded.toMillis() * random.getAsDouble() / 10));
        return spread.compareTo(atLeast) < 0 ? atLeast : spread;
    }

    private Duration grown(int deliveries) {
        Duration whole = FIRST;
        for (int before = 1; before < deliveries && whole.compareTo(LONGEST_GROWN) < 0; before++) {
            whole = shorter(whole.multipliedBy(GROWTH), LONGEST_GROWN);
        }
        return Duration.ofMillis((long) (whole.toMillis() * (1 + random.getAsDouble()) / 2));
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private static Duration wholeSeconds(Duration wait) {
        return Duration.ofSeconds(wait.plusNanos(999_999_999).toSeconds());
    }
}
