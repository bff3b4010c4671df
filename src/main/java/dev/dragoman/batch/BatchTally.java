package dev.dragoman.batch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.json.Json;
import dev.dragoman.money.Cost;
import dev.dragoman.money.TokenUsage;
import dev.dragoman.outcome.Receipt;
import java.util.Map;
import java.util.TreeMap;

/** What became of lines, counted. */
final class BatchTally {
    private static final String FROM_LEDGER = "fromLedger";
    private static final String PAID_TWICE = "mayBePaidTwice";
    private static final String LAPSED = "lapsedLeases";

    private final Map<String, Integer> outcomes = new TreeMap<>();
    private int completed;
    private int failed;
    private int fromLedger;
    private int mayBePaidTwice;
    private int lapsed;
    private long inputTokens;
    private long cachedTokens;
    private long outputTokens;
    private long reasoningTokens;
    private Cost cost = Cost.NOTHING;

    /**
     * Counts a line.
     *
     * @param isError whether it is in the errors file
     * @param outcome what became of it
     * @param receipt what was paid for it
     */
    void add(boolean isError, String outcome, Receipt receipt) {
        outcomes.merge(outcome, 1, Integer::sum);
        completed += isError ? 0 : 1;
        failed += isError ? 1 : 0;
        Receipt.LedgerUse entry = receipt.entry();
        fromLedger += receipt.isFromLedger() ? 1 : 0;
        boolean twice = (entry != null && entry.lapsed() > 0)
                || (receipt.call() != null && receipt.call().mayBePaidTwice());
        mayBePaidTwice += twice ? 1 : 0;
        lapsed += entry == null ? 0 : entry.lapsed();
        if (receipt.end() != null) {
            TokenUsage.read(receipt.end().usage()).ifPresent(usage -> {
                inputTokens += usage.input();
                cachedTokens += usage.cached();
                outputTokens += usage.output();
                reasoningTokens += usage.reasoning();
            });
        }
        cost = receipt.cost() == null ? cost : cost.plus(receipt.cost());
    }

    /** Counts what {@link #json} has written. */
    void add(JsonNode json) {
        json.path("outcomes")
                .properties()
                .forEach(outcome ->
                        outcomes.merge(outcome.getKey(), outcome.getValue().intValue(), Integer::sum));
        completed += json.path("completed").intValue();
        failed += json.path("failed").intValue();
        fromLedger += json.path(FROM_LEDGER).intValue();
        mayBePaidTwice += json.path(PAID_TWICE).intValue();
        lapsed += json.path(LAPSED).intValue();
        inputTokens += json.at("/usage/input_tokens").longValue();
        cachedTokens += json.at("/usage/input_tokens_details/cached_tokens").longValue();
        outputTokens += json.at("/usage/output_tokens").longValue();
        reasoningTokens +=
                json.at("/usage/output_tokens_details/reasoning_tokens").longValue();
        cost = cost.plus(Cost.read(json.path("cost")));
    }

    /** How many lines the output file has. */
    int completed() {
        return completed;
    }

    /** How many lines the errors file has. */
    int failed() {
        return failed;
    }

    /** Whether a line was not begun, or not answered, before the deadline. */
    boolean isExpired() {
        return outcomes.containsKey(ResultLine.NotBegun.EXPIRED.label());
    }

    /** The counts, as a receipt has them. */
    ObjectNode json() {
        ObjectNode json = Json.object()
                .put("total", completed + failed)
                .put("completed", completed)
                .put("failed", failed);
        outcomes.forEach(json.putObject("outcomes")::put);
        json.put(FROM_LEDGER, fromLedger).put(PAID_TWICE, mayBePaidTwice).put(LAPSED, lapsed);
        // As the batches of the official clients have it.
        ObjectNode usage = json.putObject("usage").put("input_tokens", inputTokens);
        usage.putObject("input_tokens_details").put("cached_tokens", cachedTokens);
        usage.put("output_tokens", outputTokens);
        usage.putObject("output_tokens_details").put("reasoning_tokens", reasoningTokens);
        usage.put("total_tokens", inputTokens + outputTokens);
        json.set("cost", cost.json());
        return json;
    }
}
