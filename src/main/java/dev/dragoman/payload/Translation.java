package dev.dragoman.payload;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.event.Endpoint;

/**
 * One translation: from what the caller wrote to what an endpoint takes. Whatever it does not know, or finds of another
 * type than it expects, stays as it is: the provider answers that. Applied twice it does nothing the second time.
 */
@FunctionalInterface
interface Translation {
    /**
     * Translates a request.
     *
     * @param target the endpoint that the request goes to
     * @param body the request, changed in place
     * @param changes takes what was changed
     */
    void translate(Endpoint target, ObjectNode body, Adjustments changes);
}
