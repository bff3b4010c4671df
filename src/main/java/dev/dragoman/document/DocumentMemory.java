package dev.dragoman.document;

import dev.dragoman.event.Door;
import dev.dragoman.memory.MemoryBudget;
import dev.dragoman.outcome.Outcome;
import dev.dragoman.outcome.Problem;
import java.io.IOException;
import java.time.Duration;

/** The memory that the documents of one ask take. */
final class DocumentMemory {
    /** How long an ask waits for memory that others have, unless its caller is told at once to come back. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** There is no room for a document. */
    static final class NoRoom extends IOException {
        private static final long serialVersionUID = 1;

        private final boolean ever;

        private NoRoom(boolean ever) {
            super("no memory for a document");
            this.ever = ever;
        }

        /** There is none now. */
        static NoRoom now() {
            return new NoRoom(true);
        }

        /** What it means for the ask. */
        Outcome outcome(ErrorSubject subject) {
            return ever
                    ? new Outcome.Unavailable(new Problem(
                            429,
                            "rate_limit_error",
                            "too_busy",
                            "Dragoman has as many documents in work as it may; try again.",
                            null))
                    : new Outcome.Rejected(subject.problem(
                            413,
                            "document_too_large",
                            "needs more memory inside the request than one call may have (nine tenths of"
                                    + " DRAGOMAN_HTTP_MAX_BODIES)"));
        }
    }

    private final MemoryBudget budget;
    private final MemoryBudget.Share share;
    private final Duration patience;

    DocumentMemory(MemoryBudget budget, Door door) {
        this.budget = budget;
        this.share = budget.share();
        this.patience = door.waitsForProvider() ? PATIENCE : Duration.ZERO;
    }

    /** How many bytes of a document go inside a request at most. */
    long largest() {
        return budget.largest() / 4 * 3;
    }

    /**
     * Takes memory for so many bytes of a document that go inside the request, as base64. May wait for it.
     *
     * @throws NoRoom if there is none
     */
    void take(long bytes) throws NoRoom {
        if (!share.await(inBase64(bytes), patience)) {
            throw new NoRoom(bytes <= largest());
        }
    }

    /** The same without waiting; false if there is no room. */
    boolean takeNow(long bytes) {
        return share.take(inBase64(bytes));
    }

    private static long inBase64(long bytes) {
        return bytes * 4 / 3;
    }

    /** Gives all of it back. */
    void giveBack() {
        share.close();
    }
}
