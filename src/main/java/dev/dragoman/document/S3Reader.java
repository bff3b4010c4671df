package dev.dragoman.document;

import dev.dragoman.event.S3Location;
import dev.dragoman.outcome.Outcome;
import dev.dragoman.outcome.Problem;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.NoSuchBucketException;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/**
 * Reads and presigns documents in S3. Methods throw {@link SdkException} if S3 fails and {@link IOException} if a body
 * breaks off; {@link #outcome} says what either means for the ask.
 */
final class S3Reader {
    private final S3Client s3;
    private final S3Presigner presigner;
    private final Duration urlLifetime;

    /**
     * A reader.
     *
     * @param urlLifetime how long a presigned URL is valid
     */
    S3Reader(S3Client s3, S3Presigner presigner, Duration urlLifetime) {
        this.s3 = s3;
        this.presigner = presigner;
        this.urlLifetime = urlLifetime;
    }

    DocumentSource.StoredSource head(S3Location location) {
        HeadObjectResponse head = headObject(location);
        String eTag = head.eTag() == null ? null : head.eTag().replace("\"", "");
        // A bucket without versions says "null" or nothing
        String version = "null".equals(head.versionId()) ? null : head.versionId();
        return new DocumentSource.StoredSource(this, location, version, eTag, head.contentLength());
    }

    // HeadObject says 404 for a missing bucket too; only HeadBucket, if permitted, tells which of the two is missing.
    private HeadObjectResponse headObject(S3Location location) {
        try {
            return s3.headObject(request -> request.bucket(location.bucket()).key(location.key()));
        } catch (NoSuchKeyException missing) {
            try {
                s3.headBucket(request -> request.bucket(location.bucket()));
            } catch (NoSuchBucketException noBucket) {
                throw noBucket;
            } catch (SdkException notPermitted) {
                missing.addSuppressed(notPermitted);
            }
            throw missing;
        }
    }

    byte[] firstBytes(DocumentSource.StoredSource object, int count) throws IOException {
        return read(object, count, "bytes=0-" + (count - 1));
    }

    byte[] lastBytes(DocumentSource.StoredSource object, int count) throws IOException {
        return read(object, count, "bytes=-" + count);
    }

    byte[] range(DocumentSource.StoredSource object, long first, int count) throws IOException {
        byte[] bytes = read(object, count, "bytes=%d-%d".formatted(first, first + count - 1));
        if (bytes.length < count) {
            throw new EOFException("the object is shorter than announced");
        }
        return bytes;
    }

    /** What is not read of it when it is closed is not fetched. */
    InputStream stream(DocumentSource.StoredSource object) {
        ResponseInputStream<GetObjectResponse> body =
                s3.getObject(request(object).ifMatch(object.eTag()).build());
        return new FilterInputStream(body) {
            @Override
            public void close() {
                body.abort();
            }
        };
    }

    byte[] allBytes(DocumentSource.StoredSource object) throws IOException {
        return read(object, Math.toIntExact(object.size()), null);
    }

    // Never more than HeadObject announced, whatever the server sends; If-Match, so that head and body are of one
    // version.
    private byte[] read(DocumentSource.StoredSource object, int count, @Nullable String range) throws IOException {
        GetObjectRequest request =
                request(object).range(range).ifMatch(object.eTag()).build();
        try (ResponseInputStream<GetObjectResponse> in = s3.getObject(request)) {
            byte[] bytes = in.readNBytes(count);
            in.abort();
            return bytes;
        }
    }

    String presign(DocumentSource.StoredSource object, String mediaType) {
        GetObjectRequest get = request(object).responseContentType(mediaType).build();
        return presigner
                .presignGetObject(
                        presign -> presign.signatureDuration(urlLifetime).getObjectRequest(get))
                .url()
                .toExternalForm();
    }

    private static GetObjectRequest.Builder request(DocumentSource.StoredSource object) {
        return GetObjectRequest.builder()
                .bucket(object.location().bucket())
                .key(object.location().key())
                .versionId(object.versionId());
    }

    /**
     * What a failed read means for the ask. HeadObject has no error body, so often there is only the status to go by.
     *
     * @param failure what a method of this class threw
     * @param location the object that was read
     * @param param the field at fault
     */
    static Outcome outcome(Exception failure, S3Location location, String param) {
        if (failure instanceof NoSuchBucketException) {
            return new Outcome.Misconfigured(ofServer(
                    502, "bucket_missing", "The bucket %s does not exist.".formatted(location.bucket()), param));
        }
        int status = failure instanceof AwsServiceException service ? service.statusCode() : 0;
        String uri = location.uri();
        String told = told(code(failure), uri);
        if (told != null) {
            return new Outcome.Misconfigured(ofServer(502, "bucket_forbidden", told, param));
        }
        return switch (status) {
            case 404 ->
                new Outcome.Rejected(Problem.ofAsk(404, "document_missing", uri + " is not there (any more).", param));
            case 301, 307 -> new Outcome.Misconfigured(ofServer(502, "bucket_forbidden", elsewhere(uri), param));
            // A head has no body: the customer's own key is by far the most frequent reason.
            case 400 ->
                new Outcome.Misconfigured(ofServer(
                        502,
                        "bucket_forbidden",
                        "S3 can't read %s as asked: it is encrypted with a key of the uploader's own (SSE-C), or AWS_REGION or the credentials are wrong."
                                .formatted(uri),
                        param));
            case 401, 403 ->
                new Outcome.Misconfigured(ofServer(
                        502,
                        "bucket_forbidden",
                        "Reading %s is not permitted; allow s3:GetObject on it.".formatted(uri),
                        param));
            // 412 too: the object was replaced between head and body, and a retry reads the new one.
            default ->
                new Outcome.Unavailable(
                        ofServer(503, "storage_unavailable", "%s could not be read now.".formatted(uri), param));
        };
    }

    private static String code(Exception failure) {
        return failure instanceof AwsServiceException service
                        && service.awsErrorDetails() != null
                        && service.awsErrorDetails().errorCode() != null
                ? service.awsErrorDetails().errorCode()
                : "";
    }

    /** What S3's own code says, of what an operator can repair. */
    private static @Nullable String told(String code, String uri) {
        return switch (code) {
            case "InvalidObjectState" -> "%s is archived; restore it from its storage class first.".formatted(uri);
            case "KMS.DisabledException", "KMS.KMSInvalidStateException", "KMS.NotFoundException" ->
                "%s is encrypted with a KMS key that is disabled or gone; enable the key.".formatted(uri);
            case "PermanentRedirect", "TemporaryRedirect", "AuthorizationHeaderMalformed" -> elsewhere(uri);
            default -> null;
        };
    }

    private static String elsewhere(String uri) {
        return "%s is in a bucket of another region; set AWS_REGION to the bucket's.".formatted(uri);
    }

    private static Problem ofServer(int status, String code, String message, String param) {
        return new Problem(status, "server_error", code, message, param);
    }
}
