package dev.dragoman.local.model;

import com.fasterxml.jackson.databind.JsonNode;

/** How one of the two endpoints speaks. */
interface Dialect {
    /** What fingerprints say, so that nobody takes the stand-in for a model. */
    String FINGERPRINT = "dragoman-stand-in";

    Prompt read(JsonNode request) throws ApiError;

    HttpAnswer write(Draft draft, Prompt prompt);

    /** The event, at this place of a stream, that says that the answer has failed. */
    String error(ApiError error, int place);

    /** The answer's id as the caller sees it. */
    String id(Draft draft);

    /** Whether later requests may refer to the answer. */
    boolean stores(Prompt prompt);
}
