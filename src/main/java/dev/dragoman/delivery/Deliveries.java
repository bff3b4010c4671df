package dev.dragoman.delivery;

import dev.dragoman.blocking.Blocking;
import dev.dragoman.event.Content;
import dev.dragoman.event.Door;
import dev.dragoman.event.ReplyTo;
import dev.dragoman.event.S3Location;
import dev.dragoman.json.Json;
import dev.dragoman.outcome.Answer;
import dev.dragoman.outcome.Outcome;
import dev.dragoman.outcome.Problem;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jboss.logging.Logger;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.sqs.SqsClient;

/** The delivery stage: stores a document's result, sends a queued ask's answer. */
public final class Deliveries {
    private static final Logger LOG = Logger.getLogger(Deliveries.class);

    private static final int PRECONDITION_FAILED = 412;

    private final S3Client s3;
    private final SqsClient sqs;
    private final DocumentResult results;
    private final ResultLocation output;

    /**
     * A stage on one S3 and SQS.
     *
     * @param s3 writes objects
     * @param sqs sends messages
     * @param output where documents' results go
     */
    public Deliveries(S3Client s3, SqsClient sqs, ResultLocation output) {
        this.s3 = s3;
        this.sqs = sqs;
        this.results = new DocumentResult(s3, output);
        this.output = output;
    }

    /**
     * Delivers an answer that its door does not take back itself. What has to come again is not delivered. Writing
     * blocks, so it runs on a worker thread.
     *
     * @param answer the settled answer
     * @return the same answer, or one that has to come again where it could not be delivered
     */
    public CompletionStage<Answer> deliver(Answer answer) {
        boolean takenBackByItsDoor =
                answer.ask().door() != Door.S3 && answer.ask().replyTo() == null;
        if (answer.outcome().isRetryable() || takenBackByItsDoor) {
            return CompletableFuture.completedFuture(answer);
        }
        return Blocking.run(() -> deliverNow(answer));
    }

    /** Delivers any answer, also one that comes again; blocks. */
    Answer deliverNow(Answer answer) {
        try {
            if (answer.ask().content() instanceof Content.Document document
                    && answer.ask().door() == Door.S3) {
                results.write(document.location(), answer);
            }
            if (answer.ask().replyTo() instanceof ReplyTo.Queue queue) {
                sqs.sendMessage(message ->
                        message.queueUrl(queue.url()).messageBody(Json.text(QueueMessageBody.fitting(answer))));
            } else if (answer.ask().replyTo() instanceof ReplyTo.S3Object object) {
                results.put(object.location(), "application/json", Json.pretty(answer.json()));
            }
            return answer;
        } catch (SdkException failure) {
            return answer.withOutcome(undelivered(failure));
        }
    }

    private static Outcome undelivered(SdkException failure) {
        int status = failure instanceof AwsServiceException service ? service.statusCode() : 0;
        return status >= 400 && status < 500 && status != 408 && status != 429
                ? new Outcome.Misconfigured(Problem.ofServer(
                        502,
                        "delivery_refused",
                        "The answer could not be stored: its queue or bucket is missing or not permitted."))
                : new Outcome.Unavailable(
                        Problem.ofServer(503, "delivery_failed", "The answer could not be stored now."));
    }

    /**
     * Takes polled documents out of the input prefix, so that the listing stays short: to {@code done/} where there is a
     * summary, to {@code failed/} where there is none. What has to come again stays, and so does an object that has taken
     * the document's place meanwhile.
     *
     * @param answers the delivered answers of polled documents
     */
    public void tidy(List<Answer> answers) {
        for (Answer answer : answers) {
            if (answer.isDone() && answer.ask().content() instanceof Content.Document document && !isReplaced(answer)) {
                boolean summarised =
                        answer.outcome() instanceof Outcome.Completed || answer.outcome() instanceof Outcome.Truncated;
                move(document, (summarised ? "done/" : "failed/") + output.name(document.location()));
            }
        }
    }

    private static boolean isReplaced(Answer answer) {
        return answer.outcome() instanceof Outcome.Failed failed
                && failed.problem().isReplacement();
    }

    private void move(Content.Document document, String key) {
        S3Location from = document.location();
        try {
            s3.copyObject(copy -> copy.sourceBucket(from.bucket())
                    .sourceKey(from.key())
                    .copySourceIfMatch(document.eTag())
                    .destinationBucket(from.bucket())
                    .destinationKey(key));
            s3.deleteObject(
                    delete -> delete.bucket(from.bucket()).key(from.key()).ifMatch(document.eTag()));
        } catch (S3Exception failure) {
            if (failure.statusCode() != PRECONDITION_FAILED) {
                throw failure;
            }
            LOG.infof("%s was replaced while it was answered, and stays", from.uri());
        }
    }
}
