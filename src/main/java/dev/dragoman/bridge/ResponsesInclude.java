package dev.dragoman.bridge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;

/** What a request for responses wants to have added to the answer, in the terms of chat completions. */
final class ResponsesInclude {
    private static final String LOGPROBS = "message.output_text.logprobs";

    /** Details of what can't occur over chat completions, so that nobody misses them. */
    private static final Set<String> WITHOUT_OBJECT = Set.of(
            "reasoning.encrypted_content",
            "file_search_call.results",
            "web_search_call.results",
            "web_search_call.action.sources",
            "message.input_image.image_url",
            "computer_call_output.output.image_url",
            "code_interpreter_call.outputs");

    private ResponsesInclude() {}

    static void carry(RequestConversion conversion) {
        ObjectNode body = conversion.body();
        JsonNode include = conversion.take("include");
        if (include != null && !include.isArray()) {
            conversion.refuse("invalid_type", "'include' is not an array: send an array of names.", "include");
        } else if (include != null) {
            include.forEach(name -> carry(conversion, name.asText()));
        }
        // Chat completions refuse a count of alternatives without logprobs; responses ignore it.
        if (body.hasNonNull("top_logprobs") && !body.has("logprobs")) {
            body.remove("top_logprobs");
            conversion.adjusted("top_logprobs left out, 'include' does not ask for them");
        }
    }

    private static void carry(RequestConversion conversion, String name) {
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
