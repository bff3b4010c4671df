package dev.dragoman.event;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads an ask in any of its three forms (design section 3): with a {@code body}, with a {@code document}, or a bare
 * request body. A malformed ask keeps its id and its reply address, so that the sender is told the reason. It loses its
 * identity, so that it is never mixed up with the corrected ask that the sender sends next.
 */
final class AskReader {
    private static final List<String> WITH_BODY = List.of("id", "endpoint", "body", "replyTo", "deadline");
    private static final List<String> WITH_DOCUMENT = List.of("id", "document", "prompt", "replyTo", "deadline");
    private static final List<String> NOT_IN_A_REQUEST = List.of("id", "endpoint", "replyTo", "deadline");

    private AskReader() {}

    static Ask read(JsonNode node, AskContext context) {
        if (!(node instanceof ObjectNode object)) {
            return context.malformed(AskErrors.notAnAsk());
        }
        AskFields fields = new AskFields(object);
        String id = fields.id();
        ReplyTo replyTo = fields.replyTo();
        Instant deadline = fields.deadline();
        Content content = content(object, fields);
        Content.Malformed error = fields.error();
        Content checked = error == null ? content : error;
        String identity = id == null ? context.identity() : Ask.chosen(context.door(), id);
        return new Ask(
                id == null ? context.id() : id,
                checked.isAnswerable() ? identity : null,
                context.door(),
                checked,
                replyTo,
                deadline,
                context.endBy());
    }

    private static Content content(ObjectNode ask, AskFields fields) {
        if (ask.has("body")) {
            return request(fields);
        }
        if (ask.has("document")) {
            return document(fields);
        }
        boolean bare = ask.has(Endpoint.CHAT.marker()) || ask.has(Endpoint.RESPONSES.marker());
        return bare ? bare(ask) : AskErrors.notAnAsk();
    }

    private static Content request(AskFields fields) {
        fields.only(WITH_BODY);
        Endpoint endpoint = fields.endpoint();
        ObjectNode body = fields.body();
        return body == null ? AskErrors.notAnAsk() : request(endpoint, body);
    }

    private static Content document(AskFields fields) {
        fields.only(WITH_DOCUMENT);
        S3Location location = fields.document();
        String prompt = fields.prompt();
        return location == null ? AskErrors.notAnAsk() : new Content.Document(location, null, null, prompt);
    }

    private static Content bare(ObjectNode ask) {
        for (String name : NOT_IN_A_REQUEST) {
            if (ask.has(name)) {
                return AskErrors.field(name, "stands beside the request's own fields; put the request into \"body\"");
            }
        }
        return request(null, ask);
    }

    private static Content request(@Nullable Endpoint endpoint, ObjectNode body) {
        if (endpoint != null) {
            return RequestBody.read(endpoint, body);
        }
        return RequestBody.endpoint(body)
                .map(named -> RequestBody.read(named, body))
                .orElseGet(
                        () -> AskErrors.missing(
                                "endpoint",
                                "is needed, \"responses\" or \"chat\": the body has not exactly one of \"input\" and \"messages\""));
    }
}
