package dev.dragoman.batch;

import dev.dragoman.batch.LineReader.FileLine;
import dev.dragoman.delivery.Deliveries;
import dev.dragoman.document.Documents;
import dev.dragoman.event.Ask;
import dev.dragoman.event.S3Location;
import dev.dragoman.ledger.Ledger;
import dev.dragoman.ledger.LedgerStoreException;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * Takes slices of batches for this process, and stores what came of them. The ledger tells which are in work. The methods block, except
 * for {@link #asks}.
 */
public final class SliceClaims {
    private static final Logger LOG = Logger.getLogger(SliceClaims.class);

    private final BatchStore store;
    private final Ledger ledger;
    private final BatchLimits limits;
    private final Clock clock;

    /**
     * @param s3 reads and writes objects
     * @param ledger tells which slices are in work
     * @param limits what a line may have
     * @param clock tells the time
     */
    public SliceClaims(S3Client s3, Ledger ledger, BatchLimits limits, Clock clock) {
        this.store = new BatchStore(s3);
        this.ledger = ledger;
        this.limits = limits;
        this.clock = clock;
    }

    /**
     * Takes a slice for this process.
     *
     * @param run the batch's
     * @param number which slice, from 1
     * @return null if there is nothing to do now: it is done or in work elsewhere, or no time is left; the run knows
     */
    public @Nullable SliceWork claim(BatchRun run, int number) {
        Instant now = clock.instant();
        BatchJob job = run.job();
        String claim = claim(job, number);
        try {
            if (!run.mayBegin(now) && !run.isOver(now)) {
                storeBegun(run);
                return null;
            }
            Optional<Duration> held = ledger.claim(claim);
            if (held.isPresent()) {
                run.waitFor(held.get());
                return null;
            }
        } catch (LedgerStoreException failure) {
            storeBegun(run);
            run.fail(Ledger.unusable(failure));
            return null;
        }
        storeBegun(run);
        SliceWork work = null;
        try {
            if (store.head(job.slice(number)).isEmpty()) {
                work = new SliceWork(
                        job, number, lines(job, run.plan().index().slices().get(number - 1)));
            }
            return work;
        } catch (SdkException | IOException failure) {
            run.fail(Documents.unreadable(failure, job.file()));
            return null;
        } finally {
            if (work == null) {
                ledger.giveUp(claim);
            }
        }
    }

    private static String claim(BatchJob job, int slice) {
        return job.slice(slice).uri();
    }

    private List<BatchLine> lines(BatchJob job, LineSlice slice) throws IOException {
        String range = "bytes=%d-%d".formatted(slice.offset(), slice.offset() + slice.length() - 1);
        List<BatchLine> lines = new ArrayList<>();
        try (InputStream in = store.open(job.file(), job.versionId(), job.eTag(), range)) {
            LineReader reader = new LineReader(in, limits.lineBytes());
            for (FileLine line = reader.next(); line != null; line = reader.next()) {
                if (line.text() != null && !line.isBlank()) {
                    lines.add(BatchLine.<@Nullable BatchLine>read(line.text(), Function.identity(), wrong -> null));
                }
            }
        }
        if (lines.size() != slice.lines() || lines.contains(null)) {
            throw new IOException("the file is not the one that was checked");
        }
        return lines;
    }

    /**
     * The asks of a slice's lines.
     *
     * @param run the batch's
     * @param slice one that was claimed
     * @return in the order in which they are begun, another one each time
     */
    public List<Ask> asks(BatchRun run, SliceWork slice) {
        List<Ask> asks = new ArrayList<>(slice.asks(run));
        // What is answered already is not known, and costs a read each. Lines that fail must not always be the first.
        Collections.shuffle(asks, new Random(clock.millis()));
        return asks;
    }

    /**
     * Stores that something of a slice was newly answered by its message. If this process dies, the message's next delivery finds
     * that, and only sends the slice anew: a delivery counts if the slice was begun and nothing of it was answered.
     *
     * @param run the batch's
     */
    public void storeAnswered(BatchRun run) {
        leaveBehind(run, ChainHistory.answeredName(run.handedOn()));
    }

    // Also if it is too late, or if the ledger fails: what comes again and again without getting on must count.
    private void storeBegun(BatchRun run) {
        leaveBehind(run, ChainHistory.begunName(run.handedOn()));
    }

    private void leaveBehind(BatchRun run, String name) {
        try {
            run.chain()
                    .map(chain -> new S3Location(chain.bucket(), chain.key() + name))
                    .ifPresent(object -> store.create(object, new byte[0]));
        } catch (SdkException unstored) {
            // If the process lives on, nobody needs it; if not, one delivery more counts, or one less.
            LOG.debugf(unstored, "%s of %s could not be stored", name, run.job().name());
        }
    }

    /**
     * Stores a slice if it is done, and gives it back.
     *
     * @param run the batch's
     * @param slice one that was claimed, all of whose lines were tried
     */
    public void close(BatchRun run, SliceWork slice) {
        BatchJob job = run.job();
        try {
            SliceResult result = slice.result();
            if (result != null) {
                // Perhaps an earlier try of the same request was stored, and only its answer got lost.
                boolean unused = store.create(job.slice(slice.number()), result.bytes());
                BatchTally tally = result.tally();
                store.create(job.counts(slice.number(), tally.completed(), tally.failed()), new byte[0]);
            }
        } catch (SdkException failure) {
            run.fail(Deliveries.undelivered(failure));
        } finally {
            ledger.giveUp(claim(job, slice.number()));
        }
    }
}
