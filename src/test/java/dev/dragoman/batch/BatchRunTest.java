package dev.dragoman.batch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dragoman.Given;
import dev.dragoman.batch.BatchRun.Past;
import dev.dragoman.batch.BatchRun.WorkShare;
import dev.dragoman.event.Ask;
import dev.dragoman.event.Door;
import dev.dragoman.event.Endpoint;
import dev.dragoman.event.S3Location;
import dev.dragoman.json.Json;
import dev.dragoman.outcome.Outcome;
import dev.dragoman.outcome.Problem;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BatchRunTest {
    private static final Instant DEADLINE = Given.NOW.plus(Duration.ofHours(24));
    private static final S3Location FILE = new S3Location("papers", "inbox/a.jsonl");
    private static final Outcome NO_SUCH_BUCKET =
            new Outcome.Misconfigured(Problem.ofServer(503, "bucket_missing", "The bucket is not there."));
    private static final Outcome IN_PROGRESS = new Outcome.Unavailable(
            new Problem(409, "conflict_error", "in_progress", "It is being answered.", null), Duration.ofMinutes(3));

    private final BatchJob job = new BatchJob(
            "a.jsonl",
            FILE,
            null,
            "tag",
            100,
            "id",
            new S3Location("papers", "batches/0/"),
            new BatchJob.ResultPlaces(FILE, FILE, FILE, null),
            Door.BATCH,
            null,
            Duration.ofHours(24),
            null,
            null);
    private final List<BatchLine> lines = IntStream.range(0, 2)
            .mapToObj(i -> new BatchLine("line-" + i, Endpoint.RESPONSES, Json.object()))
            .toList();
    private final SliceWork slice = new SliceWork(job, 3, lines);

    private BatchRun run(Past past) {
        BatchWork.DeliveredBy delivery = new BatchWork.DeliveredBy(true, true, 7, false);
        Ask ask = Given.document("papers", "inbox/a.jsonl");
        return new BatchRun(
                job,
                new BatchPlan(new BatchIndex(Endpoint.RESPONSES, 2, List.of(), List.of()), Given.NOW, DEADLINE, 2),
                Given.open(ask, ask.content()),
                null,
                new WorkShare(List.of(3), List.of(), 3, past, delivery, null),
                Duration.ZERO,
                true,
                () -> false);
    }

    private boolean note(BatchRun run, Outcome outcome, Instant now) {
        return run.note(slice, Given.answer(slice.asks(run).get(0), outcome), now);
    }

    @Test
    void aLineThatCanNotBeReadDoesNotStopTheOthers() {
        BatchRun run = run(Past.NONE);
        IntStream.range(0, 9).forEach(again -> note(run, NO_SUCH_BUCKET, Given.NOW));
        assertThat(run.mayBegin(Given.NOW)).isTrue();

        note(run, NO_SUCH_BUCKET, Given.NOW);
        assertThat(run.mayBegin(Given.NOW)).as("ten in a row").isFalse();

        BatchRun other = run(Past.NONE);
        note(other, Given.misconfigured(), Given.NOW);
        assertThat(other.mayBegin(Given.NOW)).as("that is so for all lines").isFalse();
    }

    @Test
    void aLineThatSomebodyElseIsAnsweringSaysNothingOfTheProvider() {
        BatchRun run = run(Past.NONE);
        IntStream.range(0, 20).forEach(again -> note(run, IN_PROGRESS, Given.NOW));

        assertThat(run.failure()).isNull();
        assertThat(run.pause()).isEqualTo(Duration.ofMinutes(3));
        assertThat(run.mayBegin(Given.NOW)).isTrue();
        assertThat(run.mayGoOn()).isTrue();
    }

    @Test
    void afterTheDeadlineWhatALineRefersToIsNotWaitedFor() {
        BatchRun run = run(Past.NONE);
        note(run, NO_SUCH_BUCKET, DEADLINE.minusSeconds(1));
        assertThat(slice.result()).as("it is tried again").isNull();

        note(run, NO_SUCH_BUCKET, DEADLINE);
        run.note(slice, Given.answer(slice.asks(run).get(1), Given.unavailable()), DEADLINE);
        assertThat(slice.result()).as("the other one may have been paid for").isNull();

        run.note(slice, Given.answer(slice.asks(run).get(1), Given.completed()), DEADLINE);
        SliceResult result = Objects.requireNonNull(slice.result());
        assertThat(result.tally().isExpired()).isTrue();
        assertThat(result.tally().completed()).isEqualTo(1);
    }

    @Test
    void whatFailedIsHandedOnAndWhatDiedInVainIsNot() {
        BatchRun failing = run(Past.NONE);
        note(failing, Given.unavailable(), Given.NOW);
        assertThat(failing.mayGoOn()).isTrue();

        BatchRun died = run(Past.IN_VAIN);
        died.waitFor(Duration.ofSeconds(3));
        assertThat(died.mayGoOn()).as("its process has its lease").isTrue();

        BatchRun diedOften = run(Past.STUCK);
        diedOften.waitFor(Duration.ofSeconds(3));
        assertThat(diedOften.mayGoOn()).isFalse();

        BatchRun interrupted = run(Past.INTERRUPTED);
        assertThat(interrupted.mayGoOn()).isTrue();
        assertThat(interrupted.pause()).isZero();
    }
}
