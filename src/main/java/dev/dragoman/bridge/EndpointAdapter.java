package dev.dragoman.bridge;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.event.Endpoint;
import dev.dragoman.outcome.Problem;
import dev.dragoman.stream.EventTranslation;
import java.util.List;

/** One endpoint carried over the other (design section 7). */
public interface EndpointAdapter {
    /** What carrying a request came to. */
    sealed interface ConversionResult {
        /**
         * It goes.
         *
         * @param body the request for the carrying endpoint: its structure is translated; the names of fields, parts and
         *     tools are for the payload stage
         * @param adjustments what could not go along but does no harm to leave behind, in words
         */
        record Converted(ObjectNode body, List<String> adjustments) implements ConversionResult {
            public Converted {
                adjustments = List.copyOf(adjustments);
            }
        }

        /**
         * It does not, and nothing has been paid.
         *
         * @param problem the field at fault and what to do
         */
        record NotConvertible(Problem problem) implements ConversionResult {}
    }

    /**
     * The endpoint that the caller asked.
     *
     * @return never the upstreamEndpoint
     */
    Endpoint asked();

    /**
     * The endpoint that the provider has.
     *
     * @return the other one
     */
    Endpoint target();

    /**
     * Puts a request into the upstreamEndpoint's structure.
     *
     * @param body the caller's request; not changed
     * @return the upstreamEndpoint's request, or why there can be none
     */
    ConversionResult request(ObjectNode body);

    /**
     * Puts the upstreamEndpoint's answer into the shape that the caller asked for.
     *
     * @param answer the provider's whole answer; not changed
     * @param request the caller's request; responses repeat some of its fields
     * @return a new tree
     */
    ObjectNode answer(ObjectNode answer, ObjectNode request);

    /**
     * Puts the upstreamEndpoint's events into the shape that the caller asked for.
     *
     * @param request the caller's request
     * @return a translation for one stream
     */
    EventTranslation events(ObjectNode request);
}
