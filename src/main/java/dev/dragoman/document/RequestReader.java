package dev.dragoman.document;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.config.DocumentsConfig;
import dev.dragoman.document.Reference.Stored;
import dev.dragoman.document.Reference.Web;
import dev.dragoman.event.Ask;
import dev.dragoman.event.Content;
import dev.dragoman.event.Endpoint;
import dev.dragoman.outcome.Outcome;
import dev.dragoman.outcome.Problem;
import dev.dragoman.outcome.StageResult;
import dev.dragoman.payload.ResolvedRequest;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;

/** Resolves the references of one request, one after the other, within limits for all of them together. */
final class RequestReader {

    private final S3Reader objects;
    private final WebFetch web;
    private final Attachments attachments;
    private final DocumentsConfig config;
    private final Clock clock;

    RequestReader(S3Reader objects, WebFetch web, DocumentsConfig config, Clock clock) {
        this.objects = objects;
        this.web = web;
        this.attachments = new Attachments(config);
        this.config = config;
        this.clock = clock;
    }

    /**
     * Resolves all references.
     *
     * @param open the passage of the request
     * @param asked the endpoint that the request was made for
     * @param upstreamEndpoint the endpoint that it is sent to
     * @param body a copy of the request, free to change
     * @param references at least one, none refused
     * @return the draft; closed where one of them can't be resolved
     */
    StageResult<ResolvedRequest> read(
            StageResult.Continue<Content> open,
            Endpoint asked,
            Endpoint upstreamEndpoint,
            ObjectNode body,
            List<Reference> references) {
        ReferenceResolution resolution = new ReferenceResolution(config, upstreamEndpoint);
        for (Reference reference : references) {
            Outcome failure = reference instanceof Stored stored
                    ? stored(stored, resolution)
                    : fetched(open.ask(), (Web) reference, resolution);
            if (failure != null) {
                return open.finish(failure);
            }
        }
        return open.with(resolution.draft(asked, body));
    }

    private @Nullable Outcome stored(Stored reference, ReferenceResolution resolution) {
        String param = reference.place().path();
        try {
            StoredObject object = objects.head(reference.location(), null);
            StoredSource original = new StoredSource(objects, object, config.urlLifetime());
            return resolution.put(attachments, reference.place(), original, object.identity());
        } catch (SdkException failure) {
            return S3Errors.outcome(failure, reference.location(), param);
        } catch (IOException broken) {
            return S3Errors.unavailable(reference.location(), param);
        }
    }

    private @Nullable Outcome fetched(Ask ask, Web reference, ReferenceResolution resolution) {
        ErrorSubject subject = ErrorSubject.reference(reference.place().path());
        Instant start = clock.instant();
        Duration left = resolution.timeLeft(ask, start);
        FetchResult fetched = left.toMillis() <= 0
                ? new FetchResult.FetchFailed("could not be fetched in time")
                : web.get(reference.target(), resolution.room(), left);
        resolution.spent(Duration.between(start, clock.instant()));
        if (fetched instanceof FetchResult.NotFetchable refused) {
            return new Outcome.Rejected(subject.problem(refused.status(), refused.code(), refused.clause()));
        }
        if (fetched instanceof FetchResult.FetchFailed unavailable) {
            return isLate(ask)
                    ? new Outcome.Expired(Problem.ofAsk(
                            504, "deadline_passed", "The ask's deadline passed before it was answered.", "deadline"))
                    : new Outcome.Unavailable(subject.unavailable("url_unavailable", unavailable.clause()));
        }
        byte[] bytes = ((FetchResult.FetchedBytes) fetched).bytes();
        FetchedSource original = FetchedSource.of(reference.target().uri(), bytes);
        try {
            return resolution.put(attachments, reference.place(), original, null);
        } catch (IOException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private boolean isLate(Ask ask) {
        return ask.deadline() != null && !clock.instant().isBefore(ask.deadline());
    }
}
