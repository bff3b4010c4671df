package dev.dragoman.pipeline;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.camel.Exchange;
import org.apache.camel.support.SynchronizationAdapter;
import org.jspecify.annotations.Nullable;

/**
 * Limits how many exchanges are in work: each holds a place from the step that lets it in until it is done, however it ends.
 * Camel's own throttle forgets its count ten seconds after the last exchange ended, even if others still run; a model's answer
 * often takes longer.
 */
public final class ConcurrencyLimiter {
    private static final String PERMIT = "dragomanPermit";

    private final Semaphore places;

    /** Who comes in order waits for its turn first, so that one of them at most stands before who goes first. */
    private final Semaphore turn = new Semaphore(1, true);

    /**
     * @param places how many
     */
    public ConcurrencyLimiter(int places) {
        this.places = new Semaphore(places, true);
    }

    /**
     * Lets an exchange in. Blocks the caller's thread until there is a place.
     *
     * @param exchange keeps its place until it is done
     * @throws InterruptedException if the process ends while it waits
     */
    public void enter(Exchange exchange) throws InterruptedException {
        turn.acquire();
        try {
            places.acquire();
        } finally {
            turn.release();
        }
        hold(exchange);
    }

    /**
     * Lets an exchange in before those that wait already. Blocks the caller's thread until there is a place.
     *
     * @param exchange keeps its place until it is done
     * @throws InterruptedException if the process ends while it waits
     */
    public void enterFirst(Exchange exchange) throws InterruptedException {
        places.acquire();
        hold(exchange);
    }

    /**
     * Lets an exchange in, if there is a place before long. Blocks the caller's thread meanwhile. As its patience ends, it goes before
     * those that {@link #enter}.
     *
     * @param exchange keeps its place until it is done
     * @param patience how long to wait; zero or less for not at all
     * @return false if it has to stay outside
     * @throws InterruptedException if the process ends while it waits
     */
    public boolean tryEnter(Exchange exchange, Duration patience) throws InterruptedException {
        return held(places.tryAcquire(patience.toNanos(), TimeUnit.NANOSECONDS), exchange);
    }

    /**
     * Lets an exchange in, if there is a place now.
     *
     * @param exchange keeps its place until it is done
     * @return false if it has to stay outside
     */
    public boolean tryEnter(Exchange exchange) {
        return held(places.tryAcquire(), exchange);
    }

    private boolean held(boolean taken, Exchange exchange) {
        if (taken) {
            hold(exchange);
        }
        return taken;
    }

    private void hold(Exchange exchange) {
        Permit permit = new Permit(places, exchange.getProperty(PERMIT, Permit.class));
        exchange.setProperty(PERMIT, permit);
        exchange.getExchangeExtension().addOnCompletion(new SynchronizationAdapter() {
            @Override
            public void onDone(Exchange done) {
                permit.leave(places);
            }

            // Camel hands completions over to a copy that is sent to a seda queue; the place stays with the ask.
            @Override
            public boolean allowHandover() {
                return false;
            }
        });
    }

    /**
     * Gives an exchange's place back before it is done, because it does nothing itself from now on.
     *
     * @param exchange does nothing if it has no place of this limiter
     */
    public void leave(Exchange exchange) {
        if (exchange.getProperty(PERMIT) instanceof Permit permit) {
            permit.leave(places);
        }
    }

    /** A place that is held, which is given back once, and those of other limiters that were taken before. */
    private static final class Permit {
        private final AtomicReference<@Nullable Semaphore> taken;
        private final @Nullable Permit before;

        Permit(Semaphore places, @Nullable Permit before) {
            this.taken = new AtomicReference<>(places);
            this.before = before;
        }

        void leave(Semaphore places) {
            if (taken.compareAndSet(places, null)) {
                places.release();
            } else if (before != null) {
                before.leave(places);
            }
        }
    }
}
