package dev.dragoman.payload;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.event.Endpoint;

/**
 * One translation: from what the caller wrote to what an endpoint takes. A field that it does not know, or that is of
 * another type than expected, is left as it is, for the provider to answer. Applying it twice changes nothing more.
 */
@FunctionalInterface
interface Translation {
    /**
     * Translates a request.
     *
     * @param target the endpoint that the request is sent to
     * @param body the request, changed in place
     * @param changes takes what was changed
     */
    void translate(Endpoint target, ObjectNode body, Adjustments changes);
}
