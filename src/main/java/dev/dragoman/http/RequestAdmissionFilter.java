package dev.dragoman.http;

import dev.dragoman.blocking.Blocking;
import dev.dragoman.config.Checks;
import dev.dragoman.config.HttpConfig;
import dev.dragoman.delivery.HttpAnswer;
import dev.dragoman.event.HttpCall;
import dev.dragoman.event.UploadForm;
import dev.dragoman.event.UploadForm.UploadedFile;
import dev.dragoman.http.AdmissionLimiter.Reservation;
import dev.dragoman.memory.MemoryBudget;
import dev.dragoman.outcome.Outcome;
import dev.dragoman.outcome.Problem;
import dev.dragoman.payload.PassThrough;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Admits or refuses a call by its head, before its body is read: by its client key, the size of its body, and how many calls
 * are in progress. Then reads its body, and refuses it if that takes too long or becomes too much. All calls but those under
 * {@code /q/}: health and metrics answer under any load.
 */
@Singleton
final class RequestAdmissionFilter {
    /** The priority: before any filter of Quarkus that looks at a request. */
    private static final int FIRST = 1_000;

    private static final List<String> ALLOWED_METHODS = List.of("GET", "HEAD", "POST");

    /** Of a path that the profile lists with it. */
    private static final List<String> METHODS_WITH_DELETE = List.of("GET", "HEAD", "POST", "DELETE");

    /** Of a path that takes a file of the page. */
    private static final List<String> METHODS_WITH_PUT = List.of("GET", "HEAD", "PUT");

    private static final String ADMITTED = Admitted.class.getName();
    private static final String WATCHED = Connections.class.getName();
    private static final String INCOMING = IncomingForm.class.getName();
    private static final byte[] NOTHING = new byte[0];

    /** How many bytes of an upload have to come within each time that other bodies have. */
    private static final long SLOWEST_UPLOAD = 1024 * 1024;

    private static final Problem METHOD_NOT_ALLOWED =
            Problem.ofAsk(405, "method_not_allowed", "There is GET and POST only.", null);

    private static final Problem MALFORMED_HEAD = Problem.ofAsk(
            400,
            "malformed_request",
            "The request's head is malformed: it needs one Host, and a path that begins with a slash.",
            null);

    private static final Problem OTHER_CODING = Problem.ofAsk(
            501,
            "malformed_request",
            "The request's Transfer-Encoding is not read here: send chunked alone, or none.",
            null);

    private static final Problem OTHER_VERSION = Problem.ofAsk(
            505, "malformed_request", "The request's version of HTTP is not spoken here: use 1.1 or 2.", null);

    private static final Problem NO_WEBSOCKETS = Problem.ofAsk(
            426, "websocket_not_supported", "There are no WebSockets here; send the request by POST.", null);

    private static final Problem TOO_SLOW = Problem.ofAsk(
            408, "request_too_slow", "The request's body did not arrive in time (DRAGOMAN_HTTP_BODY_TIMEOUT).", null);

    private static final Problem TOO_MANY = new Problem(
            429,
            "rate_limit_error",
            "client_limit",
            "This client key makes as many calls, at the same time or in a minute, as DRAGOMAN_HTTP_LIMITS allows.",
            null);

    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    /** How long a refused client may go on sending, so that it reads the response. */
    private static final long LINGER_MILLIS = 1_000;

    /** A refused body of up to so many bytes is read and discarded: that costs less than a new connection. */
    private static final long SMALL = 64 * 1024;

    private final HttpConfig config;
    private final ClientKeys keys;
    private final Origins origins;
    private final BrowserGuard browsers;
    private final PassThrough passThrough;
    private final BatchCalls batches;
    private final WebPage page;
    private final AdmissionLimiter admission;
    private final ClientLimits limits;
    private final IncomingBody.BodyLimits bodies;
    private final Connections connections;
    private final InFlightCalls calls;
    private final MeterRegistry metrics;
    private final Vertx vertx;

    /**
     * A call that is being answered.
     *
     * @param reservation its place
     * @param limits what bodies may have
     * @param body all of it; empty if it has none
     * @param weight what it becomes, as long as it is not encoded
     * @param form a file that was put away instead; null if there is none
     */
    record Admitted(
            Reservation reservation,
            IncomingBody.BodyLimits limits,
            byte[] body,
            long weight,
            @Nullable UploadForm form) {
        /** The response if there is no memory for what a body becomes once it is decoded; else takes that. */
        Optional<HttpAnswer> refusedDecoded(HttpCall call) {
            long decoded = call.decodedWeight(limits.bytes(), limits.weight() - weight);
            if (weight + decoded > limits.weight()) {
                return Optional.of(answer(call.id(), limits.tooHeavy()));
            }
            return reservation.growTo(weight + decoded)
                    ? Optional.empty()
                    : Optional.of(answer(call.id(), IncomingBody.TOO_BUSY));
        }
    }

    RequestAdmissionFilter(
            HttpConfig config,
            ClientKeys keys,
            ClientLimits limits,
            PassThrough passThrough,
            BatchCalls batches,
            Instance<WebPage> pages,
            MemoryBudget memory,
            Connections connections,
            InFlightCalls calls,
            MeterRegistry metrics,
            Vertx vertx) {
        this.config = config;
        this.keys = keys;
        this.limits = limits;
        this.passThrough = passThrough;
        this.batches = batches;
        this.page = pages.isResolvable() ? pages.get() : WebPage.NONE;
        this.origins = new Origins(Checks.origins(config));
        this.browsers = new BrowserGuard(keys.areNeeded(), config.open(), Checks.hosts(config), Checks.origins(config));
        this.admission = new AdmissionLimiter(
                Math.min(config.concurrency(), connections.most()), memory, keys.clients(), limits);
        this.connections = connections;
        this.calls = calls;
        this.bodies = new IncomingBody.BodyLimits(config.maxBody().asLongValue(), memory.largest());
        this.metrics = metrics;
        this.vertx = vertx;
    }

    /**
     * The call once its body is there; empty if it was not admitted. Never completes if the body is refused while it comes in:
     * the response is then sent from here.
     */
    static Optional<CompletableFuture<Admitted>> admitted(RoutingContext context) {
        return Optional.ofNullable(context.get(ADMITTED));
    }

    private static HttpAnswer answer(String id, Problem problem) {
        return answer(id, problem, RETRY_AFTER);
    }

    private static HttpAnswer answer(String id, Problem problem, Duration pause) {
        return problem.status() == 429 || problem.status() == 503
                ? HttpAnswer.failed(id, new Outcome.Unavailable(problem, pause))
                : HttpAnswer.problem(id, problem);
    }

    void register(@Observes Filters filters) {
        filters.register(this::decide, FIRST);
    }

    void register(@Observes Router router) {
        router.route().order(Integer.MIN_VALUE).failureHandler(this::failed);
    }

    // Vert.x refuses some heads before anything of ours has seen them.
    private void failed(RoutingContext context) {
        if (context.get(WATCHED) != null) {
            context.next();
        } else if (watch(context)) {
            refuse(context, MALFORMED_HEAD);
        }
    }

    // False if nothing is to be answered any more.
    private boolean watch(RoutingContext context) {
        if (context.get(WATCHED) == null) {
            context.put(WATCHED, true);
            Runnable over = connections.began(context.request());
            context.addBodyEndHandler(ended -> over.run());
            context.addEndHandler(ended -> over.run());
        }
        return !connections.isLeft(context.request());
    }

    private void decide(RoutingContext context) {
        if (!watch(context)) {
            return;
        }
        if (context.response().writeQueueFull()) {
            waitForReader(context);
            return;
        }
        HttpServerRequest request = context.request();
        Optional<Problem> unreadable = unreadable(request);
        if (unreadable.isPresent()) {
            connections.leave(request);
            refuse(context, unreadable.get());
            return;
        }
        if (context.normalizedPath().startsWith("/q/")) {
            context.next();
            return;
        }
        boolean hasBody = length(request, Long.MAX_VALUE) > 0;
        if (!hasBody && page.answers(context.normalizedPath(), request, context.response())) {
            return;
        }
        if (request.version() == HttpVersion.HTTP_1_0) {
            keepToHttp10(context);
        }
        origins.mark(request, context.response());
        if (origins.isPreflight(request)) {
            origins.answer(request, context.response(), allowedMethods(context));
            return;
        }
        Optional<Problem> ofPage = browsers.refusal(request, hasBody);
        if (ofPage.isPresent()) {
            refuse(context, ofPage.get());
            return;
        }
        Optional<String> client = keys.client(HttpCall.authorization(request::getHeader));
        if (client.isEmpty()) {
            refuse(context, HttpCalls.UNAUTHENTICATED);
            return;
        }
        if ("websocket".equalsIgnoreCase(request.getHeader(HttpHeaders.UPGRADE))) {
            // RFC 9110, 15.5.22: the response has to name a protocol that is spoken here.
            context.response()
                    .putHeader(HttpHeaders.UPGRADE, "HTTP/1.1")
                    .putHeader(HttpHeaders.CONNECTION, HttpHeaders.UPGRADE);
            refuse(context, NO_WEBSOCKETS);
            return;
        }
        if (!ALLOWED_METHODS.contains(request.method().name())
                && !allowedMethods(context).contains(request.method().name())) {
            refuse(context, METHOD_NOT_ALLOWED);
            return;
        }
        boolean upload = uploads(context);
        long announced = upload ? bodies.upload() : length(request, bodies.unknown());
        calls.refusal()
                .or(() -> bodies.refusal(announced))
                .ifPresentOrElse(
                        problem -> refuse(context, problem), () -> enter(context, client.get(), announced, upload));
    }

    // A client that sends requests and does not read the responses would have them all in memory.
    private void waitForReader(RoutingContext context) {
        long timer = vertx.setTimer(
                config.bodyTimeout().toMillis(),
                late -> context.request().connection().close());
        context.addEndHandler(gone -> vertx.cancelTimer(timer));
        context.response().drainHandler(read -> {
            context.response().drainHandler(null);
            vertx.cancelTimer(timer);
            decide(context);
        });
    }

    // Nobody can tell where such a request ends: what follows it may be its body, or the call of somebody else behind
    // the same proxy (RFC 9112, 6.1 and 11.2).
    private static Optional<Problem> unreadable(HttpServerRequest request) {
        // Vert.x has no name for versions that it does not know.
        if (request.version() == null) {
            return Optional.of(OTHER_VERSION);
        }
        List<String> codings = request.headers().getAll(HttpHeaders.TRANSFER_ENCODING);
        return codings.isEmpty()
                        || (codings.size() == 1 && codings.get(0).strip().equalsIgnoreCase("chunked"))
                ? Optional.empty()
                : Optional.of(OTHER_CODING);
    }

    private void enter(RoutingContext context, String client, long announced, boolean upload) {
        Optional<Reservation> entered = admission.enter(client, announced);
        if (entered.isEmpty()) {
            refuse(context, admission.isAtLimit(client) ? TOO_MANY : IncomingBody.TOO_BUSY);
            return;
        }
        limits.pause(client)
                .ifPresentOrElse(
                        pause -> {
                            entered.get().leave();
                            refuse(context, TOO_MANY, pause);
                        },
                        () -> admit(context, entered.get(), upload));
    }

    // It has neither chunks nor 100 Continue: a body of unknown length ends with its connection (RFC 9112, 6.3;
    // RFC 9110, 10.1.1).
    private static void keepToHttp10(RoutingContext context) {
        HttpServerRequest request = context.request();
        HttpServerResponse response = context.response();
        request.headers().remove(HttpHeaders.EXPECT);
        context.addHeadersEndHandler(head -> {
            if (!response.headers().contains(HttpHeaders.CONTENT_LENGTH)) {
                response.putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
                context.addBodyEndHandler(ended -> request.connection().close());
            }
        });
    }

    private List<String> allowedMethods(RoutingContext context) {
        String path = HttpCall.normal(context.normalizedPath());
        if (page.takes(path)) {
            return METHODS_WITH_PUT;
        }
        return passThrough.lists("DELETE", path) || batches.deletes(path) ? METHODS_WITH_DELETE : ALLOWED_METHODS;
    }

    // Over HTTP/1.1 the head says whether there is a body of unknown length. Over HTTP/2 it does not, so the method has
    // to.
    private static long length(HttpServerRequest request, long unknown) {
        String announced = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        if (announced != null) {
            // The HTTP decoder lets through digits only.
            return announced.length() > 18 ? Long.MAX_VALUE : Long.parseLong(announced);
        }
        boolean mayHaveOne = request.version() == HttpVersion.HTTP_2
                ? mayHaveBody(request)
                : request.headers().contains(HttpHeaders.TRANSFER_ENCODING);
        return mayHaveOne ? unknown : 0;
    }

    private static boolean mayHaveBody(HttpServerRequest request) {
        return request.method().equals(HttpMethod.POST) || request.method().equals(HttpMethod.PUT);
    }

    private boolean uploads(RoutingContext context) {
        HttpServerRequest request = context.request();
        return batches.areKept()
                && request.method().equals(HttpMethod.POST)
                && !request.headers().contains(HttpHeaders.CONTENT_ENCODING)
                && batches.uploads(
                        HttpCall.normal(context.normalizedPath()), request.getHeader(HttpHeaders.CONTENT_TYPE));
    }

    private void admit(RoutingContext context, Reservation reservation, boolean upload) {
        HttpServerRequest request = context.request();
        long timer = vertx.setPeriodic(config.bodyTimeout().toMillis(), new BodyTimer(context));
        // Quarkus sets a response end handler of its own for a body that grows too large, and so removes the context's.
        Runnable leave = () -> {
            vertx.cancelTimer(timer);
            reservation.leave();
        };
        context.addBodyEndHandler(ended -> leave.run());
        context.addEndHandler(ended -> leave.run());
        // After all requests that have arrived by now: in a flood, refusals are sent at once and need not wait for the
        // admitted calls. The request is paused until then.
        vertx.getOrCreateContext().runOnContext(turn -> {
            HttpServerResponse response = context.response();
            if (response.ended() || response.closed()) {
                return;
            }
            CompletableFuture<Admitted> admitted = new CompletableFuture<>();
            context.put(ADMITTED, admitted);
            // Before the body is read: Quarkus REST pauses the request, which over HTTP/2 fails once it has ended.
            context.next();
            if (upload) {
                receive(context, reservation, admitted);
            } else if (mayHaveBody(request)) {
                read(context, reservation, admitted);
            } else {
                admitted.complete(new Admitted(reservation, bodies, NOTHING, 0, null));
            }
        });
    }

    private void read(RoutingContext context, Reservation reservation, CompletableFuture<Admitted> admitted) {
        HttpServerRequest request = context.request();
        boolean isJson = request.method().equals(HttpMethod.POST);
        IncomingBody body = new IncomingBody(reservation, bodies, isJson);
        request.handler(part -> body.add(part).ifPresent(problem -> refuse(context, problem)));
        request.endHandler(
                ended -> admitted.complete(new Admitted(reservation, bodies, body.whole(), body.weight(), null)));
        start(context);
    }

    private static void start(RoutingContext context) {
        if (expectsContinue(context.request())) {
            context.response().writeContinue();
        }
        context.request().resume();
    }

    private void receive(RoutingContext context, Reservation reservation, CompletableFuture<Admitted> admitted) {
        HttpServerRequest request = context.request();
        UploadedFile file = batches.newFile(HttpCall.owner(HttpCall.authorization(request::getHeader)));
        IncomingForm form = new IncomingForm(
                request,
                file,
                read -> admitted.complete(new Admitted(reservation, bodies, NOTHING, 0, read.orElse(null))));
        context.put(INCOMING, form);
        form.read();
        // What was not kept by then is not needed any more: the client went away, was too slow, or was refused.
        context.addEndHandler(ended -> Blocking.run(() -> {
            file.close();
            return true;
        }));
        start(context);
    }

    /** Refuses a body that has not come in time. An upload may take longer, if so much of it comes each time. */
    private final class BodyTimer implements Handler<Long> {
        private final RoutingContext context;
        private long before;

        BodyTimer(RoutingContext context) {
            this.context = context;
        }

        @Override
        public void handle(Long timer) {
            IncomingForm form = context.get(INCOMING);
            long size = form == null ? 0 : form.size();
            if (size - before >= SLOWEST_UPLOAD) {
                before = size;
            } else if (!context.request().isEnded() && !context.response().ended()) {
                vertx.cancelTimer(timer);
                refuse(context, TOO_SLOW);
            }
        }
    }

    private static boolean expectsContinue(HttpServerRequest request) {
        return "100-continue".equalsIgnoreCase(request.getHeader(HttpHeaders.EXPECT));
    }

    private void refuse(RoutingContext context, Problem problem) {
        refuse(context, problem, RETRY_AFTER);
    }

    private void refuse(RoutingContext context, Problem problem, Duration pause) {
        metrics.counter("dragoman.http.refused", "code", problem.code()).increment();
        String id = UUID.randomUUID().toString();
        HttpAnswer answer = answer(id, problem, pause);
        HttpServerRequest request = context.request();
        HttpServerResponse response = context.response();
        response.setStatusCode(answer.status());
        answer.headers().forEach(response::putHeader);
        long body = length(request, Long.MAX_VALUE);
        if (connections.isLeft(request)) {
            response.putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
            vertx.setTimer(LINGER_MILLIS, due -> request.connection().close());
        } else if (!request.isEnded() && body > 0) {
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
