package dev.dragoman.event;

import dev.dragoman.stream.ServerSentEvent;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

/** A caller who receives an answer while it is being written. */
public interface AnswerListener {
    /**
     * Called when the answer begins: at most once, and not at all if there is no answer. Its end is not reported here:
     * after the last event the ask's answer says whether it succeeded.
     *
     * @param id the ask's id
     * @param adjustments each change to the caller's request, in words
     * @param headers the provider's headers that the caller gets
     * @param events the caller's events; has to be subscribed to once. The subscriber's demand limits what is read from
     *     the provider; cancelling ends the call
     */
    void streamStarted(
            String id, List<String> adjustments, Map<String, String> headers, Flow.Publisher<ServerSentEvent> events);

    /**
     * Completes when the caller has disconnected, so that a call that has not begun to answer can be cancelled too; also when
     * this process ends, see {@link #isEnding}.
     *
     * @return never fails
     */
    CompletionStage<Void> disconnected();

    /**
     * Whether the call has to end because this process ends: the caller is still there, and is told so.
     *
     * @return false while it may go on, and if the caller has disconnected
     */
    default boolean isEnding() {
        return false;
    }
}
