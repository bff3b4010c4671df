package dev.dragoman.ledger;

import dev.dragoman.outcome.Answer;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A store for the life of one process: {@code DRAGOMAN_LEDGER=memory}. Of the answers it keeps those last used, and
 * forgets the others; a live lease is never forgotten.
 */
public final class MemoryLedger implements LedgerStore {
    private sealed interface Entry {
        record Leased(Instant until) implements Entry {}

        record Answered(Answer answer) implements Entry {}
    }

    private final Map<String, Entry> entries;
    private Instant lastSeen = Instant.MIN;

    /**
     * An empty store.
     *
     * @param capacity how many answers are kept
     */
    public MemoryLedger(int capacity) {
        entries = new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Entry> eldest) {
                if (size() > capacity) {
                    forgetOne();
                }
                return false;
            }
        };
    }

    // The one not used for the longest time, live leases left out: one that nobody ended must not keep all behind it.
    private void forgetOne() {
        Iterator<Entry> oldestFirst = entries.values().iterator();
        while (oldestFirst.hasNext()) {
            boolean live = oldestFirst.next() instanceof Entry.Leased leased
                    && leased.until().isAfter(lastSeen);
            if (!live) {
                oldestFirst.remove();
                return;
            }
        }
    }

    @Override
    public synchronized Lease take(String key, Instant now, Instant until) {
        lastSeen = now;
        Entry entry = entries.get(key);
        if (entry instanceof Entry.Answered done) {
            return new Lease.Done(done.answer());
        }
        if (entry instanceof Entry.Leased held && held.until().isAfter(now)) {
            return new Lease.Held(held.until());
        }
        entries.put(key, new Entry.Leased(until));
        return new Lease.Taken();
    }

    @Override
    public synchronized void complete(String key, Answer answer) {
        entries.put(key, new Entry.Answered(answer));
    }

    @Override
    public synchronized void release(String key) {
        if (entries.get(key) instanceof Entry.Leased) {
            entries.remove(key);
        }
    }
}
