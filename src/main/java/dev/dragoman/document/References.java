package dev.dragoman.document;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.event.AllowedObjects;
import dev.dragoman.event.Door;
import dev.dragoman.event.Endpoint;
import dev.dragoman.event.S3Location;
import dev.dragoman.outcome.Problem;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Decides from the text of each URL in a request whether it is passed on, resolved or refused. */
final class References {
    private static final Pattern SCHEME = Pattern.compile("\\s*([a-z][a-z0-9+.-]*):", Pattern.CASE_INSENSITIVE);

    private final AllowedObjects allowed;
    private final UrlPolicy policy;
    private final int maxAttachments;

    /**
     * @param allowed the objects that asks may name
     * @param policy for clients' URLs
     * @param maxAttachments how many files Dragoman reads or fetches for one request
     */
    References(AllowedObjects allowed, UrlPolicy policy, int maxAttachments) {
        this.allowed = allowed;
        this.policy = policy;
        this.maxAttachments = maxAttachments;
    }

    /**
     * Finds the URLs that are resolved or refused. Counts before it judges: a request with too many costs no more.
     *
     * @param body the request
     * @param upstreamEndpoint the endpoint that it is sent to
     * @param door the door that it came in by
     * @return empty if every URL is passed on
     */
    List<Reference> in(ObjectNode body, Endpoint upstreamEndpoint, Door door) {
        List<ReferenceSite> sites = ReferenceSite.in(body);
        long resolved = sites.stream()
                .filter(site -> Handling.of(site, upstreamEndpoint).resolved())
                .count();
        return resolved > maxAttachments
                ? List.of(tooMany(resolved))
                : sites.stream()
                        .flatMap(site -> of(site, Handling.of(site, upstreamEndpoint), door).stream())
                        .toList();
    }

    private Reference tooMany(long resolved) {
        return new Reference.NotAllowed(Problem.ofAsk(
                400,
                "too_many_attachments",
                "The request refers to %,d files; at most %,d are taken (DRAGOMAN_DOCUMENTS_MAX_ATTACHMENTS)."
                        .formatted(resolved, maxAttachments),
                null));
    }

    private Optional<Reference> of(ReferenceSite site, Handling handling, Door door) {
        return switch (handling) {
            case READ -> Optional.of(stored(site, door));
            case FETCHED -> Optional.of(web(site));
            case CHECKED ->
                policy.check(site.url())
                        .match(allowed -> Optional.empty(), denied -> Optional.of(denied(site, denied)));
            case LEFT -> Optional.empty();
        };
    }

    /** What becomes of a URL, by its scheme and place alone. */
    private enum Handling {
        /** Read from S3. */
        READ,
        /** Fetched from the web. */
        FETCHED,
        /** Passed on if the provider may fetch it. */
        CHECKED,
        /** Passed on unseen. */
        LEFT;

        static Handling of(ReferenceSite site, Endpoint upstreamEndpoint) {
            String scheme = scheme(site.url());
            if (scheme.equals("s3")) {
                return READ;
            }
            if (scheme.equals("data") || site.field().equals("file_data")) {
                return LEFT;
            }
            if (upstreamEndpoint == Endpoint.CHAT && !site.image()) {
                return FETCHED;
            }
            // A text without a scheme is no URL: the provider judges it.
            return scheme.isEmpty() ? LEFT : CHECKED;
        }

        boolean resolved() {
            return this == READ || this == FETCHED;
        }
    }

    private static String scheme(String url) {
        Matcher matcher = SCHEME.matcher(url);
        return matcher.lookingAt() ? matcher.group(1).toLowerCase(Locale.ROOT) : "";
    }

    private Reference stored(ReferenceSite site, Door door) {
        Optional<S3Location> location = S3Location.parse(site.url())
                .filter(object -> !object.key().isEmpty() && !object.key().endsWith("/"));
        if (location.isEmpty()) {
            return refused(site, "invalid_value", "has to be s3://bucket/key");
        }
        if (site.isAmbiguous()) {
            return ambiguous(site);
        }
        return allowed.mayRead(door, location.get())
                ? new Reference.Stored(site, location.get())
                : refused(site, "bucket_not_allowed", notAllowed(door));
    }

    /** Why an object must not be named, as a clause. It tells nothing of what Dragoman keeps where. */
    static String notAllowed(Door door) {
        return "names an object that asks may not name; add its bucket and prefix to %s, unless it is Dragoman's own (ledger, results, done/)"
                .formatted(AllowedObjects.setting(door));
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
