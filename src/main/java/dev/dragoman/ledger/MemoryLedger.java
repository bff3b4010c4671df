package dev.dragoman.ledger;

import dev.dragoman.outcome.Answer;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;

/**
 * A store for the life of one process: {@code DRAGOMAN_LEDGER=memory}. Of the answers it keeps those last used, and
 * forgets the others; a live lease is never forgotten.
 */
public final class MemoryLedger implements LedgerStore {
    private sealed interface Slot {
        record Leased(Instant until) implements Slot {}

        record Answered(Answer answer) implements Slot {}
    }

    private final int capacity;
    // In the order of use, the longest unused first.
    private final LinkedHashMap<String, Slot> slots = new LinkedHashMap<>(16, 0.75f, true);
    private Instant lastSeen = Instant.MIN;

    /**
     * An empty store.
     *
     * @param capacity how many answers are kept
     */
    public MemoryLedger(int capacity) {
        this.capacity = capacity;
    }

    @Override
    public synchronized Lease take(String key, Instant now, Instant until) {
        lastSeen = now;
        Slot slot = slots.get(key);
        if (slot instanceof Slot.Answered done) {
            return new Lease.Done(done.answer());
        }
        if (slot instanceof Slot.Leased held && held.until().isAfter(now)) {
            return new Lease.Held(held.until());
        }
        put(key, new Slot.Leased(until));
        return new Lease.Taken();
    }

    @Override
    public synchronized void complete(String key, Answer answer) {
        put(key, new Slot.Answered(answer));
    }

    @Override
    public synchronized void release(String key) {
        if (slots.get(key) instanceof Slot.Leased) {
            slots.remove(key);
        }
    }

    private void put(String key, Slot slot) {
        slots.put(key, slot);
        if (slots.size() > capacity) {
            forgetOne();
        }
    }

    // Live leases are left out: one that nobody ended must not keep all behind it.
    private void forgetOne() {
        Iterator<Slot> oldestFirst = slots.values().iterator();
        while (oldestFirst.hasNext()) {
            if (!isLive(oldestFirst.next())) {
                oldestFirst.remove();
                return;
            }
        }
    }

    private boolean isLive(Slot slot) {
        return slot instanceof Slot.Leased leased && leased.until().isAfter(lastSeen);
    }
}
