package dev.dragoman.bridge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.event.Endpoint;
import java.util.List;

/**
 * A request for chat completions, as one for responses.
 *
 * @see <a href="https://platform.openai.com/docs/guides/migrate-to-responses">Migrate to the Responses API</a>
 */
final class ChatToResponsesRequest {
    private static final String LEAVE_OUT = "'%s' can't be carried over responses: leave it out.";

    private final RequestConversion crossing;

    private ChatToResponsesRequest(RequestConversion crossing) {
        this.crossing = crossing;
    }

    static EndpointAdapter.ConversionResult of(ObjectNode body) {
        RequestConversion crossing = new RequestConversion(body);
        ChatToResponsesRequest request = new ChatToResponsesRequest(crossing);
        request.sampling();
        request.features();
        request.logprobs();
        request.stream();
        request.store();
        JsonNode messages = crossing.take(Endpoint.CHAT.marker());
        crossing.refuse(
                "input",
                DefaultValues::never,
                "A request for chat has 'messages', not 'input': leave one of them out.");
        new MessagesToInput(crossing).messages(messages);
        return crossing.result();
    }

    private void sampling() {
        crossing.refuse(
                "n", DefaultValues::one, "'n' can't be carried over responses, which give one answer: set it to 1.");
        crossing.refuse("stop", DefaultValues::empty, LEAVE_OUT.formatted("stop"));
        crossing.refuse("logit_bias", DefaultValues::empty, LEAVE_OUT.formatted("logit_bias"));
        for (String penalty : List.of("frequency_penalty", "presence_penalty")) {
            crossing.refuse(penalty, DefaultValues::zero, LEAVE_OUT.formatted(penalty));
        }
        // Never more than a wish: the provider's documentation calls it best effort.
        if (crossing.take("seed") != null) {
            crossing.adjusted("seed left out");
        }
    }

    private void features() {
        crossing.refuse("audio", DefaultValues::never, LEAVE_OUT.formatted("audio"));
        crossing.refuse(
                "modalities", DefaultValues::textOnly, "'modalities' can only be text over responses: leave it out.");
        crossing.refuse("prediction", DefaultValues::never, LEAVE_OUT.formatted("prediction"));
        crossing.refuse(
                "web_search_options",
                DefaultValues::never,
                "'web_search_options' can't be carried over responses: use that endpoint's web_search tool.");
        crossing.refuse("functions", DefaultValues::empty, "'functions' can't be carried over responses: use 'tools'.");
        crossing.refuse(
                "function_call",
                DefaultValues::never,
                "'function_call' can't be carried over responses: use 'tool_choice'.");
    }

    private void logprobs() {
        JsonNode logprobs = crossing.take("logprobs");
        if (logprobs == null || DefaultValues.no(logprobs)) {
            return;
        }
        if (logprobs.isBoolean()) {
            RequestConversion.array(crossing.body(), "include").add("message.output_text.logprobs");
            crossing.adjusted("logprobs sent as include message.output_text.logprobs");
        } else {
            crossing.refuse("invalid_type", "'logprobs' is neither true nor false: send one of them.", "logprobs");
        }
    }

    // Only include_usage is chat's own, and whoever rebuilds the chunks reads it in the caller's request.
    private void stream() {
        if (crossing.body().get("stream_options") instanceof ObjectNode options) {
            options.remove("include_usage");
            if (options.isEmpty()) {
                crossing.body().remove("stream_options");
            }
        }
    }

    private void store() {
        if (!crossing.body().hasNonNull("store")) {
            crossing.body().put("store", false);
            crossing.adjusted("store: false, as it is for chat completions");
        }
    }
}
