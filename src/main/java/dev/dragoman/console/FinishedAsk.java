package dev.dragoman.console;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.json.Json;
import dev.dragoman.money.Cost;
import dev.dragoman.outcome.Answer;
import dev.dragoman.outcome.Outcome;
import dev.dragoman.outcome.Receipt;
import dev.dragoman.outcome.ResponseMetadata;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is told of an ask that has ended: what the log tells too, and no content. A number that is not known is -1.
 *
 * @param at when it ended
 * @param id its id, cut if it is long
 * @param door where it came in
 * @param outcome what became of it
 * @param error the code of what was wrong; null if nothing was
 * @param model the model that was asked; null if none was
 * @param client whose it is; null if that is not known
 * @param inputTokens what was read
 * @param outputTokens what was written
 * @param microUsd what was spent
 * @param millis from its beginning to its end
 * @param attempts how many requests were sent to the provider
 * @param waited the time between them, in milliseconds
 * @param adjustments what was changed, in words
 * @param called whether the provider was called for it just now
 * @param replayed whether its answer came out of the ledger
 * @param sum whether its tokens and cost are those of asks that are told of themselves
 */
record FinishedAsk(
        Instant at,
        String id,
        String door,
        String outcome,
        @Nullable String error,
        @Nullable String model,
        @Nullable String client,
        long inputTokens,
        long outputTokens,
        long microUsd,
        long millis,
        int attempts,
        long waited,
        List<String> adjustments,
        boolean called,
        boolean replayed,
        boolean sum) {
    private static final int LONGEST_ID = 200;
    private static final int LONGEST_MODEL = 100;
    private static final int LONGEST_ADJUSTMENT = 200;
    private static final int MOST_ADJUSTMENTS = 20;

    /**
     * What is told of an answer's ask.
     *
     * @param answer the answer; nothing of its content is kept
     * @param now when it ended, if its receipt does not say
     * @return at most about 10 KB
     */
    static FinishedAsk of(Answer answer, Instant now) {
        Receipt receipt = answer.receipt();
        Receipt.End end = receipt.end();
        Receipt.Call call = receipt.call();
        Receipt.SentRequest sent = receipt.sent();
        ResponseMetadata facts =
                end == null ? new ResponseMetadata(null, null) : new ResponseMetadata(end.model(), end.usage());
        boolean replayed = receipt.isFromLedger();
        return new FinishedAsk(
                end == null ? now : end.finished(),
                cut(answer.ask().id(), LONGEST_ID),
                answer.ask().door().label(),
                answer.outcome().label(),
                answer.outcome() instanceof Outcome.Failed failed
                        ? failed.problem().code()
                        : null,
                sent == null ? null : cut(sent.model(), LONGEST_MODEL),
                answer.ask().client(),
                facts.inputTokens(),
                facts.outputTokens(),
                microUsd(receipt.cost()),
                end == null
                        ? -1
                        : Duration.between(receipt.started(), end.finished()).toMillis(),
                call == null ? 0 : call.attempts(),
                call == null ? 0 : call.waited().toMillis(),
                sent == null ? List.of() : cut(sent.adjustments()),
                call != null && !replayed,
                replayed,
                sent == null || receipt.isSum());
    }

    private static long microUsd(@Nullable Cost cost) {
        return cost == null || cost.isUnknown() ? -1 : cost.microUsd();
    }

    private static String cut(String text, int longest) {
        if (text.length() <= longest) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(longest - 1)) ? longest - 1 : longest;
        return text.substring(0, end) + "…";
    }

    // Nearly all are short: then the receipt's own list is kept.
    private static List<String> cut(List<String> texts) {
        boolean fits = texts.size() <= MOST_ADJUSTMENTS
                && texts.stream().allMatch(text -> text.length() <= LONGEST_ADJUSTMENT);
        return fits
                ? texts
                : texts.stream()
                        .limit(MOST_ADJUSTMENTS)
                        .map(text -> cut(text, LONGEST_ADJUSTMENT))
                        .toList();
    }

    /**
     * The ask as readers get it.
     *
     * @param number its number in this process
     * @return a new tree
     */
    ObjectNode json(long number) {
        ObjectNode json = Json.object()
                .put("n", number)
                .put("at", at.toString())
                .put("id", id)
                .put("door", door)
                .put("outcome", outcome)
                .put("error", error)
                .put("model", model)
                .put("client", client)
                .put("inputTokens", known(inputTokens))
                .put("outputTokens", known(outputTokens))
                .put("costMicroUsd", known(microUsd))
                .put("ms", known(millis))
                .put("attempts", attempts)
                .put("waitedMs", waited);
        ArrayNode changes = json.putArray("adjustments");
        adjustments.forEach(changes::add);
        return json.put("replayed", replayed).put("sum", sum && microUsd > 0);
    }

    private static @Nullable Long known(long number) {
        return number < 0 ? null : number;
    }
}
