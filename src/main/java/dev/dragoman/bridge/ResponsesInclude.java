package dev.dragoman.bridge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;

/** Converts {@code include}, the list of what a request for responses wants added to the answer. */
final class ResponsesInclude {
    private static final String LOGPROBS = "message.output_text.logprobs";

    /** Details of things that chat completions don't have, so that leaving them out does no harm. */
    private static final Set<String> WITHOUT_OBJECT = Set.of(
            "reasoning.encrypted_content",
            "file_search_call.results",
            "web_search_call.results",
            "web_search_call.action.sources",
            "message.input_image.image_url",
            "computer_call_output.output.image_url",
            "code_interpreter_call.outputs");

    private ResponsesInclude() {}

    static void convert(RequestConversion conversion) {
        ObjectNode body = conversion.body();
        JsonNode include = conversion.take("include");
        if (include != null && !include.isArray()) {
            conversion.refuse("invalid_type", "'include' is not an array: send an array of names.", "include");
        } else if (include != null) {
            include.forEach(name -> convert(conversion, name.asText()));
        }
        // Chat completions refuse top_logprobs without logprobs; responses ignore it.
        if (body.hasNonNull("top_logprobs") && !body.has("logprobs")) {
            body.remove("top_logprobs");
            conversion.adjusted("top_logprobs left out, 'include' does not ask for them");
        }
    }

    private static void convert(RequestConversion conversion, String name) {
        if (name.equals(LOGPROBS)) {
            conversion.body().put("logprobs", true);
            conversion.adjusted("include " + name + " sent as logprobs");
        } else if (WITHOUT_OBJECT.contains(name)) {
            conversion.adjusted("include " + name + " left out");
        } else {
            conversion.refuse(
                    "unsupported_value",
                    "'include' has an entry that can't be carried over chat completions: leave it out.",
                    "include");
        }
    }
}
