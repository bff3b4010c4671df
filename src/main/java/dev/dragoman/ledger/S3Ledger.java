package dev.dragoman.ledger;

import dev.dragoman.aws.TimeLimit;
import dev.dragoman.event.S3Location;
import dev.dragoman.json.Json;
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
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.NoSuchBucketException;

/**
 * A store that all processes share: {@code DRAGOMAN_LEDGER=s3://bucket/prefix/}, with one object for each entry. Writes
 * carry {@code If-None-Match: *} or {@code If-Match}. S3's own clock tells the age of an entry, so that no process's clock
 * matters.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html">Conditional writes</a>
 */
public final class S3Ledger implements LedgerStore {
    private static final int NOT_FOUND = 404;
    private static final int CONFLICT = 409;
    private static final int PRECONDITION_FAILED = 412;

    private final S3Client s3;
    private final S3Location prefix;
    private final Consumer<AwsRequestOverrideConfiguration.Builder> limit;

    /**
     * A store under a prefix.
     *
     * @param s3 the client to use
     * @param prefix the bucket, and as its key what every entry's key begins with
     */
    public S3Ledger(S3Client s3, S3Location prefix) {
        this(s3, prefix, request -> {});
    }

    private S3Ledger(S3Client s3, S3Location prefix, Consumer<AwsRequestOverrideConfiguration.Builder> limit) {
        this.s3 = s3;
        this.prefix = prefix;
        this.limit = limit;
    }

    @Override
    public S3Ledger within(Duration time) {
        return new S3Ledger(s3, prefix, TimeLimit.of(time));
    }

    @Override
    public Optional<Found> read(String name) {
        return attempt(() -> {
            ResponseBytes<GetObjectResponse> object = s3.getObjectAsBytes(
                    get -> get.bucket(prefix.bucket()).key(key(name)).overrideConfiguration(limit));
            return new Found(
                    EntryCodec.read(object.asByteArray()), object.response().eTag(), age(object.response()));
        });
    }

    @Override
    public Optional<String> write(String name, LedgerEntry entry, @Nullable String known) {
        return put(name, EntryCodec.write(entry), known);
    }

    private Optional<String> put(String name, byte[] json, @Nullable String known) {
        return attempt(() -> s3.putObject(
                        put -> {
                            put.bucket(prefix.bucket())
                                    .key(key(name))
                                    .contentType("application/json")
                                    .overrideConfiguration(limit);
                            if (known == null) {
                                put.ifNoneMatch("*");
                            } else {
                                put.ifMatch(known);
                            }
                        },
                        RequestBody.fromBytes(json))
                .eTag());
    }

    @Override
    public boolean blocks() {
        return true;
    }

    @Override
    public boolean honoursConditions() {
        String probe = "conditional-writes-probe";
        // Not an entry: nobody reads it, and the start does not wait until the codec is ready.
        byte[] json = Json.bytes(Json.object());
        // Mostly an earlier process has left it there. Else it was written now, or the condition was ignored: the
        // second tells.
        boolean isThere = put(probe, json, null).isEmpty();
        return (isThere || put(probe, json, null).isEmpty())
                && put(probe, json, "\"00000000000000000000000000000000\"").isEmpty();
    }

    private String key(String name) {
        return prefix.key() + name + ".json";
    }

    // S3 tells both times in whole seconds. A second less than their difference is never more than the true age, so no
    // lease is taken over too early.
    private static Duration age(GetObjectResponse object) {
        Instant now = object.sdkHttpResponse()
                .firstMatchingHeader("Date")
                .flatMap(S3Ledger::date)
                .orElseGet(Instant::now);
        return Duration.between(object.lastModified(), now).minusSeconds(1);
    }

    private static Optional<Instant> date(String text) {
        try {
            return Optional.of(ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant());
        } catch (DateTimeException notDate) {
            return Optional.empty();
        }
    }

    private static <T> Optional<T> attempt(Supplier<T> call) {
        try {
            return Optional.of(call.get());
        } catch (NoSuchBucketException missing) {
            throw new LedgerStoreException(true, missing);
        } catch (AwsServiceException answered) {
            int status = answered.statusCode();
            if (status == NOT_FOUND || status == CONFLICT || status == PRECONDITION_FAILED) {
                return Optional.empty();
            }
            throw new LedgerStoreException(status == 400 || status == 401 || status == 403, answered);
        } catch (SdkException unreached) {
            throw new LedgerStoreException(false, unreached);
        }
    }
}
