package dev.dragoman.delivery;

import dev.dragoman.event.Content;
import dev.dragoman.outcome.Answer;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/**
 * The documents of a polled bucket that have to come again, and from when: a bucket has no visibility timeout, each
 * listing shows them all. Kept in memory; a process that starts anew begins with a try of each.
 */
public final class PollBackoff {
    private static final int MOST = 10_000;

    private record Pause(int tries, long until) {}

    private final Clock clock;
    private final LongSupplier nanos;
    private final VisibilityBackoff backoff;
    private final Map<String, Pause> pollBackoff = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Pause> eldest) {
            return size() > MOST;
        }
    };

    /**
     * @param clock tells the time, for the deadlines of asks
     * @param nanos a monotonic time, by which it is waited
     * @param random from 0 to 1
     */
    public PollBackoff(Clock clock, LongSupplier nanos, DoubleSupplier random) {
        this.clock = clock;
        this.nanos = nanos;
        this.backoff = new VisibilityBackoff(random);
    }

    /**
     * Notes which documents failed.
     *
     * @param answers of polled documents
     */
    public synchronized void note(List<Answer> answers) {
        for (Answer answer : answers) {
            if (answer.ask().content() instanceof Content.Document document) {
                String name = document.location().uri();
                Pause before = pollBackoff.remove(name);
                int tries = before == null ? 1 : before.tries() + 1;
                backoff.after(tries, List.of(answer), clock.instant())
                        .map(Duration::toNanos)
                        .ifPresent(wait -> pollBackoff.put(name, new Pause(tries, nanos.getAsLong() + wait)));
            }
        }
    }

    /**
     * Whether a document is left alone for now.
     *
     * @param uri the document
     * @return true until its time has come
     */
    public synchronized boolean isPaused(String uri) {
        Pause rest = pollBackoff.get(uri);
        return rest != null && rest.until() - nanos.getAsLong() > 0;
    }
}
