package dev.dragoman.document;

import dev.dragoman.event.S3Location;
import dev.dragoman.outcome.Outcome;
import dev.dragoman.outcome.Problem;
import java.time.Duration;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.NoSuchBucketException;

/** What an S3 error means for the ask. HeadObject has no error body, so often only the status tells. */
final class S3Failure {
    private static final Duration WAIT = Duration.ofSeconds(5);

    private S3Failure() {}

    static Outcome outcome(SdkException failure, S3Location location) {
        int status = failure instanceof AwsServiceException service ? service.statusCode() : 0;
        if (failure instanceof NoSuchBucketException) {
            return new Outcome.Misconfigured(Problem.ofServer(
                    502, "bucket_missing", "The bucket %s does not exist.".formatted(location.bucket())));
        }
        return switch (status) {
            case 404 ->
                new Outcome.Rejected(Problem.ofAsk(
                        404, "document_missing", location.uri() + " is not there (any more).", "document"));
            case 412 -> unavailable(location);
            case 401, 403 ->
                new Outcome.Misconfigured(Problem.ofServer(
                        502,
                        "bucket_forbidden",
                        "Reading %s is not permitted; allow s3:GetObject on it.".formatted(location.uri())));
            default -> unavailable(location);
        };
    }

    static Outcome unavailable(S3Location location) {
        return new Outcome.Unavailable(
                Problem.ofServer(503, "storage_unavailable", "%s could not be read now.".formatted(location.uri())),
                WAIT);
    }
}
