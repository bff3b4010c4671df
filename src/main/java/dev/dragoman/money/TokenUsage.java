package dev.dragoman.money;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The token counts of one answer, told apart by what they cost.
 *
 * @param input all that was read, cached or not
 * @param cached those of the input that the provider had in its cache
 * @param output all that was written, reasoning included
 * @param reasoning those of the output that are reasoning
 * @param estimated whether the counts are an estimate of ours
 * @param counts the usage as reported, for what else is counted
 */
public record TokenUsage(long input, long cached, long output, long reasoning, boolean estimated, JsonNode counts) {
    /** A larger count is no usage of one answer. */
    static final long MOST = 100_000_000;

    /**
     * Reads what a provider has reported. Both endpoints' names are known, and these differences between providers:
     *
     * <ul>
     *   <li>Cached tokens are counted among the input ({@code cached_tokens}, {@code prompt_cache_hit_tokens}) or, with
     *       Anthropic's names, beside it. The latter is believed if no total says otherwise.
     *   <li>Reasoning is counted among the output, or only in the total: what the total has beyond input and output is
     *       output that is reasoning.
     * </ul>
     *
     * @param usage as the answer has it; null if it has none
     * @return empty if it does not say how much was read and written
     */
    public static Optional<TokenUsage> read(@Nullable JsonNode usage) {
        long input = inputTokens(usage);
        if (usage == null || !isCount(input)) {
            return Optional.empty();
        }
        long total = orNone(count(usage, "total_tokens"));
        // Embeddings report no output, but a total.
        long written = outputTokens(usage) < 0 && total >= input && total > 0 ? total - input : outputTokens(usage);
        if (!isCount(written)) {
            return Optional.empty();
        }
        JsonNode details =
                usage.path(usage.has("input_tokens_details") ? "input_tokens_details" : "prompt_tokens_details");
        long within = Math.max(count(details, "cached_tokens"), count(usage, "prompt_cache_hit_tokens"));
        long found = orNone(count(usage, "cache_read_input_tokens"));
        long kept = orNone(count(usage, "cache_creation_input_tokens"));
        boolean beside = within < 0 && (total == 0 || total >= input + found + kept + written);
        long read = beside ? input + found + kept : input;
        long cached = Math.min(read, beside ? found : Math.max(within, found));
        long hidden = Math.max(0, total - read - written);
        long output = written + hidden;
        long told = count(
                usage.path(usage.has("output_tokens_details") ? "output_tokens_details" : "completion_tokens_details"),
                "reasoning_tokens");
        long reasoning = Math.min(output, Math.max(orNone(told), hidden));
        return isCount(read) && isCount(output)
                ? Optional.of(new TokenUsage(read, cached, output, reasoning, isEstimate(usage), usage))
                : Optional.empty();
    }

    private static long orNone(long count) {
        return isCount(count) ? count : 0;
    }

    private static boolean isCount(long tokens) {
        return tokens >= 0 && tokens <= MOST;
    }

    /** Whether counts are an estimate of ours, because the provider reported none. */
    public static boolean isEstimate(JsonNode usage) {
        return usage.path("estimated").asBoolean();
    }

    /**
     * The tokens that were read, as reported: {@code input_tokens} of responses, {@code prompt_tokens} of chat.
     *
     * @param usage as the answer has it; null if it has none
     * @return -1 if it does not say
     */
    public static long inputTokens(@Nullable JsonNode usage) {
        return tokens(usage, "input_tokens", "prompt_tokens");
    }

    /**
     * The tokens that were written, as reported: {@code output_tokens} of responses, {@code completion_tokens} of chat.
     *
     * @param usage as the answer has it; null if it has none
     * @return -1 if it does not say
     */
    public static long outputTokens(@Nullable JsonNode usage) {
        return tokens(usage, "output_tokens", "completion_tokens");
    }

    private static long tokens(@Nullable JsonNode usage, String ofResponses, String ofChat) {
        return usage == null ? -1 : count(usage, usage.has(ofResponses) ? ofResponses : ofChat);
    }

    /** A count by its name; -1 if it is not there, or is none. */
    static long count(JsonNode counts, String name) {
        JsonNode count = counts.path(name);
        return count.isIntegralNumber() && count.canConvertToLong() ? count.longValue() : -1;
    }

    /** What else is counted, by the names on the way to it; 0 if it is not there, or is no count. */
    long other(String[] path) {
        JsonNode counted = counts;
        for (int i = 0; i < path.length - 1; i++) {
            counted = counted.path(path[i]);
        }
        return orNone(count(counted, path[path.length - 1]));
    }
}
