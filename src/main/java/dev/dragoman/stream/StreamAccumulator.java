package dev.dragoman.stream;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/** Writes down what a stream says, until it is the answer that would have come whole. Not for use by two threads. */
public interface StreamAccumulator {
    /**
     * Takes the next event. What comes after the end is ignored, and so is an event that is not understood.
     *
     * @param event as the provider sent it
     */
    void add(ServerSentEvent event);

    /**
     * Whether the provider has said that the answer is over; until then it is no answer.
     *
     * @return true after {@code [DONE]}, {@code response.completed}, {@code response.incomplete} or
     *     {@code response.failed}
     */
    boolean isEnded();

    /**
     * The error that the provider sent instead of going on.
     *
     * @return an object with an {@code error} as in a whole response; null where there was none
     */
    @Nullable
    ObjectNode error();

    /**
     * What has been said so far, in the shape of a whole answer of the same endpoint.
     *
     * @return a new tree
     */
    ObjectNode answer();

    /**
     * How much the model has written so far: text, refusals, reasoning and the arguments of calls. For an estimate of
     * what a stream that was broken off has cost.
     *
     * @return in characters
     */
    long charactersWritten();
}
