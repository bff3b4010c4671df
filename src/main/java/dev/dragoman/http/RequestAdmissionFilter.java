package dev.dragoman.http;

import dev.dragoman.config.HttpConfig;
import dev.dragoman.delivery.HttpAnswer;
import dev.dragoman.outcome.Outcome;
import dev.dragoman.outcome.Problem;
import dev.dragoman.payload.PassThrough;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Admits or refuses a call by its head, before its body is read: by its client key, the size of its body, how long the
 * body takes, and how many calls are in progress. Only calls under {@code /v1/}: health and metrics answer under any load.
 */
@Singleton
final class RequestAdmissionFilter {
    /** The priority: before any filter of Quarkus that looks at a request. */
    private static final int FIRST = 1_000;

    private static final Set<String> ALLOWED_METHODS = Set.of("GET", "HEAD", "POST");

    private static final Problem METHOD_NOT_ALLOWED =
            Problem.ofAsk(405, "method_not_allowed", "There is GET and POST only.", null);

    private static final Problem TOO_BUSY = new Problem(
            429, "rate_limit_error", "too_busy", "Dragoman is answering as many calls as it may; try again.", null);

    private static final Problem TOO_SLOW = Problem.ofAsk(
            408, "request_too_slow", "The request's body did not arrive in time (DRAGOMAN_HTTP_BODY_TIMEOUT).", null);

    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    /** How long a refused client may go on sending, so that it reads the response. */
    private static final long LINGER_MILLIS = 1_000;

    /** A refused body of up to so many bytes is read and discarded: that costs less than a new connection. */
    private static final long SMALL = 64 * 1024;

    private final HttpConfig config;
    private final ClientKeys keys;
    private final PassThrough passThrough;
    private final AdmissionLimiter admission;
    private final MeterRegistry metrics;
    private final Vertx vertx;

    RequestAdmissionFilter(
            HttpConfig config, ClientKeys keys, PassThrough passThrough, MeterRegistry metrics, Vertx vertx) {
        this.config = config;
        this.keys = keys;
        this.passThrough = passThrough;
        this.admission =
                new AdmissionLimiter(config.concurrency(), config.maxBodies().asLongValue());
        this.metrics = metrics;
        this.vertx = vertx;
    }

    void register(@Observes Filters filters) {
        filters.register(this::decide, FIRST);
    }

    private void decide(RoutingContext context) {
        HttpServerRequest request = context.request();
        if (!context.normalizedPath().startsWith("/v1/")) {
            context.next();
            return;
        }
        String authorization = request.getHeader(HttpHeaders.AUTHORIZATION);
        if (!keys.admit(authorization == null ? "" : authorization)) {
            refuse(context, HttpCalls.UNAUTHENTICATED);
            return;
        }
        if (!isAllowed(request.method().name(), context.normalizedPath())) {
            refuse(context, METHOD_NOT_ALLOWED);
            return;
        }
        long largest = config.maxBody().asLongValue();
        long body = length(request, largest);
        if (body > largest) {
            refuse(context, tooLarge(largest));
        } else if (admission.enter(body)) {
            admit(context, body);
        } else {
            refuse(context, TOO_BUSY);
        }
    }

    private boolean isAllowed(String method, String path) {
        return ALLOWED_METHODS.contains(method) || (method.equals("DELETE") && passThrough.covers(path));
    }

    private static Problem tooLarge(long largest) {
        return Problem.ofAsk(
                413,
                "request_too_large",
                "The request's body may have %,d bytes at most (DRAGOMAN_HTTP_MAX_BODY).".formatted(largest),
                null);
    }

    // A body of unknown length counts as the largest allowed.
    private static long length(HttpServerRequest request, long largest) {
        String announced = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        if (announced != null) {
            // The HTTP decoder lets through digits only.
            return announced.length() > 18 ? Long.MAX_VALUE : Long.parseLong(announced);
        }
        return request.headers().contains(HttpHeaders.TRANSFER_ENCODING) ? largest : 0;
    }

    private void admit(RoutingContext context, long body) {
        HttpServerRequest request = context.request();
        long timer = vertx.setTimer(config.bodyTimeout().toMillis(), due -> {
            if (!request.isEnded() && !context.response().ended()) {
                refuse(context, TOO_SLOW);
            }
        });
        // Quarkus sets a response end handler of its own for a body that grows too large, and so removes the context's.
        AtomicBoolean left = new AtomicBoolean();
        Runnable leave = () -> {
            if (left.compareAndSet(false, true)) {
                vertx.cancelTimer(timer);
                admission.leave(body);
            }
        };
        context.addBodyEndHandler(ended -> leave.run());
        context.addEndHandler(ended -> leave.run());
        if (expectsContinue(request)) {
            context.response().writeContinue();
        }
        // After all requests that have arrived by now: in a flood, refusals are sent at once and need not wait for the
        // admitted calls. The request is paused until its body is read.
        vertx.getOrCreateContext().runOnContext(turn -> context.next());
    }

    private static boolean expectsContinue(HttpServerRequest request) {
        return "100-continue".equalsIgnoreCase(request.getHeader(HttpHeaders.EXPECT));
    }

    private void refuse(RoutingContext context, Problem problem) {
        metrics.counter("dragoman.http.refused", "code", problem.code()).increment();
        String id = UUID.randomUUID().toString();
        HttpAnswer answer = problem.status() == 429
                ? HttpAnswer.failed(id, new Outcome.Unavailable(problem, RETRY_AFTER))
                : HttpAnswer.problem(id, problem);
        HttpServerRequest request = context.request();
        HttpServerResponse response = context.response();
        response.setStatusCode(answer.status());
        answer.headers().forEach(response::putHeader);
        long body = length(request, Long.MAX_VALUE);
        if (!request.isEnded() && body > 0) {
            boolean arrivesSoon = body <= SMALL && !problem.equals(TOO_SLOW) && !expectsContinue(request);
            linger(request, response, arrivesSoon);
        }
        response.end(Buffer.buffer(answer.bytes()));
    }

    // Discards for a moment what the client is still sending: closing the connection at once would lose the response.
    // Over HTTP/2 other calls share the connection, so only the stream is ended. Over HTTP/1.1 the connection stays
    // open only if the rest of the body arrives soon. A client that expects 100-continue may never send it (RFC 9110,
    // 10.1.1), and its next call must not be taken for the body; one that was too slow is told that the connection ends
    // (15.5.9).
    private void linger(HttpServerRequest request, HttpServerResponse response, boolean arrivesSoon) {
        boolean shared = request.version() == HttpVersion.HTTP_2;
        boolean staysOpen = shared || arrivesSoon;
        if (!staysOpen) {
            response.putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        }
        Runnable end = shared ? response::reset : () -> request.connection().close();
        long timer = vertx.setTimer(LINGER_MILLIS, due -> end.run());
        request.handler(ignored -> {});
        request.endHandler(ended -> {
            vertx.cancelTimer(timer);
            if (!staysOpen) {
                end.run();
            }
        });
        request.resume();
    }
}
