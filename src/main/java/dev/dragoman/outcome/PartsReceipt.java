package dev.dragoman.outcome;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.event.Excerpt;
import dev.dragoman.money.Cost;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What was paid for a document that was read in parts.
 *
 * @param parts one for each part that has an answer or was tried, in their order
 * @param combines those that put answers together, in their order
 * @param whole the whole document
 * @param of how many parts it has
 * @param read how many pages or bytes have been read whole: a summary without notice has read all
 * @param resumable whether something was newly answered, and the rest only waits for time: it may be handed on
 * @param notice what is missing, in words; null if nothing is
 */
public record PartsReceipt(
        List<Line> parts,
        List<Line> combines,
        Excerpt.Span whole,
        int of,
        long read,
        boolean resumable,
        @Nullable String notice) {
    public PartsReceipt {
        parts = List.copyOf(parts);
        combines = List.copyOf(combines);
    }

    /**
     * One ask of the document.
     *
     * @param excerpt what it was about
     * @param outcome its outcome's label
     * @param done whether it has an answer that stays
     * @param error the error code; null if there is an answer
     * @param key its key in the ledger; null if it has none
     * @param inputTokens as the provider reported them; -1 if it did not
     * @param outputTokens as the provider reported them; -1 if it did not
     * @param fromLedger whether the answer was paid for before
     * @param mayBePaidTwice whether its call may have been paid for more than once
     * @param cost what was spent on it; null if no request was sent
     */
    public record Line(
            Excerpt excerpt,
            String outcome,
            boolean done,
            @Nullable String error,
            @Nullable String key,
            long inputTokens,
            long outputTokens,
            boolean fromLedger,
            boolean mayBePaidTwice,
            @Nullable Cost cost) {
        private ObjectNode write(ObjectNode json) {
            Excerpt.Span span = excerpt.span();
            json.put(span.unit().label(), span.range()).put("outcome", outcome);
            if (error != null) {
                json.put("error", error);
            }
            if (key != null) {
                json.put("key", key);
            }
            json.put("inputTokens", inputTokens)
                    .put("outputTokens", outputTokens)
                    .put("fromLedger", fromLedger);
            if (mayBePaidTwice) {
                json.put("mayBePaidTwice", true);
            }
            if (cost != null) {
                json.set("cost", cost.json());
            }
            return json;
        }
    }

    /**
     * How many parts have an answer that stays.
     *
     * @return at most {@link #of}
     */
    public int done() {
        return (int) parts.stream().filter(Line::done).count();
    }

    /**
     * What was spent on all of its asks.
     *
     * @return empty if no request was sent, and none was answered before
     */
    public Optional<Cost> cost() {
        return Stream.concat(parts.stream(), combines.stream())
                .flatMap(line -> Stream.ofNullable(line.cost()))
                .reduce(Cost::plus);
    }

    void addTo(ObjectNode json) {
        if (notice != null) {
            json.put("notice", notice);
        }
        ArrayNode lines = json.putArray("parts");
        parts.forEach(line -> line.excerpt()
                .match(
                        part -> line.write(lines.addObject().put("part", part.number())),
                        answers -> line.write(lines.addObject())));
        ArrayNode steps = json.putArray("combines");
        combines.forEach(
                line -> line.write(steps.addObject().put("step", line.excerpt().name())));
        json.putObject("coverage").put(whole.unit().label(), whole.count()).put("read", read);
    }
}
