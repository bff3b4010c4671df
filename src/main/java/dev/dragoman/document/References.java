package dev.dragoman.document;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.event.Endpoint;
import dev.dragoman.event.S3Location;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Decides from the text of each URL in a request whether it is passed on, resolved or refused. */
final class References {
    private static final Pattern SCHEME = Pattern.compile("\\s*([a-z][a-z0-9+.-]*):", Pattern.CASE_INSENSITIVE);

    private final Set<String> buckets;
    private final UrlPolicy policy;

    References(Set<String> buckets, UrlPolicy policy) {
        this.buckets = buckets;
        this.policy = policy;
    }

    /**
     * Finds the URLs that are resolved or refused.
     *
     * @param body the request
     * @param upstreamEndpoint the endpoint that it is sent to
     * @return empty if every URL is passed on
     */
    List<Reference> in(ObjectNode body, Endpoint upstreamEndpoint) {
        return ReferenceSite.in(body).stream()
                .flatMap(site -> of(site, upstreamEndpoint).stream())
                .toList();
    }

    private Optional<Reference> of(ReferenceSite site, Endpoint upstreamEndpoint) {
        String scheme = scheme(site.url());
        if (scheme.equals("s3")) {
            return Optional.of(stored(site));
        }
        boolean fetched = upstreamEndpoint == Endpoint.CHAT && !site.image();
        // A text without a scheme is no URL. Dragoman can't fetch it; if it would not have to, the provider judges it.
        boolean leftToProvider = scheme.isEmpty() && !fetched;
        if (scheme.equals("data") || site.field().equals("file_data") || leftToProvider) {
            return Optional.empty();
        }
        return fetched
                ? Optional.of(web(site))
                : policy.check(site.url())
                        .match(allowed -> Optional.empty(), denied -> Optional.of(denied(site, denied)));
    }

    private static String scheme(String url) {
        Matcher matcher = SCHEME.matcher(url);
        return matcher.lookingAt() ? matcher.group(1).toLowerCase(Locale.ROOT) : "";
    }

    private Reference stored(ReferenceSite site) {
        Optional<S3Location> location = S3Location.parse(site.url())
                .filter(object -> !object.key().isEmpty() && !object.key().endsWith("/"));
        if (location.isEmpty()) {
            return refused(site, "invalid_value", "has to be s3://bucket/key");
        }
        if (site.isAmbiguous()) {
            return ambiguous(site);
        }
        return buckets.contains(location.get().bucket())
                ? new Reference.Stored(site, location.get())
                : refused(
                        site,
                        "bucket_not_allowed",
                        "names a bucket that is not on the allow-list; add it to DRAGOMAN_BUCKETS");
    }

    private Reference web(ReferenceSite site) {
        return policy.checkToFetch(site.url())
                .match(
                        allowed -> site.isAmbiguous() ? ambiguous(site) : new Reference.Web(site, allowed),
                        denied -> denied(site, denied));
    }

    private static Reference denied(ReferenceSite site, UrlPolicy.UrlCheck.Denied denied) {
        return refused(site, "url_not_allowed", denied.rule());
    }

    private static Reference ambiguous(ReferenceSite site) {
        return refused(site, "invalid_value", "stands beside another field with the file; keep one of them");
    }

    private static Reference refused(ReferenceSite site, String code, String clause) {
        return new Reference.NotAllowed(site.subject().problem(400, code, clause));
    }
}
