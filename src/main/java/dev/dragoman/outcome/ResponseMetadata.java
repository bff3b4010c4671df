package dev.dragoman.outcome;

import com.fasterxml.jackson.databind.JsonNode;
import dev.dragoman.money.TokenUsage;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What an answer says of itself, for the receipt. Both endpoints use the same names for these fields.
 *
 * @param model the model that answered; null if the answer does not say
 * @param usage the token counts as the provider reported them; null if it did not
 */
public record ResponseMetadata(
        @Nullable String model, @Nullable JsonNode usage) {
    /** Of a response that says nothing. */
    public static final ResponseMetadata NONE = new ResponseMetadata(null, null);

    /**
     * Reads them from an answer.
     *
     * @param response the provider's answer, of either endpoint
     * @return both parts null if it has neither
     */
    public static ResponseMetadata of(JsonNode response) {
        JsonNode usage = response.path("usage");
        return new ResponseMetadata(response.path("model").textValue(), usage.isObject() ? usage : null);
    }

    /**
     * The tokens that were read, attachments included: {@code input_tokens} of responses, {@code prompt_tokens} of
     * chat.
     *
     * @return -1 if the provider did not report them
     */
    public long inputTokens() {
        return TokenUsage.inputTokens(usage);
    }

    /**
     * The tokens that were written: {@code output_tokens} of responses, {@code completion_tokens} of chat.
     *
     * @return -1 if the provider did not report them
     */
    public long outputTokens() {
        return TokenUsage.outputTokens(usage);
    }

    /**
     * The most that the reported counts can mean. Some providers count cached tokens among the input tokens, others beside
     * them (Anthropic's {@code cache_read_input_tokens}), so here they are added. An estimate reports nothing.
     *
     * @return 0 if the provider did not report any
     */
    public long mostInputTokens() {
        if (usage == null || TokenUsage.isEstimate(usage)) {
            return 0;
        }
        JsonNode total = usage.path("total_tokens");
        long ofTotal = (total.canConvertToLong() ? Math.max(0, total.longValue()) : 0) - Math.max(0, outputTokens());
        return Math.max(ofTotal, Math.max(0, inputTokens()) + cachedTokens(usage, false));
    }

    // "cached_tokens" in details, "cache_creation_input_tokens", "prompt_cache_hit_tokens", "cachedContentTokenCount"
    // ...
    private static long cachedTokens(JsonNode counts, boolean cached) {
        return counts.propertyStream()
                .mapToLong(count -> {
                    String name = count.getKey().toLowerCase(Locale.ROOT);
                    boolean counted = cached || name.contains("cache");
                    JsonNode value = count.getValue();
                    if (value.isObject()) {
                        return cachedTokens(value, counted);
                    }
                    return counted && value.isIntegralNumber() && value.canConvertToInt()
                            ? Math.max(0, value.intValue())
                            : 0;
                })
                .sum();
    }
}
