package dev.dragoman.pipeline;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.delivery.Redelivery;
import dev.dragoman.event.Ask;
import dev.dragoman.event.Content;
import dev.dragoman.event.Excerpt;
import dev.dragoman.json.Json;
import dev.dragoman.outcome.Answer;
import dev.dragoman.outcome.Outcome;
import dev.dragoman.outcome.PartsReceipt;
import dev.dragoman.outcome.Problem;
import dev.dragoman.outcome.Receipt;
import dev.dragoman.outcome.ResponseMetadata;
import dev.dragoman.outcome.StageResult;
import dev.dragoman.parts.CombineTree;
import dev.dragoman.parts.Tokens;
import dev.dragoman.payload.Division;
import dev.dragoman.payload.ResolvedRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One reading of a long document, from its first part to its answer, or until it has to stop. Its asks are made level by
 * level: the parts, then, if their answers are too long for one request, groups of these, and so on, and last the one that
 * puts everything together. The methods lock: parts are answered at the same time.
 */
final class PartsRun {
    private static final int FAILURES_IN_A_ROW = 3;
    private static final String NOT_COMPLETE = "parts_missing";

    private final Ask ask;
    private final Receipt receipt;
    private final Division division;
    private final Clockwork clockwork;

    /** What is known of each ask, by the place of what it is about; the levels one after the other. */
    private final List<Map<Long, Told>> levels = new ArrayList<>();

    private List<Excerpt> level;
    private boolean handedOut;
    private int newly;
    private int failuresInARow;
    private boolean stopped;
    private Duration slowest = Duration.ZERO;

    /**
     * What a run must know of time.
     *
     * @param least what has to be left for another call, beside the time that the slowest part took
     * @param until when to stop; null for never
     * @param redelivery of the message that brought the document; null if it was not delivered before
     * @param durable whether answers outlast this process, so that another may go on
     */
    record Clockwork(
            Duration least,
            @Nullable Instant until,
            @Nullable Redelivery redelivery,
            boolean durable) {}

    /** What became of one ask. The provider's response is not kept, but for the last one. */
    private record Told(
            PartsReceipt.Line line,
            Outcome outcome,
            @Nullable Receipt whole) {
        @Nullable
        String text() {
            return outcome.usableText().filter(text -> !text.isBlank()).orElse(null);
        }

        boolean isWhole() {
            return outcome instanceof Outcome.Completed;
        }
    }

    /**
     * @param open the document's ask
     * @param end when its time ends, as its door says: an ask's usual time is for each of its parts. Null if it has as long as it
     *     takes
     */
    PartsRun(StageResult.Continue<ResolvedRequest> open, @Nullable Instant end, Clockwork clockwork) {
        this.ask = open.ask().withEnd(end);
        this.receipt = open.receipt();
        this.division = Objects.requireNonNull(open.value().division());
        this.clockwork = clockwork;
        this.level = List.copyOf(division.parts());
        levels.add(new TreeMap<>());
    }

    Ask ask() {
        return ask;
    }

    Division division() {
        return division;
    }

    /** Whether there are asks to answer. */
    synchronized boolean hasNext() {
        if (handedOut && isAnswered()) {
            List<Excerpt> next = nextLevel();
            if (!next.isEmpty()) {
                level = next;
                levels.add(new TreeMap<>());
                handedOut = false;
            }
        }
        return !handedOut;
    }

    /** The asks that may be answered at the same time now. Each is made once. */
    synchronized List<Ask> next() {
        handedOut = true;
        Redelivery redelivery = clockwork.redelivery();
        List<Excerpt> order = redelivery == null ? level : redelivery.order(level);
        return order.stream().map(this::ask).toList();
    }

    private Ask ask(Excerpt excerpt) {
        Content.Document document = division.document();
        Content content = new Content.Document(
                document.location(), document.versionId(), document.eTag(), document.prompt(), excerpt);
        return new Ask(
                ask.id() + " " + excerpt.name(),
                division.identity() + "#" + excerpt.identity(),
                ask.door(),
                content,
                ask.replyTo(),
                ask.deadline(),
                ask.endBy(),
                null,
                ask.forwarded(),
                ask.group(),
                ask.source(),
                ask.client());
    }

    /** Whether another ask may be begun. */
    synchronized boolean mayBegin(Instant now) {
        Instant until = clockwork.until();
        boolean late =
                until != null && now.plus(clockwork.least()).plus(slowest).isAfter(until);
        stopped |= late || (clockwork.redelivery() != null && newly > 0);
        return !stopped;
    }

    /** Notes an answer; returns whether it is one to a part that stays. */
    synchronized boolean note(Answer answer) {
        Excerpt excerpt = answer.ask().content().asExcerpt().orElseThrow();
        Receipt told = answer.receipt();
        Outcome outcome = answer.outcome();
        boolean isNew = answer.isNewlyKept();
        newly += isNew ? 1 : 0;
        if (outcome.isRetryable() && !outcome.isInProgress()) {
            failuresInARow++;
        } else if (!told.isFromLedger()) {
            // What was found says nothing of the provider as it is now.
            failuresInARow = 0;
        }
        stopped |= outcome instanceof Outcome.Misconfigured || endsAll(outcome) || failuresInARow >= FAILURES_IN_A_ROW;
        if (isNew && told.call() != null && told.call().took().compareTo(slowest) > 0) {
            slowest = told.call().took();
        }
        boolean last = excerpt.match(part -> false, answers -> answers.of() == 1);
        Outcome kept = outcome.match(answered -> last ? answered : answered.with(Json.object()), failed -> failed);
        levels.get(levels.size() - 1)
                .put(excerpt.span().first(), new Told(line(excerpt, outcome, told), kept, last ? told : null));
        return levels.size() == 1 && !outcome.isRetryable();
    }

    private static PartsReceipt.Line line(Excerpt excerpt, Outcome outcome, Receipt told) {
        ResponseMetadata metadata = told.end() == null
                ? ResponseMetadata.NONE
                : new ResponseMetadata(told.end().model(), told.end().usage());
        Receipt.LedgerUse entry = told.entry();
        boolean twice = (entry != null && entry.lapsed() > 0)
                || (told.call() != null && told.call().mayBePaidTwice());
        return new PartsReceipt.Line(
                excerpt.match(part -> part, PartsRun::withoutTexts),
                outcome.label(),
                !outcome.isRetryable(),
                outcome.match(answered -> null, failed -> failed.problem().code()),
                entry == null ? null : entry.key(),
                metadata.inputTokens(),
                metadata.outputTokens(),
                told.isFromLedger(),
                twice,
                told.cost());
    }

    private static Excerpt withoutTexts(Excerpt.Answers answers) {
        Excerpt.PartAnswer all = new Excerpt.PartAnswer(answers.span(), null);
        return new Excerpt.Answers(answers.level(), answers.number(), answers.of(), List.of(all), answers.limits());
    }

    private static boolean hasCode(Outcome outcome, String code) {
        return outcome instanceof Outcome.Failed failed
                && failed.problem().code().equals(code);
    }

    // Each ask of the level has an answer that stays.
    private boolean isAnswered() {
        Map<Long, Told> known = levels.get(levels.size() - 1);
        return known.size() == level.size()
                && known.values().stream().noneMatch(told -> told.outcome().isRetryable())
                && known.values().stream().noneMatch(told -> endsAll(told.outcome()));
    }

    // A document that is gone was removed, or moved by another server: what that one has written is whole.
    private static boolean endsAll(Outcome outcome) {
        return outcome.isReplaced() || outcome instanceof Outcome.Expired || hasCode(outcome, "document_missing");
    }

    private List<Excerpt> nextLevel() {
        Map<Long, Told> known = levels.get(levels.size() - 1);
        boolean isLast = levels.size() > 1 && level.size() == 1;
        if (isLast || known.values().stream().allMatch(told -> told.text() == null)) {
            return List.of();
        }
        List<Excerpt.PartAnswer> answers = level.stream()
                .map(excerpt -> new Excerpt.PartAnswer(
                        excerpt.span(),
                        Objects.requireNonNull(known.get(excerpt.span().first()))
                                .text()))
                .toList();
        long together = answers.stream()
                .mapToLong(answer -> answer.text() == null ? 0 : Tokens.of(answer.text()))
                .sum();
        List<Integer> sizes = together <= division.maxTokens()
                ? List.of(answers.size())
                : CombineTree.groups(
                        answers.size(), CombineTree.most(division.maxTokens(), division.maxOutputTokens()));
        String limits = division.parts().get(0).limits();
        List<Excerpt> next = new ArrayList<>();
        int from = 0;
        for (int size : sizes) {
            next.add(new Excerpt.Answers(
                    levels.size(), next.size() + 1, sizes.size(), answers.subList(from, from + size), limits));
            from += size;
        }
        return next;
    }

    /** How many parts have no answer yet. */
    synchronized int open() {
        return division.parts().size()
                - (int) levels.get(0).values().stream()
                        .filter(told -> told.line().done())
                        .count();
    }

    /** How far it is, for people. */
    synchronized ObjectNode progress() {
        ObjectNode json = Json.object()
                .put("parts", division.parts().size())
                .put("partsDone", division.parts().size() - open())
                .put(
                        "combinesDone",
                        combines().stream().filter(PartsReceipt.Line::done).count());
        json.set("usage", usage());
        return json;
    }

    private List<PartsReceipt.Line> lines(int from, int to) {
        return levels.subList(from, to).stream()
                .flatMap(known -> known.values().stream())
                .map(Told::line)
                .toList();
    }

    private List<PartsReceipt.Line> combines() {
        return lines(1, levels.size());
    }

    private ObjectNode usage() {
        List<PartsReceipt.Line> all = lines(0, levels.size());
        return Json.object()
                .put(
                        "input_tokens",
                        all.stream()
                                .mapToLong(line -> Math.max(0, line.inputTokens()))
                                .sum())
                .put(
                        "output_tokens",
                        all.stream()
                                .mapToLong(line -> Math.max(0, line.outputTokens()))
                                .sum());
    }

    /**
     * The document's answer: what the last step made of its parts, or why it is not done.
     *
     * @param now the time
     */
    synchronized Answer end(Instant now) {
        List<Excerpt.Span> missing = missing(levels.size());
        Outcome outcome = outcome(missing);
        boolean unfinished = outcome.isRetryable();
        long lost = missing.stream().mapToLong(Excerpt.Span::count).sum();
        String notice = unfinished ? null : notice(missing);
        PartsReceipt parts = new PartsReceipt(
                lines(0, 1),
                combines(),
                division.span(),
                division.parts().size(),
                division.span().count() - lost,
                outcome instanceof Outcome.Unavailable && mayBeHandedOn(),
                notice);
        Receipt last = lastReceipt();
        Receipt whole = last == null || last.sent() == null
                ? receipt
                : receipt.with(last.sent()).adjusted(division.adjustments());
        String reason = outcome.match(Outcome.Answered::finishReason, failed -> null);
        String model = last == null || last.end() == null ? null : last.end().model();
        Receipt.End end = new Receipt.End(now, outcome.label(), reason, model, usage());
        Receipt ended = whole.with(parts).with(end);
        return new Answer(ask, outcome, parts.cost().map(ended::with).orElse(ended));
    }

    private @Nullable Receipt lastReceipt() {
        return levels.get(levels.size() - 1).values().stream()
                .map(Told::whole)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    // What no whole answer stands for, on any of the first levels.
    private List<Excerpt.Span> missing(int toLevel) {
        Map<Long, Excerpt.Span> missing = new TreeMap<>();
        for (Excerpt.DocumentPart part : division.parts()) {
            Told told = levels.get(0).get(part.span().first());
            if (told == null || !told.isWhole()) {
                missing.put(part.span().first(), part.span());
            }
        }
        levels.subList(1, toLevel)
                .forEach(known -> known.values().stream()
                        .filter(told -> !told.isWhole())
                        .flatMap(told -> partsIn(told.line().excerpt().span()))
                        .forEach(span -> missing.put(span.first(), span)));
        return List.copyOf(missing.values());
    }

    private Stream<Excerpt.Span> partsIn(Excerpt.Span span) {
        return division.parts().stream()
                .map(Excerpt.DocumentPart::span)
                .filter(part -> part.first() >= span.first() && part.last() <= span.last());
    }

    private @Nullable String notice(List<Excerpt.Span> missing) {
        if (isApart()) {
            List<Excerpt.Span> unread = missing(levels.size() - 1);
            return "The document was read in parts, and their answers could not be put together: they follow one after the other."
                    + (unread.isEmpty() ? "" : " The model gave no whole answer to %s.".formatted(joined(unread)));
        }
        return missing.isEmpty()
                ? null
                : "The document was read in parts, and not all of it is in this summary: the model gave no whole answer to %s."
                        .formatted(joined(missing));
    }

    // The last step has no answer. What it should have put together is there.
    private boolean isApart() {
        return levels.size() > 1
                && isAnswered()
                && levels.get(levels.size() - 1).values().stream().allMatch(told -> told.text() == null);
    }

    private static String joined(List<Excerpt.Span> missing) {
        List<Excerpt.Span> joined = new ArrayList<>();
        for (Excerpt.Span span : missing) {
            Excerpt.Span before = joined.isEmpty() ? null : joined.get(joined.size() - 1);
            if (before != null && before.last() + 1 == span.first()) {
                joined.set(joined.size() - 1, before.to(span));
            } else {
                joined.add(span);
            }
        }
        return joined.stream().map(Excerpt.Span::toString).collect(Collectors.joining(", "));
    }

    private Outcome outcome(List<Excerpt.Span> missing) {
        List<Told> all =
                levels.stream().flatMap(known -> known.values().stream()).toList();
        Optional<Outcome> endsAll = all.stream()
                .map(Told::outcome)
                .filter(outcome -> endsAll(outcome) || outcome instanceof Outcome.Misconfigured)
                .findFirst();
        if (endsAll.isPresent()) {
            return endsAll.get();
        }
        if (!isAnswered()) {
            return unfinished(all);
        }
        List<Told> last = List.copyOf(levels.get(levels.size() - 1).values());
        if (isApart()) {
            return apart();
        }
        if (last.stream().allMatch(told -> told.text() == null)) {
            // Nothing but refusals and the like: the first says why.
            return last.get(0).outcome();
        }
        Outcome.Answered answered = last.get(0).outcome().match(answer -> answer, failed -> apart());
        return missing.isEmpty() || answered instanceof Outcome.Truncated
                ? answered
                : new Outcome.Truncated(answered.text(), answered.response(), NOT_COMPLETE);
    }

    // The answers could not be put together. They were paid for, so they are told one after the other.
    private Outcome.Answered apart() {
        Map<Long, Told> known = levels.get(levels.size() - 2);
        String text = known.values().stream()
                .filter(told -> told.text() != null)
                .map(told -> "## %s%n%n%s".formatted(told.line().excerpt().span(), told.text()))
                .collect(Collectors.joining("\n\n"));
        return new Outcome.Truncated(text, Json.object(), NOT_COMPLETE);
    }

    private Outcome unfinished(List<Told> all) {
        List<Outcome> failed =
                all.stream().map(Told::outcome).filter(Outcome::isRetryable).toList();
        Duration pause = failed.stream()
                .flatMap(outcome -> outcome.knownPause().stream())
                .max(Duration::compareTo)
                .orElse(null);
        Optional<Problem> why =
                mayBeHandedOn()
                        ? Optional.empty()
                        : failed.stream()
                                .flatMap(outcome -> outcome
                                        .match(
                                                answered -> Optional.<Problem>empty(),
                                                told -> Optional.of(told.problem()))
                                        .stream())
                                .findFirst();
        return new Outcome.Unavailable(
                why.orElseGet(() -> Problem.ofServer(
                        503,
                        "document_unfinished",
                        "%d of the document's %d parts are answered so far; the same ask goes on with the rest."
                                .formatted(
                                        division.parts().size() - open(),
                                        division.parts().size()))),
                failed.isEmpty() ? Duration.ZERO : pause);
    }

    // The rest waits for time, or for somebody else's call, and there is progress: nothing can loop and pay.
    private boolean mayBeHandedOn() {
        Map<Long, Told> known = levels.get(levels.size() - 1);
        boolean waits = known.size() < level.size()
                || known.values().stream().anyMatch(told -> told.outcome().isInProgress());
        return clockwork.durable() && newly > 0 && waits;
    }
}
