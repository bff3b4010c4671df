package dev.dragoman.batch;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.batch.BatchPlaces.OwnedBatch;
import dev.dragoman.delivery.Deliveries;
import dev.dragoman.delivery.VisibilityBackoff;
import dev.dragoman.document.Documents;
import dev.dragoman.event.Ask;
import dev.dragoman.event.Endpoint;
import dev.dragoman.json.Json;
import dev.dragoman.outcome.Answer;
import dev.dragoman.outcome.BatchReceipt;
import dev.dragoman.outcome.Outcome;
import dev.dragoman.outcome.Problem;
import dev.dragoman.outcome.Receipt;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * How a delivery of a batch file ends: with the results put together, with what is to come, or with what is wrong with the file. Its
 * methods block.
 */
final class BatchEnd {
    /** When to look again for what others have in work. */
    private static final Duration SHORTLY = Duration.ofSeconds(5);

    private final BatchStore store;
    private final @Nullable BatchPlaces places;
    private final Clock clock;
    private final VisibilityBackoff backoff;

    /**
     * @param store reads and writes objects
     * @param places where the batches of clients are; null for nowhere
     * @param clock tells the time
     * @param backoff how long to wait after failures
     */
    BatchEnd(BatchStore store, @Nullable BatchPlaces places, Clock clock, VisibilityBackoff backoff) {
        this.backoff = backoff;
        this.store = store;
        this.places = places;
        this.clock = clock;
    }

    /** Puts the results together if all slices are done, else says what is to come. */
    Answer of(BatchRun run) {
        try {
            Set<String> names = store.names(run.job().work());
            List<Integer> open = run.plan().open(names);
            return open.isEmpty() ? finished(run, names) : unfinished(run, open);
        } catch (SdkException failure) {
            return failed(run.ask(), run.receipt(), Deliveries.undelivered(failure));
        } catch (IOException failure) {
            return failed(
                    run.ask(),
                    run.receipt(),
                    Documents.unreadable(failure, run.job().work()));
        }
    }

    private Answer unfinished(BatchRun run, List<Integer> open) {
        Integer only = run.share().only();
        boolean isDone = only != null && !open.contains(only);
        List<Integer> next = only == null ? run.share().handOn() : following(run, open, only);
        if (isDone && next.isEmpty()) {
            return already(run.ask(), run.receipt(), Json.object());
        }
        boolean goesOn = !next.isEmpty() && (isDone || only == null || run.mayGoOn());
        Outcome unfinished = unfinished(run, open, run.pause());
        Outcome outcome =
                run.failure() instanceof Outcome.Misconfigured misconfigured && !goesOn ? misconfigured : unfinished;
        BatchReceipt.Unfinished left = new BatchReceipt.Unfinished(
                goesOn ? next : List.of(), run.hasAnswered(), run.plan().deadline());
        Answer answer = answer(run.ask(), run.receipt(), outcome, new BatchReceipt(Json.object(), left));
        return goesOn ? answer.withOutcome(unfinished(run, open, delay(run, answer, next))) : answer;
    }

    private static Outcome unfinished(BatchRun run, List<Integer> open, @Nullable Duration pause) {
        int slices = run.plan().slices();
        Problem problem = Problem.ofServer(
                503,
                "batch_unfinished",
                "%d of the batch's %d slices are done so far; the same file goes on with the rest."
                        .formatted(slices - open.size(), slices));
        return new Outcome.Unavailable(problem, pause);
    }

    // No longer than the lines that are left have time.
    private Duration delay(BatchRun run, Answer answer, List<Integer> next) {
        Duration left = Duration.between(clock.instant(), run.plan().deadline());
        Duration delay = wished(run, answer, next);
        return left.isNegative() || delay.compareTo(left) < 0 ? delay : left;
    }

    private Duration wished(BatchRun run, Answer answer, List<Integer> next) {
        Integer only = run.share().only();
        if (only == null || (run.failure() == null && !next.contains(only))) {
            return Duration.ZERO;
        }
        if (run.failure() == null || run.hasAnswered()) {
            return Objects.requireNonNullElse(run.pause(), SHORTLY);
        }
        ChainHistory history =
                ChainHistory.of(store.names(run.job().chain(run.plan().chain(only))));
        return backoff.after(Math.max(1, history.inVain(run.handedOn())), List.of(answer), clock.instant())
                .orElse(SHORTLY);
    }

    // Each slice that was sent at first goes on with every so many: so a queue has so many of them. One with lines
    // that fail is left behind, and comes round again after the others.
    private static List<Integer> following(BatchRun run, List<Integer> open, int slice) {
        if (open.contains(slice) && run.failure() == null) {
            return List.of(slice);
        }
        BatchPlan plan = run.plan();
        List<Integer> ofChain = open.stream()
                .filter(other -> plan.chain(other) == plan.chain(slice))
                .toList();
        Optional<Integer> behind =
                ofChain.stream().filter(other -> other > slice).findFirst();
        return behind.or(() -> ofChain.stream().findFirst()).stream().toList();
    }

    private Answer finished(BatchRun run, Set<String> names) throws IOException {
        BatchJob job = run.job();
        if (names.contains(BatchJob.END) && (job.cancellable() || run.share().only() != null)) {
            return already(run.ask(), run.receipt(), Json.object());
        }
        BatchTally tally = new BatchTally();
        try (UploadedObject answers = store.writer(job.results().output());
                UploadedObject errors = store.writer(job.results().errors())) {
            for (int number = 1; number <= run.plan().slices(); number++) {
                try (InputStream slice = store.open(job.slice(number), null, null, null)) {
                    SliceResult.append(slice, answers, errors, tally);
                }
            }
            // A file of the inbox has an output in any case, so that whoever waits for it sees it.
            if (answers.size() > 0 || !job.cancellable()) {
                answers.complete();
                describe(job, "output", answers.size());
            }
            if (errors.size() > 0) {
                errors.complete();
                describe(job, "errors", errors.size());
            } else if (!job.cancellable()) {
                store.remove(job.results().errors());
            }
        }
        if (job.results().stale() != null) {
            store.remove(job.results().stale());
        }
        ObjectNode content = content(run, tally, names.contains(BatchJob.CANCELLED));
        store.write(job.results().receipt(), content);
        store.write(job.ended(), content);
        unmark(job);
        return already(run.ask(), run.receipt(), content);
    }

    // A client finds the results of its batch among its files.
    private void describe(BatchJob job, String which, long size) {
        OwnedBatch batch = job.owned();
        if (batch != null && places != null) {
            String id = BatchPlaces.resultId(batch, which);
            ObjectNode file = FilesApi.described(
                    id,
                    size,
                    "%s_%s.jsonl".formatted(batch.id(), which),
                    "batch_output",
                    clock.instant().getEpochSecond(),
                    store.read(places.batch(batch)).flatMap(BatchApi::resultsLife));
            store.create(places.file(batch.owner(), id), Json.bytes(file));
        }
    }

    /** Nothing is left to do for a client's batch. */
    void unmark(BatchJob job) {
        OwnedBatch batch = job.owned();
        if (batch != null && places != null) {
            // The requests are not needed any more. The marker goes last: if this breaks off, it is done again.
            store.remove(job.file());
            store.remove(places.marker(batch));
        }
    }

    private ObjectNode content(BatchRun run, BatchTally tally, boolean cancelled) {
        BatchJob job = run.job();
        Instant now = clock.instant();
        Endpoint endpoint = Objects.requireNonNull(run.plan().index().endpoint());
        ObjectNode content = Json.object();
        ObjectNode document = content.putObject("document")
                .put("bucket", job.file().bucket())
                .put("key", job.file().key())
                .put("size", job.size());
        if (job.versionId() != null) {
            document.put("versionId", job.versionId());
        }
        if (job.eTag() != null) {
            document.put("eTag", job.eTag());
        }
        content.put("endpoint", endpoint.label())
                .put("outcome", cancelled ? "cancelled" : tally.isExpired() ? "expired" : "completed")
                .put("started", run.plan().begun().toString())
                .put("finished", now.toString())
                .put("wallMillis", Duration.between(run.plan().begun(), now).toMillis())
                .put("output", job.results().output().uri());
        if (tally.failed() > 0) {
            content.put("errors", job.results().errors().uri());
        }
        if (job.client() != null) {
            content.put("client", job.client());
        }
        return content.setAll(tally.json());
    }

    /** The file is wrong, and nothing of it was paid for. */
    Answer invalid(Ask ask, Receipt receipt, BatchJob job, BatchIndex index) {
        ObjectNode content = Json.object();
        ArrayNode faults = content.putArray(job.cancellable() ? "faults" : "errors");
        index.bad().forEach(bad -> faults.add(bad.json()));
        if (job.cancellable()) {
            content.put("outcome", "failed").put("finished", clock.instant().toString());
            store.write(job.ended(), content);
            unmark(job);
            return already(ask, receipt, content);
        }
        store.remove(job.results().output());
        store.remove(job.results().errors());
        BadLine first = index.bad().get(0);
        Outcome outcome = new Outcome.Rejected(Problem.ofAsk(
                400,
                "invalid_batch",
                "The batch file has %s, and nothing of it was paid for. %s%s"
                        .formatted(
                                count(index.bad().size()),
                                first.line() == 0 ? "" : "Line %d: ".formatted(first.line()),
                                first.fault().message()),
                "document"));
        return answer(ask, receipt, outcome, new BatchReceipt(content, null));
    }

    private static String count(int bad) {
        return bad == 1 ? "a fault" : bad < BatchLimits.NAMED ? bad + " faults" : bad + " faults or more";
    }

    /** Its results are written, or there is nothing to write. */
    Answer already(Ask ask, Receipt receipt, ObjectNode content) {
        return answer(ask, receipt, new Outcome.Completed("", Json.object(), "stop"), new BatchReceipt(content, null));
    }

    /** It could not be worked on. */
    Answer failed(Ask ask, Receipt receipt, Outcome outcome) {
        return answer(ask, receipt, outcome, null);
    }

    private Answer answer(Ask ask, Receipt receipt, Outcome outcome, @Nullable BatchReceipt batch) {
        Receipt whole = batch == null ? receipt : receipt.with(batch);
        String reason = outcome.match(Outcome.Answered::finishReason, failed -> null);
        return new Answer(
                ask, outcome, whole.with(new Receipt.End(clock.instant(), outcome.label(), reason, null, null)));
    }
}
