package dev.dragoman.document;

import dev.dragoman.document.UrlPolicy.UrlCheck;
import dev.dragoman.event.S3Location;
import dev.dragoman.outcome.Outcome;
import dev.dragoman.outcome.Problem;
import java.util.Optional;

/** A URL in a request that is not simply passed on to the provider. */
sealed interface Reference {
    /** Why the URL is refused; empty if it can be resolved. */
    default Optional<Problem> refusal() {
        return Optional.empty();
    }

    /**
     * Reads the document and puts it into the request.
     *
     * @param resolution the request
     * @return why that failed; empty if it is done
     */
    Optional<Outcome> resolve(ReferenceResolver.Resolution resolution);

    /**
     * An object in an allowed bucket.
     *
     * @param site where the request names it
     * @param location the object
     */
    record Stored(ReferenceSite site, S3Location location) implements Reference {
        @Override
        public Optional<Outcome> resolve(ReferenceResolver.Resolution resolution) {
            return resolution.read(site, location);
        }
    }

    /**
     * A file on the web, for an endpoint that takes no file URL: Dragoman fetches it.
     *
     * @param site where the request names it
     * @param target what to fetch
     */
    record Web(ReferenceSite site, UrlCheck.Allowed target) implements Reference {
        @Override
        public Optional<Outcome> resolve(ReferenceResolver.Resolution resolution) {
            return resolution.fetch(site, target);
        }
    }

    /**
     * A URL that is not accepted.
     *
     * @param problem why
     */
    record NotAllowed(Problem problem) implements Reference {
        @Override
        public Optional<Problem> refusal() {
            return Optional.of(problem);
        }

        @Override
        public Optional<Outcome> resolve(ReferenceResolver.Resolution resolution) {
            return Optional.of(new Outcome.Rejected(problem));
        }
    }
}
