package dev.dragoman.http;

import dev.dragoman.delivery.EventSink;
import dev.dragoman.delivery.HttpAnswer;
import dev.dragoman.stream.ServerSentEvent;
import org.jboss.resteasy.reactive.server.spi.ServerHttpResponse;

/** Sends events as the response of the server's own HTTP door. */
final class ResponseSink implements EventSink {
    private final ServerHttpResponse response;

    ResponseSink(ServerHttpResponse response) {
        this.response = response;
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
}
