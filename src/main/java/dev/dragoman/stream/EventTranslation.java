package dev.dragoman.stream;

import java.util.List;

/** Translates the events of one stream, in their order. May keep state between events. */
@FunctionalInterface
public interface EventTranslation {
    /** Returns every event unchanged. */
    EventTranslation NONE = List::of;

    /**
     * Translates the next event.
     *
     * @param event as the provider sent it
     * @return the events that the caller gets for it; empty if it gets none
     */
    List<ServerSentEvent> translate(ServerSentEvent event);
}
