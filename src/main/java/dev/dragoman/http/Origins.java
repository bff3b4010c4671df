package dev.dragoman.http;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/**
 * The web pages that may call, by their origins ({@code DRAGOMAN_HTTP_ORIGINS}; docs/adr/0025). A browser lets no other
 * page see an answer. Without origins, no header is added.
 *
 * @see <a href="https://fetch.spec.whatwg.org/#http-cors-protocol">The CORS protocol</a>
 */
final class Origins {
    // The asterisk stands for those that the provider makes up. Not all browsers know it.
    private static final String EXPOSED =
            "Dragoman-Request-Id, Dragoman-Adjusted, Dragoman-Cost, Dragoman-Doubt, Retry-After, Retry-After-Ms, X-Request-Id, X-Should-Retry, *";

    /** In seconds; browsers keep the answer to a preflight no longer than two hours. */
    private static final String MAX_AGE = "7200";

    private final Set<String> allowed;

    /**
     * @param allowed the origins, as browsers send them
     */
    Origins(Collection<String> allowed) {
        this.allowed = Set.copyOf(allowed);
    }

    /** Adds to a response, whatever becomes of it, whether the calling page may read it. */
    void mark(HttpServerRequest request, HttpServerResponse response) {
        if (allowed.isEmpty()) {
            return;
        }
        response.headers().add(HttpHeaders.VARY, HttpHeaders.ORIGIN);
        if (isAllowed(request)) {
            response.putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, request.getHeader(HttpHeaders.ORIGIN));
            response.putHeader(HttpHeaders.ACCESS_CONTROL_EXPOSE_HEADERS, EXPOSED);
        }
    }

    /** Whether a browser asks on behalf of an allowed page if it may call. It sends no client key with that. */
    boolean isPreflight(HttpServerRequest request) {
        return request.method().equals(HttpMethod.OPTIONS)
                && request.headers().contains(HttpHeaders.ACCESS_CONTROL_REQUEST_METHOD)
                && isAllowed(request);
    }

    /**
     * Says that it may.
     *
     * @param methods that there are for the path
     */
    void answer(HttpServerRequest request, HttpServerResponse response, List<String> methods) {
        String headers = request.getHeader(HttpHeaders.ACCESS_CONTROL_REQUEST_HEADERS);
        if (headers != null) {
            response.putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_HEADERS, headers);
        }
        response.setStatusCode(204)
                .putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_METHODS, String.join(", ", methods))
                .putHeader(HttpHeaders.ACCESS_CONTROL_MAX_AGE, MAX_AGE)
                .end();
    }

    private boolean isAllowed(HttpServerRequest request) {
        String origin = request.getHeader(HttpHeaders.ORIGIN);
        return origin != null && allowed.contains(origin);
    }
}
