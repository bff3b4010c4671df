package dev.dragoman.ledger;

import dev.dragoman.json.JsonWeight;
import dev.dragoman.outcome.Receipt;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A store that lasts as long as the process: {@code DRAGOMAN_LEDGER=memory}. If it is full, it forgets the entry that was
 * not used for the longest time. It never forgets a lease that has not run out.
 */
public final class MemoryLedger implements LedgerStore {
    /** What an entry takes beside an answer: its names, its receipt, and the message of a problem. */
    private static final long HEAP_OF_AN_ENTRY = 3_000;

    private record Slot(LedgerEntry entry, long heap, long version, long written) {}

    private final long capacity;
    private final LongSupplier nanos;
    // In the order of use: the one not used for the longest time comes first.
    private final LinkedHashMap<String, Slot> slots = new LinkedHashMap<>(16, 0.75f, true);
    private long versions;
    private long heap;

    /**
     * An empty store.
     *
     * @param capacity what its entries may take together, in bytes of the heap; the latest is kept in any case
     * @param nanos the monotonic clock
     */
    public MemoryLedger(long capacity, LongSupplier nanos) {
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
        Slot written = new Slot(entry, heap(entry), versions, nanos.getAsLong());
        slots.put(name, written);
        heap += written.heap() - (slot == null ? 0 : slot.heap());
        forgetFor(name);
        return Optional.of(Long.toString(versions));
    }

    @Override
    public boolean blocks() {
        return false;
    }

    // Live leases are skipped: a single one at the front must not keep every later entry in memory.
    private void forgetFor(String latest) {
        Iterator<Map.Entry<String, Slot>> oldestFirst = slots.entrySet().iterator();
        while (heap > capacity && oldestFirst.hasNext()) {
            Map.Entry<String, Slot> oldest = oldestFirst.next();
            if (!oldest.getKey().equals(latest) && !isLive(oldest.getValue())) {
                oldestFirst.remove();
                heap -= oldest.getValue().heap();
            }
        }
    }

    private static long heap(LedgerEntry entry) {
        return HEAP_OF_AN_ENTRY + (entry instanceof LedgerEntry.Paid paid ? heap(paid.answer()) : 0);
    }

    private static long heap(LedgerEntry.PaidAnswer answer) {
        Receipt.SentRequest sent = answer.receipt().sent();
        long names = sent == null
                ? 0
                : sent.model().length()
                        + sent.adjustments().stream().mapToLong(String::length).sum();
        long texts = answer.outcome()
                .match(
                        answered -> JsonWeight.heap(answered.response())
                                + 2L * answered.text().length(),
                        failed -> 2L * failed.problem().message().length());
        return texts + 2 * names;
    }

    private boolean isLive(Slot slot) {
        return slot.entry() instanceof LedgerEntry.Leased leased && age(slot).compareTo(leased.length()) < 0;
    }

    private Duration age(Slot slot) {
        return Duration.ofNanos(nanos.getAsLong() - slot.written());
    }
}
