package dev.dragoman.http;

import dev.dragoman.memory.MemoryBudget;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Limits how many calls are in progress, and what their bodies take together. No call waits here: one that finds no place
 * is told to try again.
 *
 * <p>The last tenth of the places, and of the memory, is kept for clients that have less than an equal share of it. So a
 * client that calls once is answered while another takes all that it gets.
 */
final class AdmissionLimiter {
    private final int calls;
    private final MemoryBudget memory;
    private final boolean fair;
    private final ClientLimits limits;
    private final Map<String, Use> uses = new HashMap<>();
    private int callsNow;

    /** What a client has now. */
    private static final class Use {
        private int calls;
        private long bytes;
    }

    /**
     * @param calls at the same time
     * @param memory what bodies take
     * @param clients how many clients are told apart
     * @param limits what single clients may do
     */
    AdmissionLimiter(int calls, MemoryBudget memory, int clients, ClientLimits limits) {
        this.calls = calls;
        this.memory = memory;
        this.fair = clients > 1;
        this.limits = limits;
    }

    /**
     * Takes a place for a call, with memory for its body.
     *
     * @param client who calls
     * @param announced how many bytes its body will have, as far as that is known
     * @return empty if there is no place, or no memory
     */
    synchronized Optional<Reservation> enter(String client, long announced) {
        Use use = uses.getOrDefault(client, new Use());
        Reservation reservation = new Reservation(client, use);
        if (use.calls >= limits.concurrency(client)
                || !mayTake(1, use.calls, callsNow, calls)
                || !take(reservation, announced)) {
            return Optional.empty();
        }
        use.calls++;
        callsNow++;
        uses.put(client, use);
        return Optional.of(reservation);
    }

    /** Whether a client has as many places as it may have. */
    synchronized boolean isAtLimit(String client) {
        Use use = uses.get(client);
        return use != null && use.calls >= limits.concurrency(client);
    }

    private boolean mayTake(long more, long own, long all, long total) {
        if (all + more > total) {
            return false;
        }
        long kept = fair ? Math.max(1, total / MemoryBudget.KEPT_PART) : 0;
        // There may always be one more client than are here now.
        return all + more <= total - kept || own + more <= total / Math.max(2, uses.size());
    }

    private synchronized boolean take(Reservation reservation, long more) {
        if (reservation.left
                || !mayTake(more, reservation.use.bytes, memory.taken(), memory.bytes())
                || !reservation.share.take(more)) {
            return false;
        }
        reservation.use.bytes += more;
        return true;
    }

    private synchronized void shrink(Reservation reservation, long needed) {
        long before = reservation.share.held();
        reservation.share.shrinkTo(needed);
        reservation.use.bytes -= before - reservation.share.held();
    }

    private synchronized void leave(Reservation reservation) {
        if (reservation.left) {
            return;
        }
        reservation.left = true;
        reservation.use.bytes -= reservation.share.held();
        reservation.share.close();
        reservation.use.calls--;
        callsNow--;
        if (reservation.use.calls == 0) {
            uses.remove(reservation.client);
        }
    }

    /** The place of one call, with the memory that its body takes. */
    final class Reservation {
        private final String client;
        private final Use use;
        private final MemoryBudget.Share share = memory.share();
        private boolean left;

        private Reservation(String client, Use use) {
            this.client = client;
            this.use = use;
        }

        /** Sees to it that there is memory for what the body has become; false if there is none, or if the call is over. */
        boolean growTo(long needed) {
            long more = needed - share.held();
            return more <= 0 || AdmissionLimiter.this.take(this, more);
        }

        /** Gives back what a body does not need that was thought to be larger. */
        void shrinkTo(long needed) {
            AdmissionLimiter.this.shrink(this, needed);
        }

        /** Gives the place back with all that was taken; only the first time counts. */
        void leave() {
            AdmissionLimiter.this.leave(this);
        }
    }
}
