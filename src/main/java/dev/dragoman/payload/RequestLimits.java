package dev.dragoman.payload;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.outcome.Problem;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The operator's limits on what a request may cost. They apply whatever the provider would take.
 *
 * @param models the models that a request may name; empty for any
 * @param outputTokens the highest output limit, in tokens, that a request may set
 * @param choices how many answers one request may ask for
 */
public record RequestLimits(Set<String> models, int outputTokens, int choices) {
    /** No limit, even for numbers that don't fit an int. */
    private static final int BOUNDLESS = Integer.MAX_VALUE;

    /** No limits. */
    public static final RequestLimits NONE = new RequestLimits(Set.of(), BOUNDLESS, BOUNDLESS);

    /** How many answers are written. The second is of servers that write several and send the best. */
    public static final List<String> ANSWERS = List.of("n", "best_of");

    private static final List<String> OUTPUT_LIMITS =
            List.of("max_tokens", "max_completion_tokens", "max_output_tokens");

    public RequestLimits {
        models = Set.copyOf(models);
    }

    /** Why a request is over a limit; empty if it is not. */
    Optional<Problem> refusal(String model, ObjectNode body) {
        if (!models.isEmpty() && !models.contains(model)) {
            return Optional.of(Problem.ofAsk(
                    400,
                    "model_not_allowed",
                    model.equals(Payloads.OF_STORED_PROMPT)
                            ? "A stored prompt may not choose the model here; name an allowed \"model\" beside it."
                            : "This model may not be used here; leave it out for the default.",
                    "model"));
        }
        return refusal(body);
    }

    /** Whether only some models may be used. */
    boolean chooses() {
        return !models.isEmpty();
    }

    /** Why a request is over a limit that does not depend on its model; empty if it is not. */
    Optional<Problem> refusal(ObjectNode body) {
        return tooLarge(body, OUTPUT_LIMITS, outputTokens, "may be at most %d here")
                .or(() -> tooLarge(body, ANSWERS, choices, "may be at most %d here: each answer is paid for"));
    }

    private static Optional<Problem> tooLarge(ObjectNode body, List<String> fields, int most, String rule) {
        return fields.stream()
                .filter(field -> exceeds(body.path(field), most))
                .findFirst()
                .map(field -> Problem.ofAsk(
                        400, "value_too_large", "\"%s\" %s.".formatted(field, rule.formatted(most)), field));
    }

    // A value that is no number is left to the provider to refuse.
    private static boolean exceeds(JsonNode value, int most) {
        return most != BOUNDLESS && value.isNumber() && value.decimalValue().compareTo(BigDecimal.valueOf(most)) > 0;
    }
}
