package dev.dragoman.document;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.config.DocumentsConfig;
import dev.dragoman.document.Attachment.Accepted;
import dev.dragoman.document.DocumentType.Kind;
import dev.dragoman.event.Ask;
import dev.dragoman.event.Endpoint;
import dev.dragoman.outcome.Outcome;
import dev.dragoman.payload.ResolvedRequest;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One request on the way of having its references resolved: what was done, and what is left of its limits. */
final class ReferenceResolution {
    private final Map<String, String> identities = new HashMap<>();
    private final List<String> adjustments = new ArrayList<>();
    private final Endpoint upstreamEndpoint;
    private final boolean deliveryCheck;
    private long room;
    private Duration fetching;
    private int leastTokens;

    ReferenceResolution(DocumentsConfig config, Endpoint upstreamEndpoint) {
        this.upstreamEndpoint = upstreamEndpoint;
        this.deliveryCheck = config.deliveryCheck();
        this.room = config.maxSize().asLongValue();
        this.fetching = config.fetchTimeout();
    }

    /** How many bytes may still go inside the request. */
    long room() {
        return room;
    }

    /** How long fetching may still take: for all URLs together, and not beyond the moment when nobody listens. */
    Duration timeLeft(Ask ask, Instant now) {
        return earlier(earlier(fetching, now, ask.deadline()), now, ask.endBy());
    }

    private static Duration earlier(Duration left, Instant now, @Nullable Instant end) {
        return end == null || now.plus(left).isBefore(end) ? left : Duration.between(now, end);
    }

    /** Notes that a fetch took time. */
    void spent(Duration time) {
        fetching = fetching.minus(time);
    }

    /**
     * Puts a document in its reference's place.
     *
     * @param identity what the text that stands there afterwards stands for; null where it is the same for each call
     * @return why that can't be; null where it is done
     */
    @Nullable
    Outcome put(Attachments attachments, ReferenceSite place, DocumentSource original, @Nullable String identity)
            throws IOException {
        ErrorSubject subject = ErrorSubject.reference(place.path());
        Attachment attachment = attachments.attach(original, upstreamEndpoint, room, subject);
        if (attachment instanceof Attachment.NotAttachable refused) {
            return new Outcome.Rejected(refused.problem());
        }
        Accepted accepted = (Accepted) attachment;
        if (place.image() && accepted.type().kind() != Kind.IMAGE) {
            return new Outcome.Rejected(
                    subject.problem(422, "not_an_image", "is not an image, judging by its bytes; send it as a file"));
        }
        room -= accepted.inlined();
        leastTokens += accepted.form().leastTokens();
        if (identity != null) {
            accepted.form().reference().ifPresent(text -> identities.put(text, identity));
        }
        adjustments.add("%s %s %s"
                .formatted(
                        place.path(),
                        original instanceof FetchedSource ? "fetched and sent as" : "resolved to",
                        PartWriter.write(place, accepted.form())));
        return null;
    }

    /** The request as far as it is resolved. */
    ResolvedRequest draft(Endpoint asked, ObjectNode body) {
        return new ResolvedRequest(asked, body, identities, deliveryCheck ? leastTokens : 0, adjustments);
    }
}
