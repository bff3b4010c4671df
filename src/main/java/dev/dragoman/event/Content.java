package dev.dragoman.event;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What an ask wants answered. */
public sealed interface Content {
    /**
     * Whether there is anything to answer.
     *
     * @return false for malformed content, which is rejected before any call
     */
    boolean isAnswerable();

    /**
     * Whether the caller chooses the model and its limits, so that the operator's limits on requests apply.
     *
     * @return false for documents, whose model and limits are the operator's own
     */
    boolean choosesModel();

    /**
     * The document to answer.
     *
     * @return empty if it is something else
     */
    Optional<Document> asDocument();

    /**
     * What it is of a long document. The answer to it goes nowhere but into the document's.
     *
     * @return empty if it stands for itself
     */
    default Optional<Excerpt> asExcerpt() {
        return asDocument().map(Document::excerpt);
    }

    /**
     * The request whose answer is wanted as a stream.
     *
     * @return empty if the answer is wanted whole
     */
    Optional<Request> asStreamed();

    /**
     * Decides by what it is.
     *
     * @param request for a request
     * @param document for a document
     * @param malformed for what can't be answered
     * @param <R> the type of the result
     * @return the result of the function that was called
     */
    <R> R match(
            Function<? super Request, ? extends R> request,
            Function<? super Document, ? extends R> document,
            Function<? super Malformed, ? extends R> malformed);

    /**
     * A request in the provider's own format, any field of it.
     *
     * @param endpoint where it is sent
     * @param body the request as it came; never changed, copied before it is translated
     */
    record Request(Endpoint endpoint, ObjectNode body) implements Content {
        @Override
        public boolean isAnswerable() {
            return true;
        }

        @Override
        public boolean choosesModel() {
            return true;
        }

        @Override
        public Optional<Document> asDocument() {
            return Optional.empty();
        }

        @Override
        public Optional<Request> asStreamed() {
            return body.path("stream").booleanValue() ? Optional.of(this) : Optional.empty();
        }

        @Override
        public <R> R match(
                Function<? super Request, ? extends R> request,
                Function<? super Document, ? extends R> document,
                Function<? super Malformed, ? extends R> malformed) {
            return request.apply(this);
        }
    }

    /**
     * A document in S3 to be answered by a prompt.
     *
     * @param location where it is
     * @param versionId the version that the event named; null if the bucket has no versions or none was named
     * @param eTag the entity tag that the event named, without quotes; null if none was named
     * @param prompt the prompt the ask brought with it; null means the configured rule's
     * @param excerpt what of the document is asked about; null for all of it
     * @param slice which slice of a batch file is to be worked on, from 1; null for all of it, and for any other document
     */
    record Document(
            S3Location location,
            @Nullable String versionId,
            @Nullable String eTag,
            @Nullable String prompt,
            @Nullable Excerpt excerpt,
            @Nullable Integer slice)
            implements Content {
        /** A document that is no batch file, or all of one. */
        public Document(
                S3Location location,
                @Nullable String versionId,
                @Nullable String eTag,
                @Nullable String prompt,
                @Nullable Excerpt excerpt) {
            this(location, versionId, eTag, prompt, excerpt, null);
        }

        /**
         * Whether an object is the one that is meant, and not a later one under the same key. What is not known does not count.
         *
         * @param version the object's version; null in a bucket without versions
         * @param tag its entity tag, without quotes; null if the store has told none
         * @return by the versions, if both are known; else by the entity tags
         */
        public boolean isThat(@Nullable String version, @Nullable String tag) {
            if (versionId != null && version != null) {
                return versionId.equals(version);
            }
            return eTag == null || tag == null || eTag.equals(tag);
        }

        /** A whole document. */
        public Document(
                S3Location location, @Nullable String versionId, @Nullable String eTag, @Nullable String prompt) {
            this(location, versionId, eTag, prompt, null);
        }

        @Override
        public boolean isAnswerable() {
            return true;
        }

        @Override
        public boolean choosesModel() {
            return false;
        }

        @Override
        public Optional<Document> asDocument() {
            return Optional.of(this);
        }

        @Override
        public Optional<Request> asStreamed() {
            return Optional.empty();
        }

        @Override
        public <R> R match(
                Function<? super Request, ? extends R> request,
                Function<? super Document, ? extends R> document,
                Function<? super Malformed, ? extends R> malformed) {
            return document.apply(this);
        }
    }

    /**
     * Nothing that can be answered; there is no call. With a 4xx the ask is at fault and is rejected with this reason. With a
     * 5xx the operator has to act, or time has to pass, so what brought the ask is kept and delivered again.
     *
     * @param status the HTTP status that says so: 4xx if the ask is wrong, 503 if what it is could not be read now, else 502
     * @param code a short snake_case name
     * @param message one sentence for the caller: the field at fault and what to do
     * @param param the field at fault; null if there is none
     */
    record Malformed(
            int status,
            String code,
            String message,
            @Nullable String param) implements Content {
        @Override
        public boolean isAnswerable() {
            return false;
        }

        @Override
        public boolean choosesModel() {
            return false;
        }

        @Override
        public Optional<Document> asDocument() {
            return Optional.empty();
        }

        @Override
        public Optional<Request> asStreamed() {
            return Optional.empty();
        }

        @Override
        public <R> R match(
                Function<? super Request, ? extends R> request,
                Function<? super Document, ? extends R> document,
                Function<? super Malformed, ? extends R> malformed) {
            return malformed.apply(this);
        }
    }
}
