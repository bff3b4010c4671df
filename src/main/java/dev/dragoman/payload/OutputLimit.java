package dev.dragoman.payload;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.event.Endpoint;
import dev.dragoman.outcome.Problem;

/**
 * The length of an answer where the ask leaves it open, and a budget has to know what it may cost.
 *
 * @param profile what is known of the provider
 * @param tokens the limit that is set
 * @param isStrict whether requests are refused rather than changed
 */
public record OutputLimit(Profile profile, int tokens, boolean isStrict) {
    /**
     * Sets the limit.
     *
     * @param payload without a limit
     * @return the same payload with it; its body is changed
     */
    public Payload set(Payload payload) {
        String field = field(payload);
        ObjectNode body = payload.body().put(field, tokens);
        return new Payload(
                payload.endpoint(),
                payload.model(),
                body,
                payload.identities(),
                payload.expected().chosen(field),
                payload.adjustments(),
                payload.relay());
    }

    /**
     * What {@link #set} changes.
     *
     * @param payload without a limit
     * @return in words
     */
    public String words(Payload payload) {
        return "%s set to %d, since a budget holds".formatted(field(payload), tokens);
    }

    /**
     * Why an ask without a limit is refused in strict mode.
     *
     * @param payload without a limit
     * @return the problem
     */
    public Problem missing(Payload payload) {
        String field = field(payload);
        return Problem.ofAsk(
                400,
                "strict_mode",
                "Strict mode: a budget holds, so '%s' would have to be added; set it.".formatted(field),
                field);
    }

    private String field(Payload payload) {
        String usual = payload.endpoint() == Endpoint.CHAT ? "max_completion_tokens" : "max_output_tokens";
        return profile.fieldRules(payload.endpoint(), payload.model()).renames().getOrDefault(usual, usual);
    }
}
