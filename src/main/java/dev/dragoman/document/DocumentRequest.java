package dev.dragoman.document;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.document.Rules.Rule;
import dev.dragoman.event.Endpoint;
import dev.dragoman.event.S3Location;
import dev.dragoman.json.Json;
import dev.dragoman.payload.Draft;
import java.util.Map;

/** The Responses request for one document (design section 6, the column "for responses"). */
final class DocumentRequest {
    // A lower bound, so that only a file that evidently never arrived is called that: English has fewer than five
    // characters a token, and the shortest attachment costs more than this.
    private static final int CHARACTERS_PER_TOKEN = 5;
    private static final int TOKENS_OF_AN_ATTACHMENT = 40;

    private final ObjectNode body = Json.object();
    private final ArrayNode content;
    private final String instructions;

    DocumentRequest(Rule rule, Prompt prompt, S3Location location, String mediaType) {
        if (rule.model() != null) {
            body.put("model", rule.model());
        }
        instructions = prompt.render(location, mediaType);
        body.put("instructions", instructions);
        content = body.putArray("input").addObject().put("role", "user").putArray("content");
        body.put("max_output_tokens", rule.maxOutputTokens());
    }

    /** The document as text in the request. */
    Draft withText(String text) {
        content.addObject().put("type", "input_text").put("text", text);
        return draft(Map.of(), 0);
    }

    /** The document as an image, by URL or data URI. */
    Draft withImage(String url, Map<String, String> identities) {
        content.addObject().put("type", "input_image").put("image_url", url);
        return draft(identities, minimumTokens());
    }

    /** The document as a file that the provider fetches. */
    Draft withFileUrl(String url, Map<String, String> identities) {
        content.addObject().put("type", "input_file").put("file_url", url);
        return draft(identities, minimumTokens());
    }

    /** The document as a file in the request. */
    Draft withFileData(String name, String dataUri, Map<String, String> identities) {
        content.addObject().put("type", "input_file").put("filename", name).put("file_data", dataUri);
        return draft(identities, minimumTokens());
    }

    private int minimumTokens() {
        return instructions.length() / CHARACTERS_PER_TOKEN + TOKENS_OF_AN_ATTACHMENT;
    }

    private Draft draft(Map<String, String> identities, int expectedInputTokens) {
        return new Draft(Endpoint.RESPONSES, body, identities, expectedInputTokens);
    }
}
