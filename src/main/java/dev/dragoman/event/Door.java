package dev.dragoman.event;

import java.util.Arrays;

/**
 * Where an ask came in, which decides how it is answered (design section 4). Each rule is a switch over all doors, so
 * that the compiler asks for the rules of a new one.
 */
public enum Door {
    /** A call to the server, a Function URL or API Gateway. */
    HTTP("http"),
    /** A document that an S3 event or the poller named. */
    S3("s3"),
    /** A message of a queue. */
    SQS("sqs"),
    /** An ask handed to the function itself. */
    INVOKE("invoke"),
    /** A line of a batch file that came in as a document. */
    BATCH("batch"),
    /** A line of a batch that an HTTP client has created. */
    HTTP_BATCH("http-batch");

    private final String label;

    Door(String label) {
        this.label = label;
    }

    /**
     * The door's name in logs and metrics.
     *
     * @return lower case
     */
    public String label() {
        return label;
    }

    /**
     * Whether an ask waits while the provider asks everybody to wait. HTTP callers fail fast; the others wait, because
     * handing them back costs one of few redeliveries (for a queue, {@code maxReceiveCount}).
     *
     * @return false if the caller is told at once to come back later
     */
    public boolean waitsForProvider() {
        return switch (this) {
            case HTTP -> false;
            case S3, SQS, INVOKE, BATCH, HTTP_BATCH -> true;
        };
    }

    /**
     * Whether an ask is a line of a batch, whose results are put together once all lines have theirs.
     *
     * @return true if nothing is delivered for the ask itself
     */
    public boolean isOfBatch() {
        return switch (this) {
            case BATCH, HTTP_BATCH -> true;
            case HTTP, S3, SQS, INVOKE -> false;
        };
    }

    /**
     * Whether an HTTP client wrote the ask, so that it may name only what HTTP clients may.
     *
     * @return true for calls and for the lines of batches made by them
     */
    public boolean isOfHttpClient() {
        return switch (this) {
            case HTTP, HTTP_BATCH -> true;
            case S3, SQS, INVOKE, BATCH -> false;
        };
    }

    /**
     * Whether an ask has to name where its answer goes, because the door can't take it back.
     *
     * @return true for queued asks
     */
    public boolean needsReplyAddress() {
        return switch (this) {
            case SQS -> true;
            case HTTP, S3, INVOKE, BATCH, HTTP_BATCH -> false;
        };
    }

    /**
     * Whether a document's answer is written as result objects: summary and receipt, or error.
     *
     * @return true if the documents themselves came in by this door; others are answered as any ask
     */
    public boolean writesResults() {
        return switch (this) {
            case S3 -> true;
            case HTTP, SQS, INVOKE, BATCH, HTTP_BATCH -> false;
        };
    }

    /**
     * Whether a document may be read only from a bucket of the allow-list.
     *
     * @return false for S3: an event or the poller names the operator's own bucket
     */
    public boolean readsOnlyAllowedBuckets() {
        return switch (this) {
            case S3 -> false;
            case HTTP, SQS, INVOKE, BATCH, HTTP_BATCH -> true;
        };
    }

    /**
     * Whether an ask is the same as another if the same object was read for it ({@link S3Location#objectName}), by whichever
     * way they came.
     *
     * @return true for S3: stores, their events and listings name version and entity tag, only one of them, or neither
     */
    public boolean identifiesAsksByDocument() {
        return switch (this) {
            case S3 -> true;
            case HTTP, SQS, INVOKE, BATCH, HTTP_BATCH -> false;
        };
    }

    /**
     * Whether the caller chooses the names that {@link #identity} is made of.
     *
     * @return false if AWS gives them: a message id, an object's version, a request id
     */
    boolean callersChooseNames() {
        return switch (this) {
            case HTTP -> true;
            case S3, SQS, INVOKE, BATCH, HTTP_BATCH -> false;
        };
    }

    /**
     * Whether an identity is made of a name that a caller chose.
     *
     * @param identity as {@link #identity} makes it
     */
    static boolean isChosen(String identity) {
        return Arrays.stream(values())
                .anyMatch(door -> door.callersChooseNames() && identity.startsWith(door.identity("")));
    }

    /**
     * The identity of an ask that is known by a name of this door, so that no two doors' names are mixed up.
     *
     * @param name what makes it the same ask, within this door
     * @return as {@code sqs:...}; it is hashed into ledger keys and must not change
     */
    public String identity(String name) {
        String prefix =
                switch (this) {
                    case HTTP -> "http:";
                    case S3 -> "s3:";
                    case SQS -> "sqs:";
                    case INVOKE -> "invocation:";
                    case BATCH, HTTP_BATCH -> "batch:";
                };
        return prefix + name;
    }
}
