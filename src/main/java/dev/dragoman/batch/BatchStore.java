package dev.dragoman.batch;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.event.S3Location;
import dev.dragoman.json.Json;
import java.io.FilterInputStream;
import java.io.InputStream;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.EncodingType;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

/** The objects of batches: files, and what is known of them. Every method blocks, and throws {@link SdkException} if S3 fails. */
final class BatchStore {
    private static final String JSON = "application/json";
    private static final int NOT_FOUND = 404;
    private static final int CONFLICT = 409;
    private static final int PRECONDITION_FAILED = 412;

    private final S3Client s3;

    /** @param s3 reads and writes objects */
    BatchStore(S3Client s3) {
        this.s3 = s3;
    }

    /** What S3 says of an object that has to be there. */
    HeadObjectResponse describe(S3Location object) {
        return s3.headObject(head -> head.bucket(object.bucket()).key(object.key()));
    }

    /** What S3 says of an object; empty if it is not there. */
    Optional<HeadObjectResponse> head(S3Location object) {
        try {
            return Optional.of(describe(object));
        } catch (S3Exception failure) {
            if (failure.statusCode() == NOT_FOUND) {
                return Optional.empty();
            }
            throw failure;
        }
    }

    /**
     * The bytes of an object, to be closed; what was not read by then is not fetched.
     *
     * @param range as {@code bytes=0-99}; null for all
     */
    InputStream open(S3Location object, @Nullable String versionId, @Nullable String eTag, @Nullable String range) {
        ResponseInputStream<GetObjectResponse> body = s3.getObject(get -> get.bucket(object.bucket())
                .key(object.key())
                .versionId(versionId)
                .ifMatch(eTag)
                .range(range));
        return new FilterInputStream(body) {
            @Override
            public void close() {
                body.abort();
            }
        };
    }

    /** A small object with JSON; empty if it is not there, or holds something else. */
    Optional<ObjectNode> read(S3Location object) {
        try {
            byte[] bytes = s3.getObjectAsBytes(
                            get -> get.bucket(object.bucket()).key(object.key()))
                    .asByteArrayUnsafe();
            return Json.read(bytes).object();
        } catch (S3Exception failure) {
            if (failure.statusCode() == NOT_FOUND) {
                return Optional.empty();
            }
            throw failure;
        }
    }

    /** Writes an object that is not there; false if it is, and nothing was written. */
    boolean create(S3Location object, byte[] bytes) {
        try {
            s3.putObject(
                    put -> put.bucket(object.bucket())
                            .key(object.key())
                            .contentType(JSON)
                            .ifNoneMatch("*"),
                    RequestBody.fromBytes(bytes));
            return true;
        } catch (S3Exception failure) {
            if (failure.statusCode() == PRECONDITION_FAILED || failure.statusCode() == CONFLICT) {
                return false;
            }
            throw failure;
        }
    }

    /** Copies an object within S3. */
    void copy(S3Location from, S3Location to) {
        s3.copyObject(copy -> copy.sourceBucket(from.bucket())
                .sourceKey(from.key())
                .destinationBucket(to.bucket())
                .destinationKey(to.key()));
    }

    /** Writes JSON, whatever is there. */
    void write(S3Location object, ObjectNode json) {
        s3.putObject(
                put -> put.bucket(object.bucket()).key(object.key()).contentType(JSON),
                RequestBody.fromBytes(Json.pretty(json)));
    }

    /** An object that is written piece by piece; it is there once it is closed. */
    UploadedObject writer(S3Location object) {
        return writer(object, "application/jsonl");
    }

    /** The same of any type. */
    UploadedObject writer(S3Location object, String contentType) {
        return new UploadedObject(s3, object, contentType);
    }

    /** Removes an object if it is there: in a bucket with versions, deleting what is not there would leave a marker behind. */
    void remove(S3Location object) {
        if (head(object).isPresent()) {
            s3.deleteObject(delete -> delete.bucket(object.bucket()).key(object.key()));
        }
    }

    /**
     * The names of the objects below a prefix, in their order. They are listed page by page, as they are asked for.
     *
     * @param after the name behind which they begin; empty for the first
     */
    Stream<String> names(S3Location prefix, String after) {
        return listed(prefix, after).map(object -> name(prefix, object));
    }

    private Stream<S3Object> listed(S3Location prefix, String after) {
        return s3
                .listObjectsV2Paginator(list -> list.bucket(prefix.bucket())
                        .prefix(prefix.key())
                        .startAfter(prefix.key() + after)
                        .encodingType(EncodingType.URL))
                .contents()
                .stream();
    }

    private static String name(S3Location prefix, S3Object object) {
        return object.key().substring(prefix.key().length());
    }

    /** What the names of the objects below a prefix have behind it. */
    Set<String> names(S3Location prefix) {
        return names(prefix, "").collect(Collectors.toCollection(TreeSet::new));
    }

    /** The same names, with the time at which each object was written. */
    SortedMap<String, Instant> times(S3Location prefix) {
        SortedMap<String, Instant> times = new TreeMap<>();
        listed(prefix, "").forEach(object -> times.put(name(prefix, object), object.lastModified()));
        return times;
    }
}
