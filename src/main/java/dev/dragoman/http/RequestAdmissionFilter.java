package dev.dragoman.http;

import dev.dragoman.config.HttpConfig;
import dev.dragoman.delivery.HttpAnswer;
import dev.dragoman.outcome.Outcome;
import dev.dragoman.outcome.Problem;
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

/**
 * Decides on a call by its head, before its body is read: on whom to let in, how large the body may be and how long it
 * may take, and whether there is room. Only calls under {@code /v1/}: health and metrics answer under any load.
 */
@Singleton
final class RequestAdmissionFilter {
    /** Before anything of Quarkus that looks at a request. */
    private static final int FIRST = 1_000;

    private static final Set<String> ALLOWED_METHODS = Set.of("GET", "HEAD", "POST");

    private static final Problem NOT_TAKEN =
            Problem.ofAsk(405, "method_not_allowed", "There is GET and POST only.", null);

    private static final Problem TOO_BUSY = new Problem(
            429, "rate_limit_error", "too_busy", "Dragoman is answering as many calls as it may; try again.", null);

    private static final Problem TOO_SLOW = Problem.ofAsk(
            408, "request_too_slow", "The request's body did not arrive in time (DRAGOMAN_HTTP_BODY_TIMEOUT).", null);

    private static final Duration SOON = Duration.ofSeconds(1);

    /** How long a client that was refused may go on sending, so that it comes to read why. */
    private static final long LINGER_MILLIS = 1_000;

    /** A refused body of so many bytes is read and thrown away: it takes less than another connection would. */
    private static final long SMALL = 64 * 1024;

    private final HttpConfig config;
    private final ClientKeys keys;
    private final AdmissionLimiter admission;
    private final MeterRegistry metrics;
    private final Vertx vertx;

    RequestAdmissionFilter(HttpConfig config, ClientKeys keys, MeterRegistry metrics, Vertx vertx) {
        this.config = config;
        this.keys = keys;
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
        if (!ALLOWED_METHODS.contains(request.method().name())) {
            refuse(context, NOT_TAKEN);
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

    private static Problem tooLarge(long largest) {
        return Problem.ofAsk(
                413,
                "request_too_large",
                "The request's body may have %,d bytes at most (DRAGOMAN_HTTP_MAX_BODY).".formatted(largest),
                null);
    }

    // A body of unknown length may become as large as any.
    private static long length(HttpServerRequest request, long largest) {
        String announced = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        if (announced != null) {
            // The HTTP decoder has let through digits only.
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
        context.addEndHandler(ended -> {
            vertx.cancelTimer(timer);
            admission.leave(body);
        });
        if (asksBeforeItSends(request)) {
            context.response().writeContinue();
        }
        // After whatever else has come in by now: in a flood, who is refused need not wait for those who were let in.
        // The request is paused until its body is asked for.
        vertx.getOrCreateContext().runOnContext(turn -> context.next());
    }

    private static boolean asksBeforeItSends(HttpServerRequest request) {
        return "100-continue".equalsIgnoreCase(request.getHeader(HttpHeaders.EXPECT));
    }

    private void refuse(RoutingContext context, Problem problem) {
        metrics.counter("dragoman.http.refused", "code", problem.code()).increment();
        String id = UUID.randomUUID().toString();
        HttpAnswer answer = problem.status() == 429
                ? HttpAnswer.failed(id, new Outcome.Unavailable(problem, SOON))
                : HttpAnswer.problem(id, problem);
        HttpServerRequest request = context.request();
        HttpServerResponse response = context.response();
        response.setStatusCode(answer.status());
        answer.headers().forEach(response::putHeader);
        long body = length(request, Long.MAX_VALUE);
        if (!request.isEnded() && body > 0) {
            boolean comes = body <= SMALL && !problem.equals(TOO_SLOW) && !asksBeforeItSends(request);
            linger(request, response, comes);
        }
        response.end(Buffer.buffer(answer.bytes()));
    }

    // What is still being sent is thrown away, for a moment: a connection that is cut takes the response with it. Over
    // HTTP/2 others share the connection, so only the stream is ended. Over HTTP/1.1 the connection stays only where
    // the rest will be here at once: a client that asked before it sends may never send it (RFC 9110, 10.1.1), and its
    // next call must not be taken for it; one that was too slow is to be told that the connection ends (15.5.9).
    private void linger(HttpServerRequest request, HttpServerResponse response, boolean comes) {
        boolean shared = request.version() == HttpVersion.HTTP_2;
        boolean stays = shared || comes;
        if (!stays) {
            response.putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        }
        Runnable end = shared ? response::reset : () -> request.connection().close();
        long timer = vertx.setTimer(LINGER_MILLIS, due -> end.run());
        request.handler(ignored -> {});
        request.endHandler(ended -> {
            vertx.cancelTimer(timer);
            if (!stays) {
                end.run();
            }
        });
        request.resume();
    }
}
