package dev.dragoman.console;

import dev.dragoman.aws.TimeLimit;
import dev.dragoman.event.S3Location;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Iterator;
import java.util.Optional;
import java.util.function.Consumer;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.EncodingType;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * What the page does in S3, in ten seconds a call of it. All methods block, and throw an {@link SdkException} if S3 does not
 * answer as it should.
 */
final class DocumentObjects {
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final int NOT_FOUND = 404;
    private static final int CONFLICT = 409;
    private static final int PRECONDITION_FAILED = 412;

    /** Of an empty object no range can be read. */
    private static final int NO_SUCH_RANGE = 416;

    private final S3Client s3;
    private final TimeLimit time = TimeLimit.of(LIMIT);

    /** The time begins now. */
    DocumentObjects(S3Client s3) {
        this.s3 = s3;
    }

    /**
     * Lists what lies below a prefix.
     *
     * @param prefix a bucket, and as its key what all keys begin with
     * @param pages how many pages of a thousand to read
     * @param taken gets each object
     * @return whether that was all
     */
    boolean list(S3Location prefix, int pages, Consumer<S3Object> taken) {
        Iterator<ListObjectsV2Response> listing = s3.listObjectsV2Paginator(list -> list.bucket(prefix.bucket())
                        .prefix(prefix.key())
                        .encodingType(EncodingType.URL)
                        .overrideConfiguration(time))
                .iterator();
        for (int page = 0; page < pages && listing.hasNext(); page++) {
            listing.next().contents().forEach(taken);
        }
        return !listing.hasNext();
    }

    /** Whether there is an object. */
    boolean isThere(S3Location object) {
        try {
            s3.headObject(head -> head.bucket(object.bucket()).key(object.key()).overrideConfiguration(time));
            return true;
        } catch (S3Exception failure) {
            if (failure.statusCode() == NOT_FOUND) {
                return false;
            }
            throw failure;
        }
    }

    /**
     * The beginning of an object, as text.
     *
     * @param most how many bytes of it
     * @return empty if there is no such object
     */
    Optional<String> text(S3Location object, int most) {
        try {
            byte[] bytes = s3.getObjectAsBytes(get -> get.bucket(object.bucket())
                            .key(object.key())
                            .range("bytes=0-" + (most - 1))
                            .overrideConfiguration(time))
                    .asByteArrayUnsafe();
            return Optional.of(new String(bytes, StandardCharsets.UTF_8));
        } catch (S3Exception failure) {
            return switch (failure.statusCode()) {
                case NOT_FOUND -> Optional.empty();
                case NO_SUCH_RANGE -> Optional.of("");
                default -> throw failure;
            };
        }
    }

    /**
     * Writes an object, unless there is one under its key.
     *
     * @return whether it was written
     */
    boolean write(S3Location object, byte[] content) {
        try {
            s3.putObject(
                    put -> put.bucket(object.bucket())
                            .key(object.key())
                            .ifNoneMatch("*")
                            .contentType("application/octet-stream"),
                    // Without a copy of what may be large.
                    RequestBody.fromContentProvider(
                            () -> new ByteArrayInputStream(content), content.length, "application/octet-stream"));
            return true;
        } catch (S3Exception failure) {
            if (failure.statusCode() == PRECONDITION_FAILED || failure.statusCode() == CONFLICT) {
                return false;
            }
            throw failure;
        }
    }
}
