package dev.dragoman.model;

import dev.dragoman.event.Endpoint;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The provider's HTTP interface over Vert.x: for answers that are streamed, which are read no faster than the caller takes
 * them, and for those that come whole.
 *
 * @param clients do not follow redirects; have the connect timeout
 * @param base the provider's base URL
 * @param firstByte how long the provider may take until its answer begins
 * @param idle how long a stream may stand still after that
 * @param largest how many bytes an answer may have
 */
public record EventApi(Clients clients, URI base, Duration firstByte, Duration idle, long largest) implements ModelApi {
    private static final String JSON = "application/json";
    private static final String EVENTS = "text/event-stream";

    @Override
    public Uni<ModelResponse> chat(String authorization, byte[] body) {
        return whole(HttpMethod.POST, Endpoint.CHAT.path(), authorization, body);
    }

    @Override
    public Uni<ModelResponse> responses(String authorization, byte[] body) {
        return whole(HttpMethod.POST, Endpoint.RESPONSES.path(), authorization, body);
    }

    @Override
    public Uni<ModelResponse> models(String authorization) {
        return whole(HttpMethod.GET, "/models", authorization, new byte[0]);
    }

    private Uni<ModelResponse> whole(HttpMethod method, String path, String authorization, byte[] body) {
        RequestOptions options = options(method, path, authorization, JSON).setIdleTimeout(firstByte.toMillis());
        return send(options, body).chain(response -> WholeBody.of(response, largest));
    }

    /**
     * Sends a request whose answer is to be streamed. Cancelling closes its connection.
     *
     * @param path below the base URL
     * @param authorization the bearer token
     * @param body the request
     * @return any response, errors included, paused; from then on its reader resets it where need be
     */
    Uni<HttpClientResponse> post(String path, String authorization, byte[] body) {
        return send(options(HttpMethod.POST, path, authorization, EVENTS), body);
    }

    private Uni<HttpClientResponse> send(RequestOptions options, byte[] body) {
        return Uni.createFrom().emitter(emitter -> {
            Future<HttpClientRequest> request = clients.current().request(options);
            AtomicBoolean handedOver = new AtomicBoolean();
            emitter.onTermination(() -> {
                if (!handedOver.get()) {
                    request.onSuccess(HttpClientRequest::reset);
                }
            });
            request.compose(open -> open.send(Buffer.buffer(body)).map(HttpClientResponse::pause))
                    .onComplete(sent -> {
                        if (sent.succeeded()) {
                            handedOver.set(true);
                            emitter.complete(sent.result());
                        } else {
                            emitter.fail(sent.cause());
                        }
                    });
        });
    }

    /**
     * Connects to the provider and asks it nothing, in the background: the client, its TLS and the provider's address are
     * there before the first call. Where that fails, the first call says why.
     */
    void connect() {
        clients.current().request(options(HttpMethod.POST, "", "", JSON)).onSuccess(HttpClientRequest::reset);
    }

    private RequestOptions options(HttpMethod method, String path, String authorization, String accepted) {
        boolean tls = "https".equals(base.getScheme());
        int port = base.getPort() > 0 ? base.getPort() : tls ? 443 : 80;
        MultiMap headers = MultiMap.caseInsensitiveMultiMap()
                .add(HttpHeaders.AUTHORIZATION, authorization)
                .add(HttpHeaders.ACCEPT, accepted);
        if (method.equals(HttpMethod.POST)) {
            headers.add(HttpHeaders.CONTENT_TYPE, JSON);
        }
        return new RequestOptions()
                .setMethod(method)
                .setHost(base.getHost())
                .setPort(port)
                .setSsl(tls)
                .setURI(base.getRawPath() + path)
                .setHeaders(headers);
    }
}
