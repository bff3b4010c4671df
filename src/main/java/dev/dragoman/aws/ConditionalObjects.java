package dev.dragoman.aws;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.ResponseBytes;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.NoSuchBucketException;

/**
 * Small JSON objects that many processes change: writes carry {@code If-None-Match: *} or {@code If-Match}. S3's own clock
 * tells the time, so that no process's clock matters.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html">Conditional writes</a>
 */
public final class ConditionalObjects {
    private static final int NOT_FOUND = 404;
    private static final int CONFLICT = 409;
    private static final int PRECONDITION_FAILED = 412;

    private final S3Client s3;
    private final String bucket;
    private final String prefix;
    private final ExceptionMaker failure;
    private final Consumer<AwsRequestOverrideConfiguration.Builder> limit;

    /** Makes the exception of whoever uses the objects. */
    public interface ExceptionMaker {
        /**
         * The store could not be used, or it is not known whether it was.
         *
         * @param refused true if an operator has to act: the store is missing or does not permit the access
         * @param cause what the client threw
         * @return what is thrown
         */
        RuntimeException of(boolean refused, Throwable cause);
    }

    /**
     * What a read found.
     *
     * @param stored the object; empty if there is none
     * @param now the store's time, in whole seconds
     */
    public record Read(Optional<StoredJson> stored, Instant now) {
        /**
         * How old an object is.
         *
         * @param object what was read
         * @return a second less than the difference of two times in whole seconds, so never more than the true age
         */
        public Duration age(StoredJson object) {
            return Duration.between(object.written(), now).minusSeconds(1);
        }
    }

    /**
     * An object.
     *
     * @param bytes its content
     * @param version changes with its content
     * @param written when, by the store's clock
     */
    @SuppressWarnings("ArrayRecordComponent")
    public record StoredJson(byte[] bytes, String version, Instant written) {}

    /**
     * The objects under a prefix.
     *
     * @param s3 the client to use
     * @param bucket their bucket
     * @param prefix what every key begins with
     * @param failure made of what goes wrong
     */
    public ConditionalObjects(S3Client s3, String bucket, String prefix, ExceptionMaker failure) {
        this(s3, bucket, prefix, failure, request -> {});
    }

    private ConditionalObjects(
            S3Client s3,
            String bucket,
            String prefix,
            ExceptionMaker failure,
            Consumer<AwsRequestOverrideConfiguration.Builder> limit) {
        this.s3 = s3;
        this.bucket = bucket;
        this.prefix = prefix;
        this.failure = failure;
        this.limit = limit;
    }

    /**
     * The same, for a step that has to be done within a time.
     *
     * @param time for all reads and writes of the step together
     * @return objects whose reads and writes fail once the time is over
     */
    public ConditionalObjects within(Duration time) {
        return new ConditionalObjects(s3, bucket, prefix, failure, TimeLimit.of(time));
    }

    /**
     * Reads an object.
     *
     * @param name its key without the prefix
     * @return what is there
     */
    public Read read(String name) {
        return attempt(
                () -> {
                    ResponseBytes<GetObjectResponse> object = s3.getObjectAsBytes(
                            get -> get.bucket(bucket).key(prefix + name).overrideConfiguration(limit));
                    GetObjectResponse head = object.response();
                    return new Read(
                            Optional.of(new StoredJson(object.asByteArray(), head.eTag(), head.lastModified())),
                            now(head.sdkHttpResponse()));
                },
                missing -> new Read(
                        Optional.empty(),
                        now(
                                missing.awsErrorDetails() == null
                                        ? null
                                        : missing.awsErrorDetails().sdkHttpResponse())));
    }

    /**
     * Writes an object, if what is stored is still what the writer has seen.
     *
     * @param name its key without the prefix
     * @param json the new content
     * @param known the version that the writer has seen; null if there must be no object yet
     * @return the new version; empty if another writer was faster and nothing was written
     */
    public Optional<String> write(String name, byte[] json, @Nullable String known) {
        return attempt(
                () -> Optional.of(s3.putObject(
                                put -> {
                                    put.bucket(bucket)
                                            .key(prefix + name)
                                            .contentType("application/json")
                                            .overrideConfiguration(limit);
                                    if (known == null) {
                                        put.ifNoneMatch("*");
                                    } else {
                                        put.ifMatch(known);
                                    }
                                },
                                RequestBody.fromBytes(json))
                        .eTag()),
                unmet -> Optional.empty());
    }

    private static Instant now(@Nullable SdkHttpResponse response) {
        return Optional.ofNullable(response)
                .flatMap(heads -> heads.firstMatchingHeader("Date"))
                .flatMap(ConditionalObjects::date)
                .orElseGet(Instant::now);
    }

    private static Optional<Instant> date(String text) {
        try {
            return Optional.of(ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant());
        } catch (DateTimeException notDate) {
            return Optional.empty();
        }
    }

    /** What is made of an answer that is no failure. */
    private interface Unmet<T> {
        T of(AwsServiceException answered);
    }

    private <T> T attempt(Supplier<T> call, Unmet<T> unmet) {
        try {
            return call.get();
        } catch (NoSuchBucketException missing) {
            throw failure.of(true, missing);
        } catch (AwsServiceException answered) {
            int status = answered.statusCode();
            if (status == NOT_FOUND || status == CONFLICT || status == PRECONDITION_FAILED) {
                return unmet.of(answered);
            }
            throw failure.of(status == 400 || status == 401 || status == 403, answered);
        } catch (SdkException unreached) {
            throw failure.of(false, unreached);
        }
    }
}
