package dev.dragoman.batch;

import dev.dragoman.event.Ask;
import dev.dragoman.event.Content;
import dev.dragoman.event.S3Location;
import dev.dragoman.outcome.Answer;
import dev.dragoman.outcome.Outcome;
import dev.dragoman.outcome.Receipt;
import dev.dragoman.outcome.StageResult;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What one delivery of a batch file works on: all of its slices, one of them, or none if they are handed on. The methods lock: lines
 * are answered at the same time.
 */
public final class BatchRun {
    /** So many lines that could not be answered now mean that the next ones can't be either. */
    private static final int FAILURES_IN_A_ROW = 10;

    /** How old what is known of a cancellation may be: new lines stop within a second. */
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(500);

    private final BatchJob job;
    private final BatchPlan plan;
    private final Ask ask;
    private final Receipt receipt;
    private final WorkShare share;
    private final Duration least;
    private final boolean durable;
    private final BooleanSupplier cancelled;

    private final AtomicReference<Instant> lastLook = new AtomicReference<>(Instant.EPOCH);
    private volatile boolean isCancelled;
    private int newly;
    private int failuresInARow;
    private boolean stopped;
    private @Nullable Outcome failure;
    private @Nullable Duration pause;

    /** What became of the earlier deliveries of a message. */
    enum Past {
        /** There were none that count. */
        NONE,
        /** Its process has died, but not in vain, or before the slice was begun: the slice is only sent anew. */
        INTERRUPTED,
        /** Its slice was begun, and nothing came of it. */
        IN_VAIN,
        /** So it was, and with several messages before: perhaps it is the slice that its processes die of. */
        STUCK
    }

    /**
     * Which part of the batch a delivery works on.
     *
     * @param slices those to work on here
     * @param handOn those that messages are sent for instead
     * @param only the slice that the message is about; null if it is about the whole file
     * @param past what became of the message's earlier deliveries
     * @param delivery whether what is not done here may be handed on by another message, and whether that has to be soon
     * @param until when to stop; null for never
     */
    record WorkShare(
            List<Integer> slices,
            List<Integer> handOn,
            @Nullable Integer only,
            Past past,
            BatchWork.DeliveredBy delivery,
            @Nullable Instant until) {}

    /**
     * @param least how much time must be left for a call
     * @param durable whether answers outlast this process
     * @param cancelled looks whether the batch was cancelled; may block
     */
    BatchRun(
            BatchJob job,
            BatchPlan plan,
            StageResult.Continue<Content> open,
            @Nullable Instant endBy,
            WorkShare share,
            Duration least,
            boolean durable,
            BooleanSupplier cancelled) {
        this.job = job;
        this.plan = plan;
        this.ask = open.ask().withEnd(endBy);
        this.receipt = open.receipt();
        this.share = share;
        this.least = least;
        this.durable = durable;
        this.cancelled = cancelled;
        this.pause = share.past() == Past.INTERRUPTED ? Duration.ZERO : null;
    }

    BatchJob job() {
        return job;
    }

    BatchPlan plan() {
        return plan;
    }

    /**
     * The ask about the file.
     *
     * @return as its door made it
     */
    public Ask ask() {
        return ask;
    }

    Receipt receipt() {
        return receipt;
    }

    WorkShare share() {
        return share;
    }

    /**
     * The slices to work on here.
     *
     * @return from 1, in their order
     */
    public List<Integer> slices() {
        return share.slices();
    }

    /**
     * Whether a message brought it for one slice: then it keeps the message's place among those of the queue.
     *
     * @return false if it is about the whole file
     */
    public boolean isByMessage() {
        return share.only() != null;
    }

    /**
     * Whether its message was delivered before, and nothing came of it. Then it goes before other work of its kind, and is handed
     * on as soon as something was newly answered: else processes that die would use up its deliveries.
     *
     * @return false if what is answered would not outlast this process
     */
    public boolean isRedelivered() {
        return share.past() == Past.IN_VAIN || share.past() == Past.STUCK;
    }

    /** How often its message was handed on already. */
    public int handedOn() {
        return share.delivery().handedOn();
    }

    /** The chain of slices to which its message belongs; empty if it is of no use to know, since the message can't be handed on. */
    Optional<S3Location> chain() {
        Integer only = share.only();
        return only != null && durable && share.delivery().mayHandOn()
                ? Optional.of(job.chain(plan.chain(only)))
                : Optional.empty();
    }

    /**
     * How long it may wait for a place.
     *
     * @param now the time
     * @param most how long at most
     * @return less if it has to stop before; never less than nothing
     */
    public Duration patience(Instant now, Duration most) {
        Instant until = share.until();
        Duration left = until == null ? most : Duration.between(now, until.minus(least));
        return left.isNegative() ? Duration.ZERO : left.compareTo(most) < 0 ? left : most;
    }

    /**
     * Whether another line may be begun. May block for a look at S3.
     *
     * @param now the time
     * @return false if the batch is over, or if no time is left here
     */
    public boolean mayBegin(Instant now) {
        Instant until = share.until();
        boolean late = until != null && now.plus(least).isAfter(until);
        return !late && !isStopped() && over(now) == null;
    }

    private synchronized boolean isStopped() {
        return stopped;
    }

    /**
     * Whether the batch is over, so that lines without an answer get none.
     *
     * @param now the time
     * @return true once it has expired or was cancelled
     */
    public boolean isOver(Instant now) {
        return over(now) != null;
    }

    // One at a time looks, and not in the monitor: an event loop that notes an answer must not wait for S3.
    ResultLine.@Nullable NotBegun over(Instant now) {
        Instant last = lastLook.get();
        boolean isDue = Duration.between(last, now).compareTo(BETWEEN_LOOKS) >= 0;
        if (job.cancellable() && !isCancelled && isDue && lastLook.compareAndSet(last, now)) {
            isCancelled = cancelled.getAsBoolean();
        }
        return known(now);
    }

    private ResultLine.@Nullable NotBegun known(Instant now) {
        if (isCancelled) {
            return ResultLine.NotBegun.CANCELLED;
        }
        return now.isBefore(plan.deadline()) ? null : ResultLine.NotBegun.EXPIRED;
    }

    /**
     * Notes the answer to a line.
     *
     * @param slice the line's
     * @param answer the answer
     * @param now the time
     * @return whether it is the first one that was newly answered and kept
     */
    public boolean note(SliceWork slice, Answer answer, Instant now) {
        slice.note(answer, known(now));
        synchronized (this) {
            newly += answer.isNewlyKept() ? 1 : 0;
            if (isRedelivered() && newly > 0) {
                stopped = true;
                waitFor(Duration.ZERO);
            }
            if (answer.outcome().isInProgress()) {
                // Somebody else's process is at it, or has died with it. That says nothing of the provider.
                answer.outcome().knownPause().ifPresent(this::waitFor);
            } else if (answer.outcome() instanceof Outcome.Failed failed && failed.isRetryable()) {
                fail(failed);
                failuresInARow++;
                boolean isOfAll = failed instanceof Outcome.Misconfigured
                        && !failed.problem().isOfReference();
                stopped |= isOfAll || failuresInARow >= FAILURES_IN_A_ROW;
            } else if (!answer.receipt().isFromLedger()) {
                // What was found says nothing of the provider as it is now.
                failuresInARow = 0;
            }
            return newly == 1 && answer.isNewlyKept();
        }
    }

    /** Notes why something was not done. What an operator has to repair is told rather than what passes. */
    synchronized void fail(Outcome why) {
        failure = failure == null || why instanceof Outcome.Misconfigured ? why : failure;
        why.knownPause().ifPresent(this::waitFor);
    }

    /** Notes that a slice is in work elsewhere, or has no place here. */
    public synchronized void waitFor(Duration rest) {
        pause = pause == null || rest.compareTo(pause) > 0 ? rest : pause;
    }

    /** Why something was not done; null if nothing failed. */
    synchronized @Nullable Outcome failure() {
        return failure;
    }

    /** How long to wait before the rest is tried; null if nobody knows. */
    synchronized @Nullable Duration pause() {
        return pause;
    }

    /** Whether something was newly answered, and outlasts this process. */
    synchronized boolean hasAnswered() {
        return newly > 0 && durable;
    }

    /**
     * Whether another message may go on. That of a slice with failures is as good a try as another delivery of this one would be,
     * and does not end in the dead-letter queue before the batch's deadline. If processes die of it, somebody has to be told.
     */
    synchronized boolean mayGoOn() {
        boolean isTried = durable && (newly > 0 || failure != null);
        boolean isLeft = failure == null && pause != null && share.past() != Past.STUCK;
        return share.delivery().mayHandOn() && (isTried || isLeft);
    }
}
