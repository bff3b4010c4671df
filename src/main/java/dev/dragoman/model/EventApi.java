package dev.dragoman.model;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The provider's HTTP interface for answers that are streamed. Not through {@link ModelApi}: the REST client reads a
 * stream as fast as it comes, whether or not the caller keeps up, and tells neither its status nor its headers.
 *
 * @param client does not follow redirects; has the connect timeout
 * @param base the provider's base URL
 * @param firstByte how long the provider may take until its answer begins
 * @param idle how long a stream may stand still after that
 * @param largest how many bytes an answer may have
 */
public record EventApi(HttpClient client, URI base, Duration firstByte, Duration idle, long largest) {
    /**
     * Sends a request. Cancelling closes its connection.
     *
     * @param path below the base URL
     * @param authorization the bearer token
     * @param body the request
     * @return any response, errors included, paused; from then on its reader resets it where need be
     */
    Uni<HttpClientResponse> post(String path, String authorization, byte[] body) {
        return Uni.createFrom().emitter(emitter -> {
            Future<HttpClientRequest> request = client.request(options(path, authorization));
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
        client.request(options("", "")).onSuccess(HttpClientRequest::reset);
    }

    private RequestOptions options(String path, String authorization) {
        boolean tls = "https".equals(base.getScheme());
        int port = base.getPort() > 0 ? base.getPort() : tls ? 443 : 80;
        return new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setHost(base.getHost())
                .setPort(port)
                .setSsl(tls)
                .setURI(base.getRawPath() + path)
                .setHeaders(MultiMap.caseInsensitiveMultiMap()
                        .add(HttpHeaders.AUTHORIZATION, authorization)
                        .add(HttpHeaders.CONTENT_TYPE, "application/json")
                        .add(HttpHeaders.ACCEPT, "text/event-stream"));
    }
}
