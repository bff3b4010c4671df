package dev.dragoman.event;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which queue it is, however its address is spelt: SQS reaches a queue by many hosts (legacy, FIPS, VPC and private ones), by
 * http and https, and events name it by its ARN.
 *
 * @param region null if the host does not tell it
 * @param account 12 digits; null if there is another word in its place, as in a local server's URLs
 * @param name the queue's name, in which case matters
 * @see <a href="https://docs.aws.amazon.com/general/latest/gr/sqs-service.html">Amazon SQS endpoints</a>
 */
public record QueueAddress(
        @Nullable String region, @Nullable String account, String name) {
    private static final Pattern ARN =
            Pattern.compile("arn:aws[a-z-]*:sqs:([A-Za-z0-9-]+):([0-9]{12}):([A-Za-z0-9_.-]+)");

    private static final Pattern PATH = Pattern.compile("(?:.*/)?([^/]+)/+([^/]+)/*");

    private static final Pattern ACCOUNT = Pattern.compile("[0-9]{12}");

    private static final String AWS = "(?:amazonaws\\.com(?:\\.cn)?|api\\.aws|api\\.amazonwebservices\\.com\\.cn)";

    private static final Pattern HOST = Pattern.compile("(?:.+\\.)?sqs(?:-fips)?\\.([a-z0-9-]+)\\.(?:vpce\\.)?" + AWS);

    private static final Pattern LEGACY_HOST = Pattern.compile("(?:([a-z0-9-]+)\\.)?queue\\." + AWS);

    /** The region of the legacy host that names none. */
    private static final String FIRST_REGION = "us-east-1";

    /**
     * Reads a queue's URL or ARN.
     *
     * @param address any text
     * @return empty if it is neither
     */
    public static Optional<QueueAddress> parse(String address) {
        Matcher arn = ARN.matcher(address);
        return arn.matches() ? Optional.of(new QueueAddress(arn.group(1), arn.group(2), arn.group(3))) : ofUrl(address);
    }

    private static Optional<QueueAddress> ofUrl(String url) {
        try {
            URI uri = new URI(url);
            if (uri.getHost() == null || uri.getPath() == null) {
                return Optional.empty();
            }
            Matcher path = PATH.matcher(uri.getPath());
            return path.matches()
                    ? Optional.of(new QueueAddress(region(uri.getHost()), account(path.group(1)), path.group(2)))
                    : Optional.empty();
        } catch (URISyntaxException notUrl) {
            return Optional.empty();
        }
    }

    /**
     * Whether a queue keeps the order of each message group. The group alone does not tell: in a standard queue it only makes
     * deliveries fair.
     *
     * @param queue its name, or its URL or ARN, which end with it
     * @return true for a FIFO queue, which has to be named so
     * @see <a href="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-fair-queues.html">Amazon SQS
     *     fair queues</a>
     */
    public static boolean isFifo(String queue) {
        return queue.endsWith(".fifo");
    }

    private static @Nullable String account(String word) {
        return ACCOUNT.matcher(word).matches() ? word : null;
    }

    private static @Nullable String region(String host) {
        String lower = host.toLowerCase(Locale.ROOT);
        Matcher usual = HOST.matcher(lower);
        if (usual.matches()) {
            return usual.group(1);
        }
        Matcher legacy = LEGACY_HOST.matcher(lower);
        if (!legacy.matches()) {
            return null;
        }
        return legacy.group(1) == null ? FIRST_REGION : legacy.group(1);
    }

    /**
     * Whether both can be the same queue.
     *
     * @param other another address
     * @return true if the names are the same, and region and account are not known to differ
     */
    public boolean maybe(QueueAddress other) {
        return name.equals(other.name) && agree(account, other.account) && agree(region, other.region);
    }

    private static boolean agree(@Nullable String one, @Nullable String other) {
        return one == null || other == null || one.equals(other);
    }
}
