package dev.dragoman.ledger;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A store in S3 that writes no entry before it is known that it honours conditional writes: if it ignored the conditions, every
 * process would pay for every ask. Whoever needs to know first tries it out, the others wait; a store that has passed is not
 * tried again by this process.
 */
public final class TriedStore implements LedgerStore {
    private final S3Ledger store;
    private final Trial trial;
    private final Duration time;

    /**
     * A store that was not tried yet.
     *
     * @param store keeps the entries
     * @param time how long to wait for a trial, outside of a step that has its own time
     */
    public TriedStore(S3Ledger store, Duration time) {
        this(store, new Trial(), time);
    }

    private TriedStore(S3Ledger store, Trial trial, Duration time) {
        this.store = store;
        this.trial = trial;
        this.time = time;
    }

    @Override
    public TriedStore within(Duration limit) {
        return new TriedStore(store.within(limit), trial, limit);
    }

    @Override
    public boolean honoursConditions() {
        return trial.passed(store, time);
    }

    @Override
    public Optional<Found> read(String name) {
        return store.read(name);
    }

    @Override
    public Optional<String> write(String name, LedgerEntry entry, @Nullable String known) {
        if (!honoursConditions()) {
            throw new LedgerStoreException(true, new IllegalStateException("it ignores conditional writes"));
        }
        return store.write(name, entry, known);
    }

    @Override
    public boolean blocks() {
        return store.blocks();
    }

    private static final class Trial {
        private final Lock oneAtATime = new ReentrantLock();
        private volatile boolean passed;

        boolean passed(S3Ledger store, Duration time) {
            if (passed) {
                return true;
            }
            enter(time);
            try {
                if (!passed) {
                    passed = store.honoursConditions();
                }
                return passed;
            } finally {
                oneAtATime.unlock();
            }
        }

        private void enter(Duration time) {
            try {
                if (!oneAtATime.tryLock(time.toNanos(), TimeUnit.NANOSECONDS)) {
                    throw new LedgerStoreException(false, new TimeoutException("it is still being tried out"));
                }
            } catch (InterruptedException ended) {
                Thread.currentThread().interrupt();
                throw new LedgerStoreException(false, ended);
            }
        }
    }
}
