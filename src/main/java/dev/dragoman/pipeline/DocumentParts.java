package dev.dragoman.pipeline;

import dev.dragoman.blocking.Blocking;
import dev.dragoman.delivery.Continuations;
import dev.dragoman.delivery.Deliveries;
import dev.dragoman.delivery.Redelivery;
import dev.dragoman.event.Ask;
import dev.dragoman.event.Trigger;
import dev.dragoman.outcome.Answer;
import dev.dragoman.outcome.StageResult;
import dev.dragoman.payload.ResolvedRequest;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.jspecify.annotations.Nullable;

/**
 * Reads a long document in parts, for {@code document-parts.camel.yaml}: each part, and each step that puts answers together, is
 * an ask that goes through all stages, so it is paid for once and found again when the document is delivered again.
 */
public final class DocumentParts {
    static final String RUN = "dragomanRun";

    private static final Duration BETWEEN_REPORTS = Duration.ofSeconds(10);

    private final Deliveries deliveries;
    private final Continuations continuations;
    private final Clock clock;
    private final Duration least;
    private final boolean durable;
    private final AtomicInteger open = new AtomicInteger();

    /** A run and what is told of it meanwhile. */
    private static final class ReportedRun {
        private final PartsRun run;
        private Instant reported;
        private CompletionStage<Void> report = CompletableFuture.completedFuture(null);

        ReportedRun(PartsRun run, Instant now) {
            this.run = run;
            this.reported = now;
        }
    }

    /**
     * @param deliveries writes how far a document is
     * @param continuations hands on what a message did not get done
     * @param clock tells the time
     * @param least how much time must be left for a call
     * @param durable whether the ledger outlasts the process, so that another may go on with the rest
     * @param metrics gets the gauge
     */
    public DocumentParts(
            Deliveries deliveries,
            Continuations continuations,
            Clock clock,
            Duration least,
            boolean durable,
            MeterRegistry metrics) {
        this.deliveries = deliveries;
        this.continuations = continuations;
        this.clock = clock;
        this.least = least;
        this.durable = durable;
        metrics.gauge("dragoman.parts.open", open);
    }

    /**
     * Whether an ask is about a document that is too long for one request.
     *
     * @param previous the resolved ask
     * @return true if it goes by {@code document-parts.camel.yaml}
     */
    public boolean isLong(@Body StageResult<ResolvedRequest> previous) {
        return previous.match(going -> going.value().division() != null, done -> false);
    }

    /**
     * Begins to read.
     *
     * @param previous one that {@link #isLong}
     * @param came the ask as its door made it
     * @param batch the messages that brought it; null if no queue did
     * @param exchange gets the run as a property
     */
    public void begin(
            @Body StageResult<ResolvedRequest> previous,
            @ExchangeProperty("dragomanAsk") Ask came,
            @ExchangeProperty("batch") Trigger.@Nullable MessageBatch batch,
            Exchange exchange) {
        PartsRun run = previous.match(going -> new PartsRun(going, came.endBy(), clockwork(came, batch)), done -> {
            throw new IllegalStateException("the ask is answered");
        });
        open.addAndGet(run.division().parts().size());
        exchange.setProperty(RUN, new ReportedRun(run, clock.instant()));
    }

    private PartsRun.Clockwork clockwork(Ask ask, Trigger.@Nullable MessageBatch batch) {
        Optional<Redelivery> redelivery = batch == null || !durable
                ? Optional.empty()
                : batch.messages().stream()
                        .filter(message -> message.asks().stream()
                                .anyMatch(brought -> brought.id().equals(ask.id())))
                        .flatMap(message -> continuations.redelivery(message).stream())
                        .findFirst();
        Instant until = Continuations.until(ask, batch != null, clock.instant());
        return new PartsRun.Clockwork(least, until, redelivery.orElse(null), durable);
    }

    /**
     * Whether there are asks to answer.
     *
     * @param reading the document's
     * @param exchange keeps the document's ask for what may fail: a part's has taken its place
     * @return false at the end, and if the rest can't be answered now
     */
    public boolean hasNext(@ExchangeProperty(RUN) Object reading, Exchange exchange) {
        exchange.setProperty("dragomanAsk", run(reading).ask());
        return run(reading).hasNext();
    }

    /**
     * The asks that may be answered at the same time.
     *
     * @param reading the document's
     * @return at least one
     */
    public List<Ask> next(@ExchangeProperty(RUN) Object reading) {
        return run(reading).next();
    }

    /**
     * Whether an ask of the document may be begun.
     *
     * @param reading the document's
     * @return false if no time is left for another call, or if the rest is handed on
     */
    public boolean mayBegin(@ExchangeProperty(RUN) Object reading) {
        return run(reading).mayBegin(clock.instant());
    }

    /**
     * Notes the answer to a part.
     *
     * @param answered an answer; an ask if it was not begun
     * @param reading the document's
     * @return nothing that takes memory: the document's run has what it needs
     */
    public Boolean note(@Body Object answered, @ExchangeProperty(RUN) Object reading) {
        if (answered instanceof Answer answer) {
            if (run(reading).note(answer)) {
                open.decrementAndGet();
            }
            report((ReportedRun) reading);
        }
        return answered instanceof Answer;
    }

    private void report(ReportedRun reading) {
        synchronized (reading) {
            Instant now = clock.instant();
            if (reading.run.ask().door().writesResults()
                    && Duration.between(reading.reported, now).compareTo(BETWEEN_REPORTS) >= 0) {
                reading.reported = now;
                reading.report = reading.report.thenCompose(before -> Blocking.run(() -> {
                    deliveries.writeProgress(reading.run.division().document().location(), reading.run.progress());
                    return null;
                }));
            }
        }
    }

    /**
     * Ends the reading.
     *
     * @param reading the document's
     * @return the document's answer, for the stages that deliver it
     */
    public CompletionStage<StageResult<ResolvedRequest>> end(@ExchangeProperty(RUN) Object reading) {
        PartsRun run = run(reading);
        open.addAndGet(-run.open());
        Answer answer = run.end(clock.instant());
        synchronized (reading) {
            return ((ReportedRun) reading).report.handle((done, failed) -> new StageResult.Done<>(answer));
        }
    }

    private static PartsRun run(Object reading) {
        return ((ReportedRun) reading).run;
    }
}
