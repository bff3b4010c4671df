package dev.dragoman.ledger;

import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A store that lasts as long as the process: {@code DRAGOMAN_LEDGER=memory}. If it is full, it forgets the entry that was
 * not used for the longest time. It never forgets a lease that has not run out.
 */
public final class MemoryLedger implements LedgerStore {
    private record Slot(LedgerEntry entry, long version, long written) {}

    private final int capacity;
    private final LongSupplier nanos;
    // In the order of use: the one not used for the longest time comes first.
    private final LinkedHashMap<String, Slot> slots = new LinkedHashMap<>(16, 0.75f, true);
    private long versions;

    /**
     * An empty store.
     *
     * @param capacity how many entries are kept
     * @param nanos the monotonic clock
     */
    public MemoryLedger(int capacity, LongSupplier nanos) {
        this.capacity = capacity;
        this.nanos = nanos;
    }

    @Override
    public synchronized Optional<Found> read(String name) {
        return Optional.ofNullable(slots.get(name))
                .map(slot -> new Found(slot.entry(), Long.toString(slot.version()), age(slot)));
    }

    @Override
    public synchronized Optional<String> write(String name, LedgerEntry entry, @Nullable String known) {
        Slot slot = slots.get(name);
        String now = slot == null ? null : Long.toString(slot.version());
        if (now == null ? known != null : !now.equals(known)) {
            return Optional.empty();
        }
        versions++;
        slots.put(name, new Slot(entry, versions, nanos.getAsLong()));
        if (slots.size() > capacity) {
            forgetOne();
        }
        return Optional.of(Long.toString(versions));
    }

    @Override
    public boolean blocks() {
        return false;
    }

    // Live leases are skipped: a single one at the front must not keep every later entry in memory.
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
        return slot.entry() instanceof LedgerEntry.Leased leased && age(slot).compareTo(leased.length()) < 0;
    }

    private Duration age(Slot slot) {
        return Duration.ofNanos(nanos.getAsLong() - slot.written());
    }
}
