package dev.dragoman.delivery;

import dev.dragoman.stream.ServerSentEvent;

/** Where the events of a stream go out: the connection of one caller. No method blocks, and none throws. */
public interface EventSink {
    /**
     * Sends an event after those before it.
     *
     * @param event the next one
     */
    void write(ServerSentEvent event);

    /**
     * Runs something as soon as there is room for more.
     *
     * @param more asks for further events
     */
    void whenTaken(Runnable more);

    /**
     * Runs something when the caller has gone away, also where he has gone before.
     *
     * @param leave ends the stream
     */
    void whenGone(Runnable leave);

    /**
     * Ends the response. The last event was written before.
     *
     * @param answer how the ask was answered; from status 400 on the stream is no good one
     */
    void end(HttpAnswer answer);
}
