package dev.dragoman.delivery;

import dev.dragoman.stream.ServerSentEvent;
import java.util.List;

/** Sends the events of a stream to one caller. No method blocks, and none throws. */
public interface EventSink {
    /**
     * Sends an event after those before it.
     *
     * @param event the next one
     */
    void write(ServerSentEvent event);

    /**
     * Runs something as soon as there is room for more events.
     *
     * @param more requests further events
     */
    void whenReady(Runnable more);

    /**
     * Runs something when the caller disconnects; at once if the caller already has.
     *
     * @param cancel ends the stream
     */
    void whenDisconnected(Runnable cancel);

    /**
     * Ends the response as it should end. The last event was written before.
     *
     * @param answer how the ask was answered; with a status of 400 or more the stream has failed, and the provider's last
     *     event said so
     */
    void end(HttpAnswer answer);

    /**
     * Sends the last events and breaks the response off, so that no caller takes the stream for a whole one.
     *
     * @param last the events that tell of the failure; at least one
     * @param answer how the ask was answered, with a status of 400 or more
     */
    void breakOff(List<ServerSentEvent> last, HttpAnswer answer);
}
