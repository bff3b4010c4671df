package dev.dragoman.http;

import dev.dragoman.delivery.EventSink;
import dev.dragoman.delivery.HttpAnswer;
import dev.dragoman.stream.ServerSentEvent;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.util.List;
import org.jboss.resteasy.reactive.server.spi.ServerHttpResponse;

/** Sends events as the response of the server's own HTTP door. */
final class ResponseSink implements EventSink {
    /** HTTP/2's code for "the endpoint encountered an unexpected internal error" (RFC 9113 section 7). */
    private static final long INTERNAL_ERROR = 2;

    private final ServerHttpResponse response;
    private final HttpServerRequest request;

    /**
     * @param response to write to
     * @param request whose response it is: only there it can be broken off
     */
    ResponseSink(ServerHttpResponse response, HttpServerRequest request) {
        this.response = response;
        this.request = request;
        response.setChunked(true);
    }

    // If writing fails, the client has disconnected; the close handler reports that.
    @Override
    public void write(ServerSentEvent event) {
        response.write(event.bytes(), gone -> {});
    }

    @Override
    public void whenReady(Runnable more) {
        if (response.isWriteQueueFull()) {
            response.addDrainHandler(more);
        } else {
            more.run();
        }
    }

    @Override
    public void whenDisconnected(Runnable cancel) {
        response.addCloseHandler(cancel);
        if (response.closed()) {
            cancel.run();
        }
    }

    @Override
    public void end(HttpAnswer answer) {
        response.end();
    }

    // Only after the last bytes: a reset would overtake what is not sent yet. HTTP/1.1's own reset would leave out the
    // handlers that count calls.
    @Override
    public void breakOff(List<ServerSentEvent> last, HttpAnswer answer) {
        Buffer bytes = Buffer.buffer();
        last.forEach(event -> bytes.appendBytes(event.bytes()));
        request.response().write(bytes).onComplete(sent -> {
            if (request.version() == HttpVersion.HTTP_2) {
                request.response().reset(INTERNAL_ERROR);
            } else {
                request.connection().close();
            }
        });
    }
}
