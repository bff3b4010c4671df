package dev.dragoman.document;

import dev.dragoman.event.S3Location;
import dev.dragoman.outcome.Outcome;
import dev.dragoman.outcome.Problem;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.NoSuchBucketException;

/** What an S3 error means for the ask. HeadObject has no error body, so often only the status tells. */
final class S3Errors {

    private S3Errors() {}

    static Outcome outcome(SdkException failure, S3Location location, String param) {
        int status = failure instanceof AwsServiceException service ? service.statusCode() : 0;
        if (failure instanceof NoSuchBucketException) {
            return new Outcome.Misconfigured(ofServer(
                    502, "bucket_missing", "The bucket %s does not exist.".formatted(location.bucket()), param));
        }
        return switch (status) {
            case 404 ->
                new Outcome.Rejected(
                        Problem.ofAsk(404, "document_missing", location.uri() + " is not there (any more).", param));
            case 412 -> unavailable(location, param);
            case 401, 403 ->
                new Outcome.Misconfigured(ofServer(
                        502,
                        "bucket_forbidden",
                        "Reading %s is not permitted; allow s3:GetObject on it.".formatted(location.uri()),
                        param));
            default -> unavailable(location, param);
        };
    }

    static Outcome unavailable(S3Location location, String param) {
        return new Outcome.Unavailable(
                ofServer(503, "storage_unavailable", "%s could not be read now.".formatted(location.uri()), param));
    }

    private static Problem ofServer(int status, String code, String message, String param) {
        return new Problem(status, "server_error", code, message, param);
    }
}
