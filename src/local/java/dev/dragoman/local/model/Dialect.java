package dev.dragoman.local.model;

import com.fasterxml.jackson.databind.JsonNode;

/** The shapes of answers, events and errors of one of the two endpoints. */
interface Dialect {
    /** The fingerprint of all answers, so that nobody takes the stand-in for a real model. */
    String FINGERPRINT = "dragoman-stand-in";

    Prompt read(JsonNode request) throws ApiError;

    HttpAnswer write(Draft draft, Prompt prompt);

    /** The event that ends a stream because the answer has failed. */
    String error(ApiError error, int place);

    /** The answer's id as the caller sees it. */
    String id(Draft draft);

    /** Whether later requests may refer to the answer. */
    boolean stores(Prompt prompt);
}
