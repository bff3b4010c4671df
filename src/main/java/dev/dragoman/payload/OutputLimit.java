package dev.dragoman.payload;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.event.Endpoint;
import dev.dragoman.json.PositiveNumber;
import dev.dragoman.outcome.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * The length of an answer, which has to be known if a budget holds. If the ask leaves it open, it is set: to what the profile
 * says that the model writes at most, or to the operator's limit if that is lower, or if the profile does not say it.
 *
 * @param profile what is known of the provider
 * @param operators the operator's limit, in tokens
 * @param isStrict whether requests are refused rather than changed
 */
public record OutputLimit(Profile profile, int operators, boolean isStrict) {
    private static final String OF_CHAT = "max_completion_tokens";
    private static final String OF_RESPONSES = "max_output_tokens";

    /** Its first name, which many servers still have. */
    private static final String OF_CHAT_AT_FIRST = "max_tokens";

    /** What a request says of the length of its answer. */
    public sealed interface AskedLength {
        /**
         * It has a limit.
         *
         * @param tokens the highest, if there are several
         */
        record LimitedLength(long tokens) implements AskedLength {}

        /** It leaves it open. */
        record OpenLength() implements AskedLength {}

        /**
         * It says something that is no limit: some providers refuse 0, -1 or a text, others take it for none.
         *
         * @param field the one that says it
         */
        record MalformedLength(String field) implements AskedLength {}
    }

    /**
     * What a request says of the length of its answer. Only the names count under which its endpoint takes the limit.
     *
     * @param payload the request as it is sent
     * @return what it says
     */
    public AskedLength asked(Payload payload) {
        long most = 0;
        for (String field : fields(payload)) {
            JsonNode value = payload.body().path(field);
            OptionalLong tokens = PositiveNumber.roundedUp(value);
            if (tokens.isEmpty() && !value.isMissingNode() && !value.isNull()) {
                return new AskedLength.MalformedLength(field);
            }
            most = Math.max(most, tokens.orElse(0));
        }
        return most == 0 ? new AskedLength.OpenLength() : new AskedLength.LimitedLength(most);
    }

    /**
     * The limit that is set if the ask leaves it open.
     *
     * @param model the model's name
     * @return in tokens
     */
    public int tokens(String model) {
        return Math.min(operators, profile.maxOutputTokens(model).orElse(operators));
    }

    /**
     * Sets the limit.
     *
     * @param payload whose length is open
     * @return the same payload with it; its body is changed
     */
    public Payload set(Payload payload) {
        String field = field(payload);
        ObjectNode body = payload.body().put(field, tokens(payload.model()));
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
     * @param payload whose length is open
     * @return in words
     */
    public String words(Payload payload) {
        return "%s set to %d, since a budget holds".formatted(field(payload), tokens(payload.model()));
    }

    /**
     * Why an ask whose length is open is refused in strict mode.
     *
     * @param payload whose length is open
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

    private List<String> fields(Payload payload) {
        List<String> fields = new ArrayList<>();
        fields.add(field(payload));
        if (payload.endpoint() == Endpoint.CHAT) {
            fields.add(OF_CHAT);
            fields.add(OF_CHAT_AT_FIRST);
        } else {
            fields.add(OF_RESPONSES);
        }
        return fields;
    }

    private String field(Payload payload) {
        String usual = payload.endpoint() == Endpoint.CHAT ? OF_CHAT : OF_RESPONSES;
        Map<String, String> renames =
                profile.fieldRules(payload.endpoint(), payload.model()).renames();
        return renames.getOrDefault(usual, usual);
    }
}
