package dev.dragoman.aws;

import java.time.Duration;
import java.util.function.Consumer;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;

/**
 * The time that the calls of one step to AWS may take, all together, measured by the monotonic clock. Handed to each request as its
 * {@code overrideConfiguration}, it bounds the call by what is left, with all its attempts and with the body that comes back.
 *
 * @see <a href="https://docs.aws.amazon.com/sdk-for-java/latest/developer-guide/timeouts.html">Timeouts of the AWS SDK</a>
 */
public final class TimeLimit implements Consumer<AwsRequestOverrideConfiguration.Builder> {
    /** A connection on which nothing comes must not cost the whole call. */
    private static final int ATTEMPTS = 3;

    private static final Duration SHORTEST_ATTEMPT = Duration.ofSeconds(1);

    /** The SDK takes no limit of zero. */
    private static final Duration SHORTEST = Duration.ofMillis(1);

    private final long end;

    private TimeLimit(long end) {
        this.end = end;
    }

    /**
     * A limit that begins now.
     *
     * @param left for all calls together; if it is not more than zero, they fail
     * @return a limit for the calls of one step
     */
    public static TimeLimit of(Duration left) {
        return new TimeLimit(System.nanoTime() + left.toNanos());
    }

    @Override
    public void accept(AwsRequestOverrideConfiguration.Builder request) {
        Duration left = longer(SHORTEST, Duration.ofNanos(end - System.nanoTime()));
        Duration attempt = longer(SHORTEST_ATTEMPT, left.dividedBy(ATTEMPTS));
        request.apiCallTimeout(left).apiCallAttemptTimeout(attempt.compareTo(left) < 0 ? attempt : left);
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }
}
