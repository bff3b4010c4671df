package dev.dragoman.model;

import dev.dragoman.event.Endpoint;
import dev.dragoman.outcome.ProviderResponse;
import io.smallrye.common.vertx.VertxContext;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.net.URI;
import java.time.Clock;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The provider's REST interface over HTTP, whole answers and streams by the same reactive client (docs/adr/0022).
 *
 * <p>Everything that happens on a call happens on one Vert.x context: the caller's, where it has one of its own, else a new
 * one.
 */
public final class ModelClient implements ModelApi {
    private final Vertx vertx;
    private final Supplier<HttpClient> clients;
    private final RequestOptions provider;
    private final String path;
    private final AnswerLimits limits;
    private final Clock clock;

    /**
     * @param vertx where the clients live
     * @param clients gives one that does not follow redirects, and has the connect timeout
     * @param base the provider's base URL
     * @param limits what an answer may take
     * @param clock what dates in answers are counted from
     */
    public ModelClient(Vertx vertx, Supplier<HttpClient> clients, URI base, AnswerLimits limits, Clock clock) {
        this.vertx = vertx;
        this.clients = clients;
        this.provider =
                new RequestOptions().setAbsoluteURI(base.toString()).putHeader(HttpHeaders.USER_AGENT, "dragoman");
        this.path = base.getRawPath();
        this.limits = limits;
        this.clock = clock;
    }

    @Override
    public Uni<ProviderResponse.Received> whole(Endpoint endpoint, String authorization, byte[] body) {
        return sent(
                post(endpoint, authorization, "application/json").setTimeout(firstByte()),
                Buffer.buffer(body),
                this::read);
    }

    @Override
    public Uni<HttpClientResponse> streamed(Endpoint endpoint, String authorization, byte[] body) {
        return sent(
                post(endpoint, authorization, "text/event-stream"),
                Buffer.buffer(body),
                response -> Future.succeededFuture(response.pause()));
    }

    @Override
    public Uni<ProviderResponse.Received> models(String authorization) {
        RequestOptions options = to(HttpMethod.GET, "/models")
                .setTimeout(firstByte())
                .putHeader(HttpHeaders.AUTHORIZATION, authorization)
                .putHeader(HttpHeaders.ACCEPT, "application/json");
        return sent(options, Buffer.buffer(), this::read);
    }

    @Override
    public void connect() {
        // Reset before it was sent, a request gives its connection back. Without a handler Vert.x logs that as an
        // error.
        clients.get()
                .request(to(HttpMethod.GET, ""))
                .onSuccess(request -> request.exceptionHandler(reset -> {}).reset());
    }

    private long firstByte() {
        return limits.firstByte().toMillis();
    }

    private RequestOptions post(Endpoint endpoint, String authorization, String accept) {
        return to(HttpMethod.POST, endpoint.path())
                .putHeader(HttpHeaders.AUTHORIZATION, authorization)
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .putHeader(HttpHeaders.ACCEPT, accept);
    }

    private RequestOptions to(HttpMethod method, String below) {
        return new RequestOptions(provider).setMethod(method).setURI(path + below);
    }

    private Future<ProviderResponse.Received> read(HttpClientResponse response) {
        return ResponseReader.read(response, limits.largest(), clock);
    }

    private <T> Uni<T> sent(RequestOptions options, Buffer body, Function<HttpClientResponse, Future<T>> answer) {
        return Uni.createFrom().emitter(emitter -> {
            HttpClient client = clients.get();
            if (VertxContext.isOnDuplicatedContext()) {
                send(client, options, body, answer, emitter);
            } else {
                // A context that others share would mix up what is kept in it, as the fields of log lines are.
                VertxContext.createNewDuplicatedContext(vertx.getOrCreateContext())
                        .runOnContext(turn -> send(client, options, body, answer, emitter));
            }
        });
    }

    private static <T> void send(
            HttpClient client,
            RequestOptions options,
            Buffer body,
            Function<HttpClientResponse, Future<T>> answer,
            UniEmitter<? super T> emitter) {
        Future<HttpClientRequest> request = client.request(options);
        Future<T> answered = request.compose(open -> open.send(body)).compose(answer);
        emitter.onTermination(() -> {
            if (!answered.succeeded()) {
                request.onSuccess(HttpClientRequest::reset);
            }
        });
        answered.onComplete(emitter::complete, emitter::fail);
    }
}
