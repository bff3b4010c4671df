package dev.dragoman.document;

import dev.dragoman.document.UrlPolicy.UrlCheck;
import dev.dragoman.event.S3Location;
import dev.dragoman.outcome.Problem;

/** A URL in a request that does not simply go to the provider as it is. */
sealed interface Reference {
    /**
     * An object in an allowed bucket.
     *
     * @param place where it is named
     * @param location the object
     */
    record Stored(ReferenceSite place, S3Location location) implements Reference {}

    /**
     * A file for an endpoint that fetches none, so Dragoman does.
     *
     * @param place where it is named
     * @param target what to fetch
     */
    record Web(ReferenceSite place, UrlCheck.Allowed target) implements Reference {}

    /**
     * A URL that is not accepted.
     *
     * @param problem why
     */
    record NotAllowed(Problem problem) implements Reference {}
}
