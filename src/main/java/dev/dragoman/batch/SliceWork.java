package dev.dragoman.batch;

import dev.dragoman.event.Ask;
import dev.dragoman.event.Content;
import dev.dragoman.event.Sha256;
import dev.dragoman.outcome.Answer;
import dev.dragoman.outcome.Outcome;
import dev.dragoman.outcome.Receipt;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A slice in work: its lines, and what became of each. The methods lock: lines are answered at the same time. */
public final class SliceWork {
    private static final int ID_DIGITS = 32;

    private final BatchJob job;
    private final int number;
    private final List<BatchLine> lines;
    private final Map<String, Integer> places = new HashMap<>();
    private final List<@Nullable LineEnd> ends = new ArrayList<>();

    /**
     * A result line, and what is counted of it.
     *
     * @param label its name among the outcomes
     */
    private record LineEnd(ResultLine line, Receipt receipt, String label) {}

    /**
     * @param job the batch
     * @param number which slice, from 1
     * @param lines its lines
     */
    SliceWork(BatchJob job, int number, List<BatchLine> lines) {
        this.job = job;
        this.number = number;
        this.lines = List.copyOf(lines);
        for (BatchLine line : lines) {
            places.put(askId(line), ends.size());
            ends.add(null);
        }
    }

    int number() {
        return number;
    }

    private String askId(BatchLine line) {
        return job.name() + " " + line.customId();
    }

    private String identity(BatchLine line) {
        return job.door().identity(job.identity() + "#" + line.customId());
    }

    // Always the same, so that a slice that is put together again is the same object.
    private String id(BatchLine line) {
        return Sha256.hex(identity(line)).substring(0, ID_DIGITS);
    }

    /**
     * The asks of its lines, each made once.
     *
     * @param run the run that they belong to
     * @return in the order of the file
     */
    List<Ask> asks(BatchRun run) {
        return lines.stream()
                .map(line -> new Ask(
                                askId(line),
                                identity(line),
                                job.door(),
                                new Content.Request(line.endpoint(), line.body()),
                                null,
                                run.plan().deadline(),
                                run.ask().endBy())
                        .withClient(job.client()))
                .toList();
    }

    /**
     * Notes an answer. One that does not stay leaves its line open.
     *
     * @param answer any answer to one of its asks
     * @param over why lines get no answer any more, if the batch is over: what one refers to, and can't be had now, is not waited
     *     for then
     */
    synchronized void note(Answer answer, ResultLine.@Nullable NotBegun over) {
        Integer place = places.get(answer.ask().id());
        boolean isOver =
                answer.outcome() instanceof Outcome.Expired || (over != null && isOfReference(answer.outcome()));
        if (place == null || (answer.outcome().isRetryable() && !isOver)) {
            return;
        }
        BatchLine line = lines.get(place);
        ResultLine.NotBegun why = over == null ? ResultLine.NotBegun.EXPIRED : over;
        ResultLine result = isOver
                ? ResultLine.of(line.customId(), id(line), why)
                : ResultLine.of(line.customId(), id(line), answer);
        ends.set(
                place,
                new LineEnd(
                        result,
                        answer.receipt(),
                        isOver ? why.label() : answer.outcome().label()));
    }

    private static boolean isOfReference(Outcome outcome) {
        return outcome instanceof Outcome.Failed failed && failed.problem().isOfReference();
    }

    /** What is stored of it once it is done; null if a line is still open. */
    synchronized @Nullable SliceResult result() {
        SliceResult result = new SliceResult();
        for (LineEnd end : ends) {
            if (end == null) {
                return null;
            }
            result.add(end.line());
            result.tally().add(end.line().isError(), end.label(), end.receipt());
        }
        return result;
    }
}
