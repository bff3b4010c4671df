package dev.dragoman.model;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.json.Json;
import dev.dragoman.stream.EventTranslation;
import dev.dragoman.stream.ServerSentEvent;
import dev.dragoman.stream.ServerSentEvent.Role;
import dev.dragoman.stream.StreamAccumulator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The events of a stream that is passed through: as they come, with nothing kept of them. What the provider ends properly is
 * whole, whatever its last event was. Its errors are events like others: nothing is sent again because of them.
 */
final class PassedEvents implements StreamAccumulator, EventTranslation {
    private boolean ended;
    private boolean closed;

    @Override
    public Role add(ServerSentEvent event) {
        ended |= event.role().isLast();
        return event.role() == Role.ERROR ? Role.PIECE : event.role();
    }

    // The end that the relay adds to a stream that closes without one is not the provider's.
    @Override
    public List<ServerSentEvent> translate(ServerSentEvent event) {
        return closed ? List.of() : List.of(event);
    }

    @Override
    public boolean hasBegun() {
        return true;
    }

    @Override
    public boolean isEnded() {
        return ended;
    }

    /** Asked only once the provider has closed the stream. */
    @Override
    public boolean isWhole() {
        closed = true;
        return true;
    }

    @Override
    public @Nullable ObjectNode error() {
        return null;
    }

    @Override
    public ObjectNode answer() {
        return Json.object();
    }

    @Override
    public long charactersWritten() {
        return 0;
    }

    @Override
    public long weight() {
        return 0;
    }
}
