package dev.dragoman.http;

import dev.dragoman.outcome.Problem;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Refuses what web pages send to a server without client keys: whoever opens such a page would pay for its calls, although
 * the browser shows the page no answer. A page can make a browser send anything that needs no preflight, and a page whose
 * own name leads to this server (DNS rebinding) can send anything at all. With client keys nothing is refused here: no page
 * has one (docs/adr/0034).
 *
 * @see <a href="https://fetch.spec.whatwg.org/#cors-safelisted-request-header">What needs no preflight</a>
 * @see <a href="https://www.w3.org/TR/fetch-metadata/#sec-fetch-site-header">Sec-Fetch-Site</a>
 */
final class BrowserGuard {
    private static final Problem FOREIGN_HOST = Problem.ofAsk(
            403,
            "host_not_allowed",
            "The Host is not one of this server's names: add it to DRAGOMAN_HTTP_HOSTS, or set client keys.",
            null);

    private static final Problem FOREIGN_PAGE = Problem.ofAsk(
            403,
            "origin_not_allowed",
            "The web page that sent this is not one that may call: add its origin to DRAGOMAN_HTTP_ORIGINS, or set client"
                    + " keys.",
            null);

    private static final Problem NOT_JSON = Problem.ofAsk(
            415,
            "unsupported_media_type",
            "The body has to be JSON: send it with Content-Type: application/json.",
            null);

    /** Loopback's names (RFC 6761, 6.3), and names without a dot, which no web page's owner can have. */
    private static final Pattern OWN_HOST =
            Pattern.compile("(?:.+\\.)?localhost|[a-z0-9_-]*[a-z_-][a-z0-9_-]*|127(?:\\.[0-9]{1,3}){3}|\\[::1]");

    /** Those of them that nearly all calls have: to find one costs a fraction of the pattern. */
    private static final Set<String> USUAL_HOSTS = Set.of("localhost", "127.0.0.1", "[::1]");

    private static final Pattern JSON = Pattern.compile("[a-z]+/(?:[a-z0-9.-]+\\+)?json");

    private static final String SEC_FETCH_SITE = "Sec-Fetch-Site";
    private static final Set<String> OTHER_SITES = Set.of("cross-site", "same-site");

    private final boolean keyed;
    private final boolean anyHost;
    private final Set<String> hosts;
    private final Set<String> origins;

    /**
     * @param keyed whether clients need a key
     * @param open whether anyone who reaches the server may call; then its names are checked only if some are listed
     * @param hosts its names besides loopback's, in lower case
     * @param origins of the pages that may call
     */
    BrowserGuard(boolean keyed, boolean open, Collection<String> hosts, Collection<String> origins) {
        this.keyed = keyed;
        this.anyHost = open && hosts.isEmpty();
        this.hosts = Set.copyOf(hosts);
        this.origins = Set.copyOf(origins);
    }

    /**
     * Why a call is refused.
     *
     * @param request its head
     * @param hasBody whether it has a body
     * @return empty if it is not
     */
    Optional<Problem> refusal(HttpServerRequest request, boolean hasBody) {
        if (keyed) {
            return Optional.empty();
        }
        MultiMap headers = request.headers();
        List<String> named = names(request);
        if (!anyHost && !named.stream().allMatch(this::isOwn)) {
            return Optional.of(FOREIGN_HOST);
        }
        if (isOfForeignPage(headers, named)) {
            return Optional.of(FOREIGN_PAGE);
        }
        return request.method().equals(HttpMethod.POST) && hasBody && mayBeOfPage(headers)
                ? Optional.of(NOT_JSON)
                : Optional.empty();
    }

    // HTTP/2 has the name in :authority, and may have it in Host too.
    private static List<String> names(HttpServerRequest request) {
        List<String> names = new ArrayList<>(request.headers().getAll(HttpHeaders.HOST));
        Optional.ofNullable(request.authority()).map(HostAndPort::toString).ifPresent(names::add);
        return names;
    }

    private boolean isOwn(String authority) {
        String host = host(authority);
        return USUAL_HOSTS.contains(host)
                || hosts.contains(host)
                || OWN_HOST.matcher(host).matches();
    }

    private static String host(String authority) {
        String host = withoutPort(authority.strip().toLowerCase(Locale.ROOT));
        return host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
    }

    private static String withoutPort(String authority) {
        int end = authority.length();
        while (end > 0 && authority.charAt(end - 1) >= '0' && authority.charAt(end - 1) <= '9') {
            end--;
        }
        return end > 0 && authority.charAt(end - 1) == ':' ? authority.substring(0, end - 1) : authority;
    }

    private boolean isOfForeignPage(MultiMap headers, List<String> named) {
        List<String> senders = headers.getAll(HttpHeaders.ORIGIN);
        if (!senders.isEmpty() && origins.containsAll(senders)) {
            return false;
        }
        String site = headers.get(SEC_FETCH_SITE);
        return !senders.stream().allMatch(origin -> isSame(origin, named))
                || (site != null && OTHER_SITES.contains(site.strip().toLowerCase(Locale.ROOT)));
    }

    // Over TLS that ends before this server the scheme differs, so only the names and ports are compared.
    private static boolean isSame(String origin, List<String> named) {
        try {
            URI page = URI.create(origin);
            return page.getHost() != null
                    && named.stream()
                            .anyMatch(authority -> withoutUsualPort(authority.toLowerCase(Locale.ROOT))
                                    .equals(withoutUsualPort(
                                            page.getRawAuthority().toLowerCase(Locale.ROOT))));
        } catch (IllegalArgumentException none) {
            return false;
        }
    }

    private static String withoutUsualPort(String authority) {
        return authority.replaceFirst(":(?:80|443)?$", "");
    }

    // Clients that are no browsers may leave the type out. If a page sends these headers, a preflight has allowed it.
    private static boolean mayBeOfPage(MultiMap headers) {
        return !headers.getAll(HttpHeaders.CONTENT_TYPE).stream().allMatch(BrowserGuard::isJson)
                && !headers.contains(HttpHeaders.AUTHORIZATION)
                && !headers.contains("api-key");
    }

    private static boolean isJson(String type) {
        return type.equals("application/json")
                || JSON.matcher(type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT))
                        .matches();
    }
}
