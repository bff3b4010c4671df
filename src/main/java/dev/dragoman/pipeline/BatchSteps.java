package dev.dragoman.pipeline;

import dev.dragoman.batch.BatchRun;
import dev.dragoman.batch.BatchWork;
import dev.dragoman.batch.SliceClaims;
import dev.dragoman.batch.SliceWork;
import dev.dragoman.blocking.Blocking;
import dev.dragoman.delivery.Continuations;
import dev.dragoman.event.Ask;
import dev.dragoman.event.Content;
import dev.dragoman.event.Continuation;
import dev.dragoman.event.QueueMessage;
import dev.dragoman.event.Trigger;
import dev.dragoman.outcome.Answer;
import dev.dragoman.outcome.StageResult;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.jspecify.annotations.Nullable;

/** The steps of {@code batch.camel.yaml}. */
public final class BatchSteps {
    static final String RUN = "dragomanBatch";
    static final String SLICE = "dragomanSlice";

    /** For so long a slice that a message brought waits for those that are in work: longer than a slice of slow calls takes. */
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    /** For so long at most a slice without a place goes back to its queue: first for a second, then for twice as long each time. */
    private static final long LONGEST_REST_SECONDS = 5;

    private final BatchWork work;
    private final SliceClaims claims;
    private final Continuations continuations;
    private final ConcurrencyLimiter slices;
    private final ConcurrencyLimiter queuedSlices;
    private final ConcurrencyLimiter redeliveredSlices;
    private final Clock clock;
    private final BooleanSupplier ending;

    /**
     * @param work knows what batches are
     * @param claims takes their slices
     * @param continuations knows what may be handed on
     * @param slices how many slices are in work here
     * @param queuedSlices how many slices that messages brought are here: each keeps its message's place of the queue
     * @param redeliveredSlices how many of those whose message was delivered before are in work beside the others
     * @param clock tells the time
     * @param ending whether the process was asked to end: then no line is begun
     */
    public BatchSteps(
            BatchWork work,
            SliceClaims claims,
            Continuations continuations,
            ConcurrencyLimiter slices,
            ConcurrencyLimiter queuedSlices,
            ConcurrencyLimiter redeliveredSlices,
            Clock clock,
            BooleanSupplier ending) {
        this.work = work;
        this.claims = claims;
        this.continuations = continuations;
        this.slices = slices;
        this.queuedSlices = queuedSlices;
        this.redeliveredSlices = redeliveredSlices;
        this.clock = clock;
        this.ending = ending;
    }

    /**
     * Whether an ask may be about a batch file.
     *
     * @param previous the opened ask
     * @return true if it goes by {@code batch.camel.yaml}
     */
    public boolean mayBeBatch(@Body StageResult<Content> previous) {
        return work.mayBeBatch(previous);
    }

    /**
     * Looks at the file, and begins to work on it if it is a batch. Runs on a worker thread.
     *
     * @param previous one that {@link #mayBeBatch}
     * @param came the ask as its door made it
     * @param batch the messages that brought it; null if no queue did
     * @param exchange gets the run as a property
     * @return the same result if it is no batch, or one to work on; else done
     */
    public CompletionStage<StageResult<Content>> begin(
            @Body StageResult<Content> previous,
            @ExchangeProperty("dragomanAsk") Ask came,
            @ExchangeProperty("batch") Trigger.@Nullable MessageBatch batch,
            Exchange exchange) {
        Optional<QueueMessage> message = batch == null
                ? Optional.empty()
                : batch.messages().stream()
                        .filter(brought -> brought.asks().size() == 1
                                && brought.asks().get(0).equals(came))
                        .findFirst();
        boolean mayHandOn = message.filter(continuations::mayHandOn).isPresent();
        boolean isRedelivered = message.flatMap(continuations::redelivery).isPresent();
        int handedOn = message.flatMap(brought -> Optional.ofNullable(brought.continuation()))
                .map(Continuation::count)
                .orElse(0);
        BatchWork.DeliveredBy delivery = new BatchWork.DeliveredBy(batch != null, mayHandOn, handedOn, isRedelivered);
        return previous.thenAsync(open -> Blocking.run(() -> {
            BatchWork.Start start = work.begin(open, came, delivery);
            if (start instanceof BatchWork.Start.Begun begun) {
                exchange.setProperty(RUN, begun.run());
            }
            return start instanceof BatchWork.Start.Ended ended ? new StageResult.Done<>(ended.answer()) : open;
        }));
    }

    /**
     * Whether there is a batch to work on.
     *
     * @param run the batch's; null if the file is none
     * @return true after {@link #begin} has begun one
     */
    public boolean isBegun(@ExchangeProperty(RUN) @Nullable BatchRun run) {
        return run != null;
    }

    /**
     * Whether a message brought one slice.
     *
     * @param run the batch's
     * @return false if it is about the whole file
     */
    public boolean isByMessage(@ExchangeProperty(RUN) BatchRun run) {
        return run.isByMessage();
    }

    /**
     * The slices to work on.
     *
     * @param run the batch's
     * @return from 1
     */
    public List<Integer> slices(@ExchangeProperty(RUN) BatchRun run) {
        return run.slices();
    }

    /**
     * Takes a slice, once there is a place for it. May wait for that; a slice that a message brought goes back to its queue if it
     * waited too long, or if too many wait here already.
     *
     * @param number which slice
     * @param run the batch's
     * @param exchange keeps the place, and the slice if it was taken
     * @return nothing that takes memory
     * @throws InterruptedException if the process ends while it waits
     */
    public CompletionStage<Boolean> claim(@Body Integer number, @ExchangeProperty(RUN) BatchRun run, Exchange exchange)
            throws InterruptedException {
        if (run.isByMessage()) {
            boolean mayWait = run.isRedelivered() || queuedSlices.tryEnter(exchange);
            if (!mayWait || !hasPlace(run, exchange)) {
                run.waitFor(rest(run.handedOn()));
                return CompletableFuture.completedFuture(false);
            }
        } else {
            slices.enter(exchange);
        }
        return Blocking.run(() -> {
            SliceWork slice = ending.getAsBoolean() ? null : claims.claim(run, number);
            exchange.setProperty(SLICE, slice);
            return slice != null;
        });
    }

    private boolean hasPlace(BatchRun run, Exchange exchange) throws InterruptedException {
        ConcurrencyLimiter places = run.isRedelivered() ? redeliveredSlices : slices;
        return places.tryEnter(exchange, run.patience(clock.instant(), PATIENCE));
    }

    /**
     * Whether the lines of a slice go before those of others.
     *
     * @param run the batch's
     * @return true if its message was delivered before
     */
    public boolean isRedelivered(@ExchangeProperty(RUN) BatchRun run) {
        return run.isRedelivered();
    }

    // The message of a slice was handed on once when the slices were told apart.
    static Duration rest(int handedOn) {
        return Duration.ofSeconds(Math.min(LONGEST_REST_SECONDS, 1L << Math.min(Math.max(0, handedOn - 1), 10)));
    }

    /**
     * The asks of a slice.
     *
     * @param run the batch's
     * @param slice the slice; null if it was not taken
     * @return one for each line, in the order in which they are begun
     */
    public List<Ask> asks(@ExchangeProperty(RUN) BatchRun run, @ExchangeProperty(SLICE) @Nullable SliceWork slice) {
        return slice == null ? List.of() : claims.asks(run, slice);
    }

    /**
     * Whether a line has to wait for a place at all. May block for a look at S3.
     *
     * @param run the batch's
     * @return false if the rest of the slice is left for another time
     */
    public boolean isOpen(@ExchangeProperty(RUN) BatchRun run) {
        return mayBegin(run) || isOver(run);
    }

    /**
     * Whether a line may be begun. May block for a look at S3.
     *
     * @param run the batch's
     * @return false if the batch is over, if no time is left here, or if the process ends
     */
    public boolean mayBegin(@ExchangeProperty(RUN) BatchRun run) {
        return !ending.getAsBoolean() && run.mayBegin(clock.instant());
    }

    /**
     * Whether the batch is over: then only what was paid for already is looked up.
     *
     * @param run the batch's
     * @return true once it has expired or was cancelled
     */
    public boolean isOver(@ExchangeProperty(RUN) BatchRun run) {
        return run.isOver(clock.instant());
    }

    /**
     * The ask to look up. Its own deadline would leave no time for that.
     *
     * @param ask a line's
     * @return without a deadline
     */
    public Ask overdue(@Body Ask ask) {
        return ask.withoutDeadline();
    }

    /**
     * Notes the answer to a line.
     *
     * @param answered an answer; an ask if it was not begun
     * @param run the batch's
     * @param slice the line's
     * @return nothing that takes memory
     */
    public CompletionStage<Boolean> note(
            @Body Object answered, @ExchangeProperty(RUN) BatchRun run, @ExchangeProperty(SLICE) SliceWork slice) {
        boolean isFirst = answered instanceof Answer answer && run.note(slice, answer, clock.instant());
        return isFirst
                ? Blocking.run(() -> {
                    claims.storeAnswered(run);
                    return true;
                })
                : CompletableFuture.completedFuture(false);
    }

    /**
     * Stores a slice that is done. Runs on a worker thread.
     *
     * @param run the batch's
     * @param slice the slice; null if it was not taken
     * @param exchange lets go of the slice: Camel keeps the exchanges of all slices until the last one is done
     * @return nothing that takes memory
     */
    public CompletionStage<Boolean> close(
            @ExchangeProperty(RUN) BatchRun run,
            @ExchangeProperty(SLICE) @Nullable SliceWork slice,
            Exchange exchange) {
        exchange.removeProperty(SLICE);
        exchange.setProperty("dragomanAsk", run.ask());
        return slice == null
                ? CompletableFuture.completedFuture(false)
                : Blocking.run(() -> {
                    claims.close(run, slice);
                    return true;
                });
    }

    /**
     * Ends this delivery of the batch. Runs on a worker thread.
     *
     * @param run the batch's
     * @param exchange keeps the file's ask for what may fail: a line's has taken its place
     * @return the file's answer, for the stages that deliver it
     */
    public CompletionStage<StageResult<Content>> end(@ExchangeProperty(RUN) BatchRun run, Exchange exchange) {
        exchange.setProperty("dragomanAsk", run.ask());
        return Blocking.run(() -> new StageResult.Done<>(work.end(run)));
    }
}
