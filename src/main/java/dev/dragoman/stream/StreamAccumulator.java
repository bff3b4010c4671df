package dev.dragoman.stream;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/** Builds the whole answer from the events of a stream. Not for use by two threads. */
public interface StreamAccumulator {
    /**
     * Adds the next event. Events after the end are ignored, and so are events that are not understood.
     *
     * @param event as the provider sent it
     * @return what it does to the stream, by its data too: many servers leave names out
     */
    ServerSentEvent.Role add(ServerSentEvent event);

    /**
     * Whether an answer has begun: with the first chunk that has {@code choices}, be they empty, or with the first event of a
     * response that has a type. What came before says nothing, and neither does an end without a beginning.
     *
     * @return false while the call can still be repeated
     */
    boolean hasBegun();

    /**
     * Whether the provider has ended the answer. Until then the answer is not complete.
     *
     * @return true after {@code [DONE]}, {@code response.completed}, {@code response.incomplete} or {@code
     *     response.failed}
     */
    boolean isEnded();

    /**
     * Whether the answer is whole even if the stream closes without the event that ends it, which some servers forget.
     *
     * @return true if a chat completion has a finish reason for each of its choices; of a response only its last event
     *     says so
     */
    boolean isWhole();

    /**
     * The error that the provider sent in place of the rest of the answer.
     *
     * @return an object with an {@code error} as in a whole response; null if there was none
     */
    @Nullable
    ObjectNode error();

    /**
     * The answer so far, in the shape of a whole answer of the same endpoint.
     *
     * @return has the values of the events themselves, and not copies: an answer may be large. Who changes it is the last to
     *     look at it
     */
    ObjectNode answer();

    /**
     * How much the model has written so far: text, refusals, reasoning and the arguments of calls. Used to estimate the
     * cost of a stream that was broken off.
     *
     * @return in characters
     */
    long charactersWritten();

    /**
     * What is kept of the events.
     *
     * @return as {@link dev.dragoman.json.JsonWeight} counts; looks at all that is kept
     */
    long weight();
}
