package dev.dragoman.stream;

import java.util.List;

/** Puts the events of one stream into other words, one after the other. May remember what went before. */
@FunctionalInterface
public interface EventTranslation {
    /** Passes every event on as it came. */
    EventTranslation NONE = List::of;

    /**
     * Translates the next event.
     *
     * @param event as the provider sent it
     * @return what the caller gets for it; empty where it is not for him
     */
    List<ServerSentEvent> translate(ServerSentEvent event);
}
