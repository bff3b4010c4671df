package dev.dragoman.bridge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.event.Endpoint;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Converts a request for responses to one for chat completions.
 *
 * @see <a href="https://platform.openai.com/docs/guides/migrate-to-responses">Migrate to the Responses API</a>
 */
final class ResponsesToChatRequest {
    private static final Set<String> SUPPORTED_TOOLS = Set.of("function", "custom");
    private static final Set<String> SUPPORTED_CHOICES = Set.of("function", "custom", "allowed_tools");

    /** The members of {@code reasoning} that ask for a summary; the second is the older name. */
    private static final List<String> SUMMARIES = List.of("summary", "generate_summary");

    private final RequestConversion conversion;

    private ResponsesToChatRequest(RequestConversion conversion) {
        this.conversion = conversion;
    }

    static EndpointAdapter.ConversionResult of(ObjectNode body, @Nullable String reasoning) {
        RequestConversion conversion = new RequestConversion(body);
        ResponsesToChatRequest request = new ResponsesToChatRequest(conversion);
        request.state();
        request.hostedTools();
        request.withoutTools();
        request.reasoning();
        ResponsesInclude.convert(conversion);
        JsonNode instructions = conversion.take("instructions");
        JsonNode input = conversion.take(Endpoint.RESPONSES.marker());
        conversion.refuse(
                "messages",
                DefaultValues::never,
                "A request for responses has 'input', not 'messages': leave one of them out.");
        InputToMessages messages = new InputToMessages(conversion, reasoning);
        messages.instructions(instructions);
        messages.input(input);
        return conversion.result();
    }

    private void state() {
        String sendItems = "'%s' can't be carried over chat completions, which keep no state: send the earlier items in"
                + " 'input'.";
        conversion.refuse("previous_response_id", DefaultValues::never, sendItems.formatted("previous_response_id"));
        conversion.refuse("conversation", DefaultValues::never, sendItems.formatted("conversation"));
        conversion.refuse("context_management", DefaultValues::never, sendItems.formatted("context_management"));
        conversion.refuse(
                "background",
                DefaultValues::no,
                "'background' can't be carried over chat completions: leave it out and wait for the answer.");
        conversion.refuse(
                "prompt",
                DefaultValues::never,
                "'prompt' names a stored prompt, which chat completions don't know: send its text in 'instructions'.");
        conversion.refuse(
                "truncation",
                DefaultValues::disabled,
                "'truncation' can't be carried over chat completions: leave it out and send less.");
        store();
        // Chat completions take metadata only if they store the answer. The response still has to repeat it.
        if (conversion.take("metadata") != null) {
            conversion.adjusted("metadata not sent, only repeated in the response");
        }
    }

    private void store() {
        JsonNode store = conversion.take("store");
        if (store == null) {
            conversion.adjusted("store: false, nothing is kept over chat completions");
        } else if (!DefaultValues.no(store)) {
            conversion.refuse(
                    "unsupported_value",
                    "'store' can't be true over chat completions, where a response can't be kept: set it to false.",
                    "store");
        }
    }

    private void hostedTools() {
        conversion.refuse(
                "max_tool_calls",
                DefaultValues::never,
                "'max_tool_calls' limits hosted tools, which chat completions don't have: leave it out.");
        JsonNode tools = conversion.body().path("tools");
        for (int i = 0; tools.isArray() && i < tools.size(); i++) {
            if (!SUPPORTED_TOOLS.contains(type(tools.path(i)))) {
                hosted("tools[%d].type".formatted(i));
            }
        }
        JsonNode choice = conversion.body().path("tool_choice");
        if (choice.isObject() && !SUPPORTED_CHOICES.contains(type(choice))) {
            hosted("tool_choice.type");
        }
    }

    // Clients send an empty list, and how to choose from it. Chat completions refuse both. A call that is
    // required of no tools is left for the provider to refuse.
    private void withoutTools() {
        ObjectNode body = conversion.body();
        boolean none = !body.hasNonNull("tools") || DefaultValues.empty(body.path("tools"));
        if (!none || !DefaultValues.optional(body.path("tool_choice"))) {
            return;
        }
        for (String field : List.of("tools", "tool_choice", "parallel_tool_calls")) {
            if (conversion.take(field) != null) {
                conversion.adjusted(field + " left out, there are no tools");
            }
        }
    }

    // Chat completions show no summaries, and most servers refuse to be asked for one.
    private void reasoning() {
        if (!(conversion.body().get("reasoning") instanceof ObjectNode reasoning)) {
            return;
        }
        for (String field : SUMMARIES) {
            JsonNode asked = reasoning.remove(field);
            if (asked != null && !asked.isNull()) {
                conversion.adjusted("reasoning.%s left out".formatted(field));
            }
        }
        if (reasoning.isEmpty()) {
            conversion.body().remove("reasoning");
        }
    }

    private static String type(JsonNode node) {
        return node.path("type").asText();
    }

    private void hosted(String param) {
        conversion.refuse(
                "unsupported_value",
                "'%s' is not 'function' or 'custom': chat completions have no hosted tools, so leave it out."
                        .formatted(param),
                param);
    }
}
