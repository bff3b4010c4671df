package dev.dragoman.event;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;

/** Reads a request in the provider's own format, only as far as needed to tell whether it can be sent at all. */
public final class RequestBody {
    private RequestBody() {}

    /** The endpoint that a body is made for; empty if it has the fields of both or of none. */
    static Optional<Endpoint> endpoint(ObjectNode body) {
        boolean chat = body.has(Endpoint.CHAT.marker());
        boolean responses = body.has(Endpoint.RESPONSES.marker());
        if (chat == responses) {
            return Optional.empty();
        }
        return Optional.of(chat ? Endpoint.CHAT : Endpoint.RESPONSES);
    }

    /**
     * The request, or why it can't be one. Chat requires messages; responses need no input (they may name a stored
     * prompt instead); embeddings require a model and input.
     *
     * @param endpoint where it is sent
     * @param body what is sent
     * @return a request, or malformed content
     */
    public static Content read(Endpoint endpoint, ObjectNode body) {
        if (endpoint == Endpoint.EMBEDDINGS) {
            return embeddings(body);
        }
        if (endpoint(body).filter(made -> made != endpoint).isPresent()) {
            Endpoint other = endpoint(body).get();
            return AskErrors.unsupported(
                    other.marker(),
                    "is a field of %s; a request to %s has \"%s\""
                            .formatted(other.path(), endpoint.path(), endpoint.marker()));
        }
        if (endpoint == Endpoint.CHAT && !body.has(endpoint.marker())) {
            return AskErrors.missing(endpoint.marker(), "is missing; a request to " + endpoint.path() + " needs it");
        }
        return new Content.Request(endpoint, body);
    }

    // The default model writes text, so it is none for embeddings.
    private static Content embeddings(ObjectNode body) {
        for (String field : List.of("model", Endpoint.EMBEDDINGS.marker())) {
            if (!body.hasNonNull(field)) {
                return AskErrors.missing(field, "is missing; a request to " + Endpoint.EMBEDDINGS.path() + " needs it");
            }
        }
        return new Content.Request(Endpoint.EMBEDDINGS, body);
    }
}
