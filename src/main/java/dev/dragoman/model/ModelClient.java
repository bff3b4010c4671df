package dev.dragoman.model;

import dev.dragoman.event.Endpoint;
import dev.dragoman.outcome.ProviderResponse;
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
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The provider's REST interface over HTTP, on Vert.x's client, for whole answers and for streams (docs/adr/0022).
 *
 * <p>All events of a call are handled on one Vert.x context: the caller's if it belongs to one ask alone, else a new one.
 */
public final class ModelClient implements ModelApi {
    private final Vertx vertx;
    private final Supplier<HttpClient> clients;
    private final RequestOptions provider;
    private final String path;
    private final AnswerLimits limits;
    private final Clock clock;

    /**
     * @param vertx runs the clients
     * @param clients gives the client for the current thread, which has the connect timeout, follows no redirects
     *     and decodes encoded answers
     * @param base the provider's base URL
     * @param limits the limits of an answer
     * @param clock what dates in answers are counted from if they have no date of their own
     */
    public ModelClient(Vertx vertx, Supplier<HttpClient> clients, URI base, AnswerLimits limits, Clock clock) {
        this.vertx = vertx;
        this.clients = clients;
        // Decoding costs more than it saves on this way. The client decodes nevertheless what comes encoded.
        this.provider = new RequestOptions()
                .setAbsoluteURI(base.toString())
                .putHeader(HttpHeaders.USER_AGENT, "dragoman")
                .putHeader(HttpHeaders.ACCEPT_ENCODING, HttpHeaders.IDENTITY);
        this.path = base.getRawPath();
        this.limits = limits;
        this.clock = clock;
    }

    @Override
    public Uni<ProviderResponse.Received> whole(
            Endpoint endpoint, String authorization, byte[] body, Map<String, String> forwarded) {
        // A whole answer may take as long as the ask has: its caller bounds it, and nothing tells how far the model is.
        return call(
                post(endpoint, authorization, "application/json", forwarded),
                request -> request.send(Buffer.buffer(body)),
                this::read);
    }

    @Override
    public Uni<HttpClientResponse> streamed(
            Endpoint endpoint, String authorization, byte[] body, Map<String, String> forwarded) {
        return call(
                post(endpoint, authorization, "text/event-stream", forwarded),
                request -> request.send(Buffer.buffer(body)),
                response -> Future.succeededFuture(response.pause()));
    }

    @Override
    public Uni<ProviderResponse.Received> models(String authorization) {
        RequestOptions options = to(HttpMethod.GET, "/models")
                .setTimeout(firstByteMillis())
                .putHeader(HttpHeaders.AUTHORIZATION, authorization)
                .putHeader(HttpHeaders.ACCEPT, "application/json");
        return call(options, HttpClientRequest::send, this::read);
    }

    @Override
    public void connect() {
        // A request that is reset before it is sent gives its connection back. Without the handler Vert.x would log the
        // reset as an error.
        clients.get()
                .request(to(HttpMethod.GET, ""))
                .onSuccess(request -> request.exceptionHandler(reset -> {}).reset());
    }

    private long firstByteMillis() {
        return limits.firstByte().toMillis();
    }

    private RequestOptions post(Endpoint endpoint, String authorization, String accept, Map<String, String> forwarded) {
        RequestOptions options = to(HttpMethod.POST, endpoint.path());
        forwarded.forEach(options::putHeader);
        return options.putHeader(HttpHeaders.AUTHORIZATION, authorization)
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .putHeader(HttpHeaders.ACCEPT, accept);
    }

    private RequestOptions to(HttpMethod method, String subPath) {
        return new RequestOptions(provider).setMethod(method).setURI(path + subPath);
    }

    private Future<ProviderResponse.Received> read(HttpClientResponse response) {
        return ResponseReader.read(response, limits.largest(), clock);
    }

    private <T> Uni<T> call(
            RequestOptions options,
            Function<HttpClientRequest, Future<HttpClientResponse>> send,
            Function<HttpClientResponse, Future<T>> read) {
        return Uni.createFrom().emitter(emitter -> {
            HttpClient client = clients.get();
            OwnContext.run(vertx, () -> call(client.request(options), send, read, emitter));
        });
    }

    private static <T> void call(
            Future<HttpClientRequest> request,
            Function<HttpClientRequest, Future<HttpClientResponse>> send,
            Function<HttpClientResponse, Future<T>> read,
            UniEmitter<? super T> emitter) {
        Future<T> answer = request.compose(send).compose(read);
        emitter.onTermination(() -> {
            if (!answer.succeeded()) {
                request.onSuccess(HttpClientRequest::reset);
            }
        });
        answer.onComplete(emitter::complete, emitter::fail);
    }
}
