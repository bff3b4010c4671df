package dev.dragoman.event;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/** What an ask wants answered. */
public sealed interface Content {
    /**
     * A request in the provider's own format, any field of it.
     *
     * @param endpoint where it is sent
     * @param body the request as it came; never changed, copied before it is translated
     */
    record Request(Endpoint endpoint, ObjectNode body) implements Content {
        /**
         * Whether the answer is wanted as a stream.
         *
         * @return true where {@code stream} is true
         */
        public boolean wantsStream() {
            return body.path("stream").booleanValue();
        }
    }

    /**
     * A document in S3 to be answered by a prompt.
     *
     * @param location where it is
     * @param versionId the version that the event named; null where the bucket has no versions or none was named
     * @param eTag the entity tag that the event named, without quotes; null where none was named
     * @param prompt the prompt the ask brought with it; null means the configured rule's
     */
    record Document(
            S3Location location,
            @Nullable String versionId,
            @Nullable String eTag,
            @Nullable String prompt) implements Content {}

    /**
     * Nothing that can be answered; the ask is rejected before any call, with this reason.
     *
     * @param status the HTTP status that says so, 4xx
     * @param code a short snake_case name
     * @param message one sentence for the caller: the field at fault and what to do
     * @param param the field at fault; null where there is none
     */
    record Malformed(
            int status,
            String code,
            String message,
            @Nullable String param) implements Content {}
}
