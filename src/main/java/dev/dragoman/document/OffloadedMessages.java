package dev.dragoman.document;

import dev.dragoman.aws.TimeLimit;
import dev.dragoman.blocking.Blocking;
import dev.dragoman.config.DocumentsConfig;
import dev.dragoman.event.AllowedObjects;
import dev.dragoman.event.Ask;
import dev.dragoman.event.Content;
import dev.dragoman.event.Continuation;
import dev.dragoman.event.Door;
import dev.dragoman.event.PayloadPointer;
import dev.dragoman.event.QueueMessage;
import dev.dragoman.event.S3Location;
import dev.dragoman.event.Trigger;
import dev.dragoman.event.TriggerParser;
import dev.dragoman.memory.MemoryBudget;
import dev.dragoman.outcome.Outcome;
import dev.dragoman.outcome.Problem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/**
 * Fetches the bodies of queue messages that are only pointers to an object, as the SQS extended client for Java sends them. The
 * object stays: who sent it deletes it, or a lifecycle rule does.
 */
public final class OffloadedMessages {
    private static final String PARAM = "s3Key";

    private static final Content.Malformed NESTED = new Content.Malformed(
            400, "invalid_pointer", "The message is a pointer of the SQS extended client to another pointer.", PARAM);

    private final S3Reader s3;
    private final TriggerParser events;
    private final AllowedObjects allowed;
    private final long largest;
    private final Clock clock;

    /** For a message outside of an invocation. */
    private static final Duration LONGEST = Duration.ofSeconds(60);

    /**
     * @param s3 reads objects
     * @param presigner belongs to the reader of objects; nothing is signed here
     * @param config the largest body
     * @param memory of which a body may have a tenth: ten messages may be read together
     * @param events reads the bodies
     * @param allowed the objects that a pointer may name: those that queued asks may name
     * @param clock tells how much time an invocation has left
     */
    public OffloadedMessages(
            S3Client s3,
            S3Presigner presigner,
            DocumentsConfig config,
            TriggerParser events,
            AllowedObjects allowed,
            Clock clock,
            MemoryBudget memory) {
        this.s3 = new S3Reader(s3, presigner, config.urlLifetime());
        this.events = events;
        this.allowed = allowed;
        this.largest = Math.min(config.maxSize().asLongValue(), memory.bytes() / 10);
        this.clock = clock;
    }

    /**
     * Puts asks in place of pointers. Runs on a worker thread if there is a pointer.
     *
     * @param batch messages
     * @return the same messages, each with its asks; of a body that can't be had, an ask that can't be answered
     */
    public CompletionStage<Trigger.MessageBatch> fetch(Trigger.MessageBatch batch) {
        return batch.messages().stream().allMatch(message -> message.pointer() == null)
                ? CompletableFuture.completedFuture(batch)
                : Blocking.run(() ->
                        batch.with(batch.messages().stream().map(this::fetched).toList()));
    }

    /**
     * Puts asks in place of a message's pointer; blocks if there is one.
     *
     * @param message any message
     * @return as of {@link #fetch}
     */
    public QueueMessage fetched(QueueMessage message) {
        PayloadPointer pointer = message.pointer();
        return pointer == null
                ? message
                : read(first(message), pointer)
                        .withContinuation(message.id(), message.continuation())
                        .withReceipt(message.sqsReceipt());
    }

    private static String first(QueueMessage message) {
        Continuation continuation = message.continuation();
        return continuation == null ? message.id() : continuation.first();
    }

    private QueueMessage read(String id, PayloadPointer pointer) {
        S3Location location = pointer.location();
        if (!allowed.mayRead(Door.SQS, location)) {
            return events.unreadable(id, notAllowed(location), pointer.endBy());
        }
        try {
            S3Reader timed = s3.within(TimeLimit.of(timeLeft(pointer.endBy())));
            DocumentSource.StoredSource object = timed.head(location);
            return object.size() > largest
                    ? events.unreadable(id, tooLarge(location), pointer.endBy())
                    : once(events.message(id, text(timed.allBytes(object)), pointer.endBy()), pointer);
        } catch (SdkException | IOException failure) {
            Content.Malformed why = S3Reader.outcome(failure, location, PARAM)
                    .match(answered -> notAllowed(location), failed -> malformed(location, failed));
            return events.unreadable(id, why, pointer.endBy());
        }
    }

    private Duration timeLeft(@Nullable Instant endBy) {
        return endBy == null
                ? LONGEST
                : Duration.between(clock.instant(), endBy).minus(Ask.MARGIN);
    }

    // A message without asks would count as done.
    private QueueMessage once(QueueMessage message, PayloadPointer pointer) {
        return message.pointer() == null ? message : events.unreadable(message.id(), NESTED, pointer.endBy());
    }

    // Bytes that are not UTF-8 are replaced; what they make of the body is told as of any message.
    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    // The object may come yet, by replication or since it is written after the message: so the message is delivered
    // again.
    private static Content.Malformed malformed(S3Location location, Outcome.Failed failed) {
        Problem problem = failed.problem();
        if (problem.code().equals("document_missing")) {
            return new Content.Malformed(
                    503,
                    "storage_unavailable",
                    "%s, which the message points to, is not there (yet).".formatted(location.uri()),
                    PARAM);
        }
        return new Content.Malformed(problem.status(), problem.code(), problem.message(), problem.param());
    }

    // The operator can allow it, and then the same message is answered: so it is kept.
    private static Content.Malformed notAllowed(S3Location location) {
        return new Content.Malformed(
                502,
                "pointer_not_allowed",
                "The message is a pointer of the SQS extended client into the bucket %s, to an object that asks may not name; add its bucket and prefix to DRAGOMAN_BUCKETS."
                        .formatted(location.bucket()),
                PARAM);
    }

    private Content.Malformed tooLarge(S3Location location) {
        return new Content.Malformed(
                413,
                "document_too_large",
                "%s, which the message points to, has more than %,d bytes (DRAGOMAN_DOCUMENTS_MAX_SIZE, or a tenth of DRAGOMAN_HTTP_MAX_BODIES)."
                        .formatted(location.uri(), largest),
                PARAM);
    }
}
