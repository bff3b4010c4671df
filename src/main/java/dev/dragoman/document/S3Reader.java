package dev.dragoman.document;

import dev.dragoman.aws.TimeLimit;
import dev.dragoman.event.EntityTag;
import dev.dragoman.event.S3Location;
import dev.dragoman.outcome.Outcome;
import dev.dragoman.outcome.Problem;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.NoSuchBucketException;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/**
 * Reads and presigns documents in S3. Methods throw {@link SdkException} if S3 fails and {@link IOException} if a body
 * breaks off; {@link #outcome} says what either means for the ask.
 */
final class S3Reader {
    private static final Pattern REGION = Pattern.compile("[a-z]{2}(?:-[a-z]+){1,3}-[0-9]{1,2}");

    /** A right that is missing, as "kms:Decrypt". A key's name has it too, but with a region behind the colon. */
    private static final Pattern KMS_RIGHT = Pattern.compile("\\bkms:[A-Z]");

    private final S3Client s3;
    private final S3Presigner presigner;
    private final Duration urlLifetime;
    private final Consumer<AwsRequestOverrideConfiguration.Builder> limit;

    /**
     * A reader.
     *
     * @param urlLifetime how long a presigned URL is valid
     */
    S3Reader(S3Client s3, S3Presigner presigner, Duration urlLifetime) {
        this(s3, presigner, urlLifetime, request -> {});
    }

    private S3Reader(
            S3Client s3,
            S3Presigner presigner,
            Duration urlLifetime,
            Consumer<AwsRequestOverrideConfiguration.Builder> limit) {
        this.s3 = s3;
        this.presigner = presigner;
        this.urlLifetime = urlLifetime;
        this.limit = limit;
    }

    /** The same reader, for reading that has to be done within a time. What it returns is read within it too. */
    S3Reader within(TimeLimit time) {
        return new S3Reader(s3, presigner, urlLifetime, time);
    }

    DocumentSource.StoredSource head(S3Location location) {
        HeadObjectResponse head = headObject(location);
        return new DocumentSource.StoredSource(
                this, location, S3Location.version(head.versionId()), EntityTag.of(head.eTag()), head.contentLength());
    }

    // HeadObject says 404 for a missing bucket too; only HeadBucket, if permitted, tells which of the two is missing.
    private HeadObjectResponse headObject(S3Location location) {
        try {
            return s3.headObject(request ->
                    request.bucket(location.bucket()).key(location.key()).overrideConfiguration(limit));
        } catch (NoSuchKeyException missing) {
            try {
                s3.headBucket(request -> request.bucket(location.bucket()).overrideConfiguration(limit));
            } catch (S3Exception refused) {
                if (refused.statusCode() != 403) {
                    throw refused;
                }
                missing.addSuppressed(refused);
            }
            throw missing;
        } catch (S3Exception refused) {
            throw told(location, refused);
        }
    }

    // The response to a head has no body, so it does not say why. A read of one byte is refused for the same reason.
    private S3Exception told(S3Location location, S3Exception refused) {
        if (refused.statusCode() >= 500) {
            return refused;
        }
        try (ResponseInputStream<GetObjectResponse> in = s3.getObject(get -> get.bucket(location.bucket())
                .key(location.key())
                .range("bytes=0-0")
                .overrideConfiguration(limit))) {
            in.abort();
        } catch (S3Exception inWords) {
            return inWords;
        } catch (SdkException | IOException unreachable) {
            refused.addSuppressed(unreachable);
        }
        return refused;
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

    /** To be closed; what was not read by then is not fetched. */
    InputStream stream(DocumentSource.StoredSource object) {
        ResponseInputStream<GetObjectResponse> body = s3.getObject(request(object)
                .ifMatch(object.eTag())
                .overrideConfiguration(limit)
                .build());
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
        GetObjectRequest request = request(object)
                .range(range)
                .ifMatch(object.eTag())
                .overrideConfiguration(limit)
                .build();
        // Read within the call, whose limit so holds for the body too.
        return s3.getObject(request, (response, in) -> {
            byte[] bytes = in.readNBytes(count);
            in.abort();
            return bytes;
        });
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
     * What a failed read means for the ask.
     *
     * @param failure what a method of this class threw
     * @param location the object that was read
     * @param param the field at fault
     * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html">S3's error codes</a>
     */
    static Outcome outcome(Exception failure, S3Location location, String param) {
        String uri = location.uri();
        if (failure instanceof NoSuchBucketException) {
            return misconfigured("bucket_missing", "The bucket %s does not exist.".formatted(location.bucket()), param);
        }
        AwsServiceException refused = failure instanceof AwsServiceException service ? service : null;
        String why = refused == null ? null : why(refused, uri);
        if (why != null) {
            return misconfigured("bucket_forbidden", why, param);
        }
        int status = refused == null ? 0 : refused.statusCode();
        return status == 404 || code(refused).equals("KeyTooLongError")
                ? new Outcome.Rejected(Problem.ofAsk(404, "document_missing", uri + " is not there (any more).", param))
                // 412 too: the object was replaced between head and body, and a retry reads the new one.
                : new Outcome.Unavailable(
                        ofServer(503, "storage_unavailable", "%s could not be read now.".formatted(uri), param));
    }

    private static String code(@Nullable AwsServiceException refused) {
        AwsErrorDetails details = refused == null ? null : refused.awsErrorDetails();
        return details == null || details.errorCode() == null ? "" : details.errorCode();
    }

    private static String message(AwsServiceException refused) {
        AwsErrorDetails details = refused.awsErrorDetails();
        return details == null || details.errorMessage() == null ? "" : details.errorMessage();
    }

    /** What an operator has to repair, by S3's own words; null if that is not what they say. */
    private static @Nullable String why(AwsServiceException refused, String uri) {
        String code = code(refused);
        String message = message(refused);
        return switch (code) {
            case "InvalidObjectState" -> "%s is archived; restore it from its storage class first.".formatted(uri);
            case "PermanentRedirect", "TemporaryRedirect", "AuthorizationHeaderMalformed" -> elsewhere(refused, uri);
            case "InvalidAccessKeyId",
                    "SignatureDoesNotMatch",
                    "ExpiredToken",
                    "InvalidToken",
                    "TokenRefreshRequired",
                    "InvalidSecurity",
                    "NotSignedUp" ->
                "S3 does not accept the AWS credentials with which %s is read: they are wrong or have expired."
                        .formatted(uri);
            case "RequestTimeTooSkewed" -> "S3 refuses to read %s, since this machine's clock is wrong.".formatted(uri);
            case "AllAccessDisabled", "AccountProblem" ->
                "S3 refuses to read %s, since its account is closed or suspended.".formatted(uri);
            case "RequestTimeout", "KeyTooLongError" -> null;
            default ->
                code.startsWith("KMS.") || KMS_RIGHT.matcher(message).find()
                        ? ofKey(code, message, uri)
                        : byStatus(refused, uri);
        };
    }

    private static @Nullable String ofKey(String code, String message, String uri) {
        if (code.contains("Throttl") || code.contains("Timeout") || code.contains("Internal")) {
            return null;
        }
        return code.contains("AccessDenied") || KMS_RIGHT.matcher(message).find()
                ? "%s is encrypted with a KMS key that may not be used; allow kms:Decrypt on the key.".formatted(uri)
                : "%s is encrypted with a KMS key that is disabled or gone; enable the key.".formatted(uri);
    }

    private static @Nullable String byStatus(AwsServiceException refused, String uri) {
        return switch (refused.statusCode()) {
            case 301, 307 -> elsewhere(refused, uri);
            case 400 ->
                message(refused).contains("Server Side Encryption")
                        ? "%s is encrypted with a key of the uploader's own (SSE-C), which only the uploader has; upload it without."
                                .formatted(uri)
                        : "S3 can't read %s as asked: it is encrypted with a key of the uploader's own (SSE-C), or AWS_REGION or the credentials are wrong."
                                .formatted(uri);
            case 401, 403 ->
                message(refused).contains("explicit deny")
                        ? "Reading %s is denied explicitly by a policy: of the bucket, of a VPC endpoint, or of the account."
                                .formatted(uri)
                        : "Reading %s is not permitted; allow s3:GetObject on it.".formatted(uri);
            default -> null;
        };
    }

    private static String elsewhere(AwsServiceException refused, String uri) {
        AwsErrorDetails details = refused.awsErrorDetails();
        SdkHttpResponse response = details == null ? null : details.sdkHttpResponse();
        String region = response == null
                ? null
                : response.firstMatchingHeader("x-amz-bucket-region")
                        .filter(name -> REGION.matcher(name).matches())
                        .orElse(null);
        return region == null
                ? "%s is in a bucket of another region; set AWS_REGION to the bucket's.".formatted(uri)
                : "%s is in a bucket of another region; set AWS_REGION to %s.".formatted(uri, region);
    }

    private static Outcome misconfigured(String code, String message, String param) {
        return new Outcome.Misconfigured(ofServer(502, code, message, param));
    }

    private static Problem ofServer(int status, String code, String message, String param) {
        return new Problem(status, "server_error", code, message, param);
    }
}
