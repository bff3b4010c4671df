package dev.dragoman.bridge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.event.Endpoint;
import dev.dragoman.json.PositiveNumber;
import java.util.List;

/**
 * Converts a request for chat completions to one for responses.
 *
 * @see <a href="https://platform.openai.com/docs/guides/migrate-to-responses">Migrate to the Responses API</a>
 */
final class ChatToResponsesRequest {
    private static final int LEAST_OUTPUT = 16;
    private static final String STRICT = "strict";
    private static final String LEAVE_OUT = "'%s' can't be carried over responses: leave it out.";

    private final RequestConversion conversion;

    private ChatToResponsesRequest(RequestConversion conversion) {
        this.conversion = conversion;
    }

    static EndpointAdapter.ConversionResult of(ObjectNode body) {
        RequestConversion conversion = new RequestConversion(body);
        ChatToResponsesRequest request = new ChatToResponsesRequest(conversion);
        request.sampling();
        request.outputLimit();
        request.features();
        request.logprobs();
        request.stream();
        request.store();
        request.functions();
        JsonNode messages = conversion.take(Endpoint.CHAT.marker());
        conversion.refuse(
                "input",
                DefaultValues::never,
                "A request for chat has 'messages', not 'input': leave one of them out.");
        new MessagesToInput(conversion).messages(messages);
        return conversion.result();
    }

    private void sampling() {
        conversion.refuse(
                "n", DefaultValues::one, "'n' can't be carried over responses, which give one answer: set it to 1.");
        conversion.refuse("stop", DefaultValues::empty, LEAVE_OUT.formatted("stop"));
        conversion.refuse("logit_bias", DefaultValues::empty, LEAVE_OUT.formatted("logit_bias"));
        for (String penalty : List.of("frequency_penalty", "presence_penalty")) {
            conversion.refuse(penalty, DefaultValues::zero, LEAVE_OUT.formatted(penalty));
        }
        // Harmless to leave out: the provider's documentation calls it best effort.
        if (conversion.take("seed") != null) {
            conversion.adjusted("seed left out");
        }
    }

    // Responses refuse a limit below that, which chat completions take. What is no limit is for the provider to refuse.
    private void outputLimit() {
        for (String field : List.of("max_tokens", "max_completion_tokens", "max_output_tokens")) {
            if (PositiveNumber.roundedUp(conversion.body().path(field)).orElse(LEAST_OUTPUT) < LEAST_OUTPUT) {
                conversion.body().put(field, LEAST_OUTPUT);
                conversion.adjusted("%s raised to %d, the least that responses take".formatted(field, LEAST_OUTPUT));
            }
        }
    }

    private void features() {
        conversion.refuse("audio", DefaultValues::never, LEAVE_OUT.formatted("audio"));
        conversion.refuse(
                "modalities", DefaultValues::textOnly, "'modalities' can only be text over responses: leave it out.");
        conversion.refuse("prediction", DefaultValues::never, LEAVE_OUT.formatted("prediction"));
        conversion.refuse(
                "web_search_options",
                DefaultValues::never,
                "'web_search_options' can't be carried over responses: use that endpoint's web_search tool.");
        conversion.refuse(
                "functions", DefaultValues::empty, "'functions' can't be carried over responses: use 'tools'.");
        conversion.refuse(
                "function_call",
                DefaultValues::never,
                "'function_call' can't be carried over responses: use 'tool_choice'.");
    }

    private void logprobs() {
        JsonNode logprobs = conversion.take("logprobs");
        if (logprobs == null || DefaultValues.no(logprobs)) {
            return;
        }
        if (logprobs.isBoolean()) {
            RequestConversion.array(conversion.body(), "include").add("message.output_text.logprobs");
            conversion.adjusted("logprobs sent as include message.output_text.logprobs");
        } else {
            conversion.refuse("invalid_type", "'logprobs' is neither true nor false: send one of them.", "logprobs");
        }
    }

    // Only chat completions have include_usage. ResponsesToChatEvents reads it from the caller's request.
    private void stream() {
        if (conversion.body().get("stream_options") instanceof ObjectNode options) {
            options.remove("include_usage");
            if (options.isEmpty()) {
                conversion.body().remove("stream_options");
            }
        }
    }

    private void store() {
        if (!conversion.body().hasNonNull("store")) {
            conversion.body().put("store", false);
            conversion.adjusted("store: false, as it is for chat completions");
        }
    }

    // Responses take a function that does not say it for a strict one, and require all its parameters of the model.
    private void functions() {
        for (JsonNode tool : conversion.body().path("tools")) {
            if (tool instanceof ObjectNode flat && tool.path("type").asText().equals("function")) {
                ObjectNode function = flat.get("function") instanceof ObjectNode nested ? nested : flat;
                if (!flat.hasNonNull(STRICT) && !function.hasNonNull(STRICT)) {
                    function.put(STRICT, false);
                    conversion.each("strict: false, as it is for functions of chat completions");
                }
            }
        }
    }
}
