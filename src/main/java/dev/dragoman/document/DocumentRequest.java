package dev.dragoman.document;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.document.DocumentRules.DocumentRule;
import dev.dragoman.event.Endpoint;
import dev.dragoman.event.S3Location;
import dev.dragoman.json.Json;
import dev.dragoman.payload.ResolvedRequest;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The Responses request for one document. If the provider lacks that endpoint, the payload stage converts the request.
 */
final class DocumentRequest {
    // English has fewer than five characters a token. So this gives a lower bound, and the delivery check fails only if
    // the file never arrived.
    private static final int CHARACTERS_PER_TOKEN = 5;

    private final ObjectNode body = Json.object();
    private final ObjectNode part;
    private final S3Location location;
    private final String task;

    DocumentRequest(DocumentRule rule, Prompt prompt, S3Location location, String mediaType) {
        this(rule, location, prompt.render(location, mediaType));
    }

    /** @param task the filled in prompt */
    DocumentRequest(DocumentRule rule, S3Location location, String task) {
        if (rule.model() != null) {
            body.put("model", rule.model());
        }
        this.location = location;
        this.task = task;
        // Replaced once the document is attached; put here already, so that the field comes first.
        body.put("instructions", task);
        part = body.putArray("input")
                .addObject()
                .put("role", "user")
                .putArray("content")
                .addObject();
        body.put("max_output_tokens", rule.maxOutputTokens());
    }

    /**
     * Attaches the document. Whatever the prompt says, the instructions warn the model that the document is untrusted.
     *
     * @param form how it is attached
     * @param identity what its URL or data URI stands for
     * @return the request; it expects the tokens of the attachment and of the prompt
     */
    ResolvedRequest with(AttachmentForm form, String identity) {
        return with(form, identity, List.of());
    }

    /** Attaches the document, of which something has to be told. */
    ResolvedRequest with(AttachmentForm form, String identity, List<String> adjustments) {
        String instructions = task + "\n\n" + form.write(part, location);
        body.put("instructions", instructions);
        Map<String, String> identities =
                form.reference().map(text -> Map.of(text, identity)).orElse(Map.of());
        int least = form.leastTokens();
        int expected = least == 0 ? 0 : least + instructions.length() / CHARACTERS_PER_TOKEN;
        return new ResolvedRequest(
                Endpoint.RESPONSES,
                body,
                identities,
                expected,
                Stream.concat(form.conversion().map("document "::concat).stream(), adjustments.stream())
                        .toList());
    }
}
