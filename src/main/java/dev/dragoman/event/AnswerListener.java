package dev.dragoman.event;

import dev.dragoman.stream.ServerSentEvent;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

/** A caller who hears an answer while it is being written. */
public interface AnswerListener {
    /**
     * Tells that the answer begins. Called at most once, and not at all where there is none. Its end is not told here:
     * after the last event the ask's answer says whether it was a good one.
     *
     * @param id the ask's id
     * @param adjustments each change to the caller's request, in words
     * @param events the caller's events; has to be subscribed to once. What is asked for bounds what is read from the
     *     provider; cancelling breaks the call off
     */
    void streamStarted(String id, List<String> adjustments, Flow.Publisher<ServerSentEvent> events);

    /**
     * Completes when the caller has gone away, so that a call that has not begun to answer is broken off too.
     *
     * @return never fails
     */
    CompletionStage<Void> disconnected();
}
