package dev.dragoman.model;

import dev.dragoman.memory.MemoryBudget;
import dev.dragoman.outcome.ProviderResponse.FailureReason;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The memory that the answers of one call take of what all calls share, counted as {@link dev.dragoman.json.JsonWeight} does.
 * An answer has been paid for, so one that finds no room waits for a while. Not for ever: two that hold some could wait for
 * each other.
 */
final class AnswerMemory implements AutoCloseable {
    /** So much is nobody's: most answers are smaller, and are not counted. */
    static final long FREE = 64 * 1024;

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration PAUSE = Duration.ofMillis(20);

    private final Delay delay;
    private final long most;
    private final MemoryBudget.Share share;

    AnswerMemory(MemoryBudget budget, Delay delay) {
        this.delay = delay;
        this.most = budget.largest();
        this.share = budget.share();
    }

    /**
     * Sees to it that the answer has so much.
     *
     * @return false if there is no room now
     */
    synchronized boolean growTo(long needed) {
        return needed <= FREE || needed <= share.held() || share.take(needed - share.held());
    }

    /** The most that one call can ever get, in bytes. */
    long largest() {
        return most;
    }

    /** Gives back what is not needed. */
    void shrinkTo(long needed) {
        share.shrinkTo(needed <= FREE ? 0 : needed);
    }

    /**
     * Sees to it that the answer has so much, and waits for that.
     *
     * @return fails with {@link CallFailure} if there never is so much, or was no room for a while
     */
    CompletionStage<Void> await(long needed) {
        // Who has most of what it needs waits longest, so that not all give up at once.
        long longer = PATIENCE.toMillis() * Math.min(share.held(), needed) / Math.max(1, needed);
        return await(needed, System.nanoTime() + PATIENCE.plusMillis(longer).toNanos());
    }

    private CompletionStage<Void> await(long needed, long end) {
        if (growTo(needed)) {
            return CompletableFuture.completedFuture(null);
        }
        if (needed > most || System.nanoTime() - end > 0) {
            return CompletableFuture.failedFuture(
                    new CallFailure(needed > most ? FailureReason.TOO_LARGE : FailureReason.NO_ROOM));
        }
        return delay.begin(PAUSE).thenCompose(over -> await(needed, end));
    }

    @Override
    public void close() {
        share.close();
    }
}
