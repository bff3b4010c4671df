package dev.dragoman.http;

import dev.dragoman.delivery.EventSink;
import dev.dragoman.delivery.HttpAnswer;
import dev.dragoman.stream.ServerSentEvent;
import org.jboss.resteasy.reactive.server.spi.ServerHttpResponse;

/** The response of the server's own HTTP door, as its events go out. */
final class ResponseSink implements EventSink {
    private final ServerHttpResponse response;

    ResponseSink(ServerHttpResponse response) {
        this.response = response;
        response.setChunked(true);
    }

    // Where writing fails the client has gone, which the close handler tells.
    @Override
    public void write(ServerSentEvent event) {
        response.write(event.bytes(), gone -> {});
    }

    @Override
    public void whenTaken(Runnable more) {
        if (response.isWriteQueueFull()) {
            response.addDrainHandler(more);
        } else {
            more.run();
        }
    }

    @Override
    public void whenGone(Runnable leave) {
        response.addCloseHandler(leave);
        if (response.closed()) {
            leave.run();
        }
    }

    @Override
    public void end(HttpAnswer answer) {
        response.end();
    }
}
