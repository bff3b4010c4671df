package dev.dragoman.delivery;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.aws.TimeLimit;
import dev.dragoman.blocking.Blocking;
import dev.dragoman.event.ReplyTo;
import dev.dragoman.event.S3Location;
import dev.dragoman.outcome.Answer;
import dev.dragoman.outcome.Outcome;
import dev.dragoman.outcome.Problem;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sqs.SqsClient;

/**
 * The delivery stage: writes the results of documents, sends or writes replies. {@code deliver.camel.yaml} chooses; an HTTP
 * call and an invocation take their answers back themselves.
 */
public final class Deliveries {
    /** However much time an ask has left: what hangs for so long is tried again later. */
    private static final Duration LONGEST = Duration.ofSeconds(30);

    private final S3Client s3;
    private final QueueReplies replies;
    private final ResultLocation output;
    private final Clock clock;

    /**
     * A stage on one S3 and SQS.
     *
     * @param s3 writes objects
     * @param sqs sends messages
     * @param output the location of documents' results
     * @param store the bucket and the key prefix for answers that a reply queue does not take; null for none, then they are sent
     *     without the provider's response
     * @param clock tells how much time an ask has left
     */
    public Deliveries(S3Client s3, SqsClient sqs, ResultLocation output, @Nullable S3Location store, Clock clock) {
        this.s3 = s3;
        this.replies = new QueueReplies(sqs, s3, store);
        this.output = output;
        this.clock = clock;
    }

    /**
     * Where an answer is to be delivered, as {@code deliver.camel.yaml} names it.
     *
     * @param answer the settled answer
     * @return {@code results} for a document that an S3 event or a polled bucket brought, {@code queue} or {@code object} by
     *     its reply address; empty if the door takes the answer back itself, if it becomes part of a document's, or if the ask
     *     is to be tried again: only the last try counts
     */
    public String destination(Answer answer) {
        boolean isWritten =
                answer.receipt().batch() != null && answer.outcome().match(answered -> true, failed -> false);
        if (answer.outcome().isRetryable()
                || isWritten
                || answer.ask().content().asExcerpt().isPresent()) {
            return "";
        }
        return wantsResults(answer) ? "results" : replyDestination(answer);
    }

    private static String replyDestination(Answer answer) {
        ReplyTo replyTo = answer.ask().replyTo();
        return replyTo == null ? "" : replyTo.destination();
    }

    private static boolean wantsResults(Answer answer) {
        return answer.ask().door().writesResults()
                && answer.ask().content().asDocument().isPresent();
    }

    /**
     * Writes the results of a document. Runs on a worker thread.
     *
     * @param answer one whose {@link #destination} is {@code results}
     * @return the same answer, or one to be tried again if the results could not be written
     */
    public CompletionStage<Answer> writeResults(Answer answer) {
        return Blocking.run(() -> attempt(answer, this::putResults));
    }

    /**
     * Sends the answer to its reply queue. Runs on a worker thread.
     *
     * @param answer one whose {@link #destination} is {@code queue}
     * @return the same answer, or one to be tried again if it could not be sent
     */
    public CompletionStage<Answer> sendReply(Answer answer) {
        return Blocking.run(() -> attempt(answer, this::reply));
    }

    /**
     * Writes the answer to its reply object. Runs on a worker thread.
     *
     * @param answer one whose {@link #destination} is {@code object}
     * @return the same answer, or one to be tried again if it could not be written
     */
    public CompletionStage<Answer> writeReply(Answer answer) {
        return Blocking.run(() -> attempt(answer, this::reply));
    }

    /**
     * Tells how far a long document is, beside its results; they remove it. If that fails, it is only logged. Blocks.
     *
     * @param document the document
     * @param progress what is known
     */
    public void writeProgress(S3Location document, ObjectNode progress) {
        new DocumentResult(s3, output, TimeLimit.of(LONGEST)).writeProgress(document, progress);
    }

    /** Delivers any answer, also one that could be tried again; blocks. */
    Answer deliverNow(Answer answer) {
        return attempt(answer, wantsResults(answer) ? this::putResults : this::reply);
    }

    private void putResults(Answer answer) {
        answer.ask()
                .content()
                .asDocument()
                .ifPresent(document -> results(answer).write(document, answer));
    }

    private void reply(Answer answer) {
        ReplyTo replyTo = answer.ask().replyTo();
        if (replyTo != null) {
            replyTo.match(queue -> replies.send(queue, answer, timeLeft(answer)), object -> put(object, answer));
        }
    }

    private static Answer attempt(Answer answer, Consumer<Answer> delivery) {
        try {
            delivery.accept(answer);
            return answer;
        } catch (SdkException failure) {
            return answer.withOutcome(undelivered(failure));
        }
    }

    private void put(ReplyTo.S3Object object, Answer answer) {
        new ReplyObjects(s3, timeLeft(answer)).write(object.location(), answer);
    }

    private DocumentResult results(Answer answer) {
        return new DocumentResult(s3, output, timeLeft(answer));
    }

    private TimeLimit timeLeft(Answer answer) {
        Duration left = answer.ask().timeToDeliver(clock.instant());
        return TimeLimit.of(left.compareTo(LONGEST) < 0 ? left : LONGEST);
    }

    /**
     * What it means for an ask that its answer could not be stored or sent.
     *
     * @param failure why
     * @return misconfigured if that is refused, else unavailable
     */
    public static Outcome undelivered(SdkException failure) {
        int status = failure instanceof AwsServiceException service ? service.statusCode() : 0;
        return status >= 400 && status < 500 && status != 408 && status != 409 && status != 429
                ? new Outcome.Misconfigured(Problem.ofServer(
                        502,
                        "delivery_refused",
                        "The answer could not be stored: its queue or bucket is missing or not permitted."))
                : new Outcome.Unavailable(
                        Problem.ofServer(503, "delivery_failed", "The answer could not be stored now."));
    }
}
