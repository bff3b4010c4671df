package dev.dragoman.batch;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.batch.BatchPlaces.OwnedBatch;
import dev.dragoman.batch.BatchRun.Past;
import dev.dragoman.batch.BatchRun.WorkShare;
import dev.dragoman.delivery.Continuations;
import dev.dragoman.delivery.ResultLocation;
import dev.dragoman.delivery.VisibilityBackoff;
import dev.dragoman.document.Documents;
import dev.dragoman.event.Ask;
import dev.dragoman.event.Content;
import dev.dragoman.event.Door;
import dev.dragoman.event.Endpoint;
import dev.dragoman.event.EntityTag;
import dev.dragoman.event.S3Location;
import dev.dragoman.event.Sha256;
import dev.dragoman.json.Json;
import dev.dragoman.outcome.Answer;
import dev.dragoman.outcome.Outcome;
import dev.dragoman.outcome.Problem;
import dev.dragoman.outcome.StageResult;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;

/**
 * Works on batch files: checks them, says which slices are worked on where, and puts the results together. All that is known of a batch is in
 * S3, and nothing there is overwritten with something else: so whoever comes next goes on, whenever a process dies. Every method
 * but the first blocks.
 */
public final class BatchWork {
    /** Below the place of clients' batches: the markers of those that are not done. */
    public static final String OPEN = BatchPlaces.OPEN;

    private static final String SUFFIX = ".jsonl";
    private static final int WORK_DIGITS = 32;

    /** So many messages in vain, one after the other, and the queue counts their deliveries. */
    private static final int MOST_IN_VAIN = 5;

    private final BatchStore store;
    private final ResultLocation output;
    private final @Nullable BatchPlaces places;
    private final Clock clock;
    private final BatchSettings settings;
    private final BatchEnd ends;

    /**
     * How batches are worked on.
     *
     * @param limits what a file may have, and how it is cut
     * @param fanOut how many slices of a batch are in a queue at a time
     * @param window how long a batch may take
     * @param least how much time must be left for a call
     * @param durable whether the ledger outlasts the process, so that another may go on with a slice
     */
    public record BatchSettings(BatchLimits limits, int fanOut, Duration window, Duration least, boolean durable) {}

    /**
     * @param s3 reads and writes objects
     * @param output where documents' results go
     * @param root where the batches of clients are; null for nowhere
     * @param clock tells the time
     * @param backoff how long slices with failures wait
     * @param settings how batches are worked on
     */
    public BatchWork(
            S3Client s3,
            ResultLocation output,
            @Nullable S3Location root,
            Clock clock,
            VisibilityBackoff backoff,
            BatchSettings settings) {
        this.store = new BatchStore(s3);
        this.output = output;
        this.places = root == null ? null : new BatchPlaces(root);
        this.clock = clock;
        this.settings = settings;
        this.ends = new BatchEnd(store, places, clock, backoff);
    }

    /**
     * What brought an ask about a file.
     *
     * @param byQueue whether a message did
     * @param mayHandOn whether its work may be handed on by another message
     * @param handedOn how often it was handed on already
     * @param isRedelivered whether it was delivered before
     */
    public record DeliveredBy(boolean byQueue, boolean mayHandOn, int handedOn, boolean isRedelivered) {
        static final DeliveredBy WITHOUT_HAND_ON = new DeliveredBy(false, false, 0, false);
    }

    /** What an ask about a file turned out to be. */
    public sealed interface Start {
        /** No batch: a document as any other. */
        record NotBatch() implements Start {}

        /** A batch on which there is nothing to work. */
        record Ended(Answer answer) implements Start {}

        /** A batch to work on. */
        record Begun(BatchRun run) implements Start {}
    }

    /**
     * Whether an ask may be about a batch file, by the file's name.
     *
     * @param previous the opened ask
     * @return true for a document of the S3 door that ends in {@code .jsonl}, and for the marker of a client's batch
     */
    public boolean mayBeBatch(StageResult<Content> previous) {
        return previous.match(
                open -> open.ask().door().writesResults()
                        && open.value()
                                .asDocument()
                                .filter(document -> document.excerpt() == null)
                                .map(Content.Document::location)
                                .filter(file ->
                                        file.key().toLowerCase(Locale.ROOT).endsWith(SUFFIX)
                                                || owned(file).isPresent())
                                .isPresent(),
                done -> false);
    }

    private Optional<OwnedBatch> owned(S3Location file) {
        return places == null ? Optional.empty() : places.marked(file);
    }

    /**
     * Looks at a file, and checks it if nobody has done so yet.
     *
     * @param open one that {@link #mayBeBatch}
     * @param came the ask as its door made it
     * @param delivery what brought it
     * @return what it is
     */
    public Start begin(StageResult.Continue<Content> open, Ask came, DeliveredBy delivery) {
        Content.Document document = open.value().asDocument().orElseThrow();
        Optional<OwnedBatch> owned = owned(document.location());
        try {
            if (places != null && owned.isPresent()) {
                return begin(places, owned.get(), open, came, delivery);
            }
            HeadObjectResponse head = store.describe(document.location());
            String eTag = EntityTag.of(head.eTag());
            if (!document.isThat(S3Location.version(head.versionId()), eTag)) {
                return ended(
                        open,
                        new Outcome.Rejected(
                                Problem.replaced(document.location().uri())));
            }
            if (document.slice() == null && !isBatch(document, eTag)) {
                return new Start.NotBatch();
            }
            return begin(open, came, job(document, head), delivery);
        } catch (SdkException | IOException failure) {
            return ended(open, Documents.unreadable(failure, document.location()));
        }
    }

    private Start begin(
            BatchPlaces known, OwnedBatch batch, StageResult.Continue<Content> open, Ask came, DeliveredBy delivery)
            throws IOException {
        Optional<ObjectNode> record = store.read(known.batch(batch));
        if (record.isEmpty() || store.head(known.marker(batch)).isEmpty()) {
            // It has ended, and this message or listing is older.
            return new Start.Ended(ends.already(open.ask(), open.receipt(), Json.object()));
        }
        Optional<HeadObjectResponse> file = store.head(known.input(batch));
        BatchJob job = known.job(
                batch,
                file.map(head -> EntityTag.of(head.eTag())).orElse(null),
                file.map(HeadObjectResponse::contentLength).orElse(0L),
                Endpoint.ofLines(record.get().path("endpoint").asText()).orElseThrow(),
                BatchApi.window(record.get().path("completion_window").asText()).orElse(settings.window()),
                record.get().path(BatchApi.CLIENT).textValue());
        if (file.isEmpty() && store.head(job.ended()).isEmpty()) {
            LineFault missing = new LineFault("file_missing", "The input file is not there any more.", "input_file_id");
            return new Start.Ended(ends.invalid(
                    open.ask(), open.receipt(), job, new BatchIndex(null, 0, List.of(), List.of(missing.at(0)))));
        }
        return begin(open, came, job, delivery);
    }

    private boolean isBatch(Content.Document document, @Nullable String eTag) throws IOException {
        try (InputStream in = store.open(document.location(), document.versionId(), eTag, null)) {
            return BatchScan.isBatch(in);
        }
    }

    // A file that is uploaded again is worked on again, so that what failed is tried anew. What was answered is in the
    // ledger, which knows a line by the file's version or bytes.
    private BatchJob job(Content.Document document, HeadObjectResponse head) {
        S3Location file = document.location();
        String eTag = EntityTag.of(head.eTag());
        String identity = Door.S3.identity(file.objectName(S3Location.version(head.versionId()), eTag));
        S3Location results = output.of(file, ResultLocation.RECEIPT);
        String upload = identity + "@" + head.lastModified();
        String folder = output.prefix() + ResultLocation.BATCH_STATE
                + Sha256.hex(upload).substring(0, WORK_DIGITS) + "/";
        return new BatchJob(
                file.uri(),
                file,
                document.versionId(),
                eTag,
                head.contentLength(),
                identity,
                new S3Location(results.bucket(), folder),
                new BatchJob.ResultPlaces(
                        output.of(file, ResultLocation.LINES),
                        output.of(file, ResultLocation.ERROR_LINES),
                        results,
                        output.of(file, ".error.json")),
                Door.BATCH,
                null,
                settings.window(),
                null,
                null);
    }

    private Start begin(StageResult.Continue<Content> open, Ask came, BatchJob job, DeliveredBy delivery)
            throws IOException {
        Set<String> names = store.names(job.work());
        Optional<ObjectNode> end = names.contains(BatchJob.END) ? store.read(job.ended()) : Optional.empty();
        Integer only = open.value().asDocument().orElseThrow().slice();
        if (end.isPresent()
                && (only != null
                        || job.cancellable()
                        || store.head(job.results().receipt()).isPresent())) {
            ends.unmark(job);
            return new Start.Ended(ends.already(open.ask(), open.receipt(), end.get()));
        }
        BatchPlan plan = names.contains(BatchJob.PLAN)
                ? store.read(job.plan()).map(BatchPlan::of).orElse(null)
                : null;
        if (plan == null) {
            BatchIndex index = scanned(job);
            if (!index.bad().isEmpty()) {
                return new Start.Ended(ends.invalid(open.ask(), open.receipt(), job, index));
            }
            plan = planned(job, index);
        }
        Instant until = Continuations.until(came, delivery.byQueue(), clock.instant());
        return new Start.Begun(new BatchRun(
                job,
                plan,
                open,
                came.endBy(),
                share(job, plan, names, only, delivery, until),
                settings.least(),
                settings.durable(),
                () -> isCancelled(job)));
    }

    private boolean isCancelled(BatchJob job) {
        try {
            return store.head(job.cancelled()).isPresent();
        } catch (SdkException unseen) {
            // The next look sees it.
            return false;
        }
    }

    private BatchIndex scanned(BatchJob job) throws IOException {
        if (job.size() > settings.limits().bytes()) {
            return BatchScan.tooLarge(settings.limits());
        }
        try (InputStream in = store.open(job.file(), job.versionId(), job.eTag(), null)) {
            return BatchScan.read(in, settings.limits(), job.endpoint());
        }
    }

    // Whoever was first has set the deadline.
    private BatchPlan planned(BatchJob job, BatchIndex index) {
        Instant now = clock.instant();
        BatchPlan plan = new BatchPlan(index, now, now.plus(job.window()), settings.fanOut());
        return store.create(job.plan(), Json.bytes(plan.json()))
                ? plan
                : store.read(job.plan()).map(BatchPlan::of).orElse(plan);
    }

    private WorkShare share(
            BatchJob job,
            BatchPlan plan,
            Set<String> names,
            @Nullable Integer named,
            DeliveredBy delivery,
            @Nullable Instant until) {
        // A message about a file of one slice is about that slice: what is not done of it is handed on as any other's.
        boolean isOfOne = delivery.mayHandOn() && plan.slices() == 1;
        Integer only = named == null && isOfOne ? Integer.valueOf(1) : named;
        List<Integer> open = plan.open(names);
        if (only != null) {
            Past past = past(job, plan, only, delivery);
            List<Integer> slices = open.contains(only) && past != Past.INTERRUPTED ? List.of(only) : List.of();
            return new WorkShare(slices, List.of(), only, past, delivery, until);
        }
        if (delivery.mayHandOn()) {
            List<Integer> first = IntStream.range(0, plan.fanOut())
                    .mapToObj(chain -> open.stream()
                            .filter(slice -> plan.chain(slice) == chain)
                            .findFirst())
                    .flatMap(Optional::stream)
                    .toList();
            return new WorkShare(List.of(), first, null, Past.NONE, delivery, until);
        }
        return new WorkShare(open, List.of(), null, Past.NONE, DeliveredBy.WITHOUT_HAND_ON, until);
    }

    private Past past(BatchJob job, BatchPlan plan, int slice, DeliveredBy delivery) {
        if (!delivery.isRedelivered() || !settings.durable()) {
            return Past.NONE;
        }
        ChainHistory history = ChainHistory.of(store.names(job.chain(plan.chain(slice))));
        if (!history.isInVain(delivery.handedOn())) {
            return Past.INTERRUPTED;
        }
        return history.inVain(delivery.handedOn()) < MOST_IN_VAIN ? Past.IN_VAIN : Past.STUCK;
    }

    private Start ended(StageResult.Continue<Content> open, Outcome outcome) {
        return new Start.Ended(ends.failed(open.ask(), open.receipt(), outcome));
    }

    /**
     * Ends this delivery of a batch: puts the results together if all slices are done, else says what is to come.
     *
     * @param run the batch's
     * @return the file's answer, for the stages that deliver it
     */
    public Answer end(BatchRun run) {
        return ends.of(run);
    }
}
