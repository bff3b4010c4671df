package dev.dragoman.document;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.document.UrlPolicy.UrlCheck;
import dev.dragoman.event.Endpoint;
import dev.dragoman.event.S3Location;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Tells which URLs of a request have to be resolved, and which are refused, from their text alone. */
final class References {
    private static final Pattern SCHEME = Pattern.compile("\\s*([a-z][a-z0-9+.-]*):", Pattern.CASE_INSENSITIVE);

    private final Set<String> buckets;
    private final UrlPolicy guard;

    References(Set<String> buckets, UrlPolicy guard) {
        this.buckets = buckets;
        this.guard = guard;
    }

    /**
     * Finds them.
     *
     * @param body the request
     * @param upstreamEndpoint the endpoint that it is sent to
     * @return empty where all goes as it is
     */
    List<Reference> in(ObjectNode body, Endpoint upstreamEndpoint) {
        return ReferenceSites.in(body).stream()
                .flatMap(place -> of(place, upstreamEndpoint).stream())
                .toList();
    }

    private Optional<Reference> of(ReferenceSite place, Endpoint upstreamEndpoint) {
        String scheme = scheme(place.url());
        if (scheme.equals("s3")) {
            return Optional.of(stored(place));
        }
        boolean fetched = upstreamEndpoint == Endpoint.CHAT && !place.image();
        // What has no scheme is no URL: not to be fetched, and else for the provider to judge.
        boolean notOurs = scheme.isEmpty() && !fetched;
        if (scheme.equals("data") || place.field().equals("file_data") || notOurs) {
            return Optional.empty();
        }
        UrlCheck verdict = fetched ? guard.checkToFetch(place.url()) : guard.check(place.url());
        if (verdict instanceof UrlCheck.Denied refused) {
            return Optional.of(refused(place, "url_not_allowed", refused.rule()));
        }
        if (!fetched) {
            return Optional.empty();
        }
        return Optional.of(
                isAmbiguous(place) ? ambiguous(place) : new Reference.Web(place, (UrlCheck.Allowed) verdict));
    }

    // Resolving one of two would drop the other.
    private static boolean isAmbiguous(ReferenceSite place) {
        return !place.image()
                && ReferenceSites.FILE_FIELDS.stream()
                                .filter(place.holder()::hasNonNull)
                                .count()
                        > 1;
    }

    private static Reference ambiguous(ReferenceSite place) {
        return refused(place, "invalid_value", "stands beside another field with the file; keep one of them");
    }

    private static String scheme(String url) {
        Matcher matcher = SCHEME.matcher(url);
        return matcher.lookingAt() ? matcher.group(1).toLowerCase(Locale.ROOT) : "";
    }

    private Reference stored(ReferenceSite place) {
        Optional<S3Location> location = S3Location.parse(place.url())
                .filter(object -> !object.key().isEmpty() && !object.key().endsWith("/"));
        if (location.isEmpty()) {
            return refused(place, "invalid_value", "has to be s3://bucket/key");
        }
        if (isAmbiguous(place)) {
            return ambiguous(place);
        }
        return buckets.contains(location.get().bucket())
                ? new Reference.Stored(place, location.get())
                : refused(
                        place,
                        "bucket_not_allowed",
                        "names a bucket that is not on the allow-list; add it to DRAGOMAN_BUCKETS");
    }

    private static Reference refused(ReferenceSite place, String code, String clause) {
        return new Reference.NotAllowed(ErrorSubject.reference(place.path()).problem(400, code, clause));
    }
}
