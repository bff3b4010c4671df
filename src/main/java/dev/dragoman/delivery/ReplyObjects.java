package dev.dragoman.delivery;

import dev.dragoman.aws.TimeLimit;
import dev.dragoman.event.OneLine;
import dev.dragoman.event.S3Location;
import dev.dragoman.json.Json;
import dev.dragoman.outcome.Answer;
import java.util.Map;
import org.jboss.logging.Logger;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * Writes answers to the objects that asks name. Nothing that is there is overwritten: the same answer, delivered again, is
 * there already, and another one is written beside it.
 */
final class ReplyObjects {
    private static final Logger LOG = Logger.getLogger(ReplyObjects.class);

    /** The metadata that tells the same answer again. */
    private static final String DIGEST = "dragoman-answer";

    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;
    private static final int PRECONDITION_FAILED = 412;

    private final S3Client s3;
    private final TimeLimit time;

    /** @param time for all calls together */
    ReplyObjects(S3Client s3, TimeLimit time) {
        this.s3 = s3;
        this.time = time;
    }

    void write(S3Location location, Answer answer) {
        String digest = QueueReplies.digest(answer);
        if (isNew(location, answer, digest) || digest.equals(digestOf(location))) {
            return;
        }
        S3Location beside = ResultLocation.marked(location, digest);
        LOG.warnf(
                "%s is there already, so the answer to ask %s is at %s",
                OneLine.of(location.uri()), OneLine.of(answer.ask().id()), OneLine.of(beside.uri()));
        // If this one is there too, it is this answer: its name says so.
        isNew(beside, answer, digest);
    }

    private boolean isNew(S3Location location, Answer answer, String digest) {
        try {
            s3.putObject(
                    put -> put.bucket(location.bucket())
                            .key(location.key())
                            .contentType("application/json")
                            .metadata(Map.of(DIGEST, digest))
                            .ifNoneMatch("*")
                            .overrideConfiguration(time),
                    RequestBody.fromBytes(Json.pretty(answer.json())));
            return true;
        } catch (S3Exception failure) {
            if (failure.statusCode() == PRECONDITION_FAILED) {
                return false;
            }
            throw failure;
        }
    }

    // What may not be seen, or is gone again, is taken for another answer.
    private String digestOf(S3Location location) {
        try {
            return s3.headObject(head ->
                            head.bucket(location.bucket()).key(location.key()).overrideConfiguration(time))
                    .metadata()
                    .getOrDefault(DIGEST, "");
        } catch (S3Exception failure) {
            if (failure.statusCode() == NOT_FOUND || failure.statusCode() == FORBIDDEN) {
                return "";
            }
            throw failure;
        }
    }
}
