package dev.dragoman.ledger;

import dev.dragoman.event.S3Location;
import dev.dragoman.json.Json;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.ResponseBytes;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.NoSuchBucketException;

/**
 * A store that all processes share: {@code DRAGOMAN_LEDGER=s3://bucket/prefix/}, an object for each entry. Writes carry
 * {@code If-None-Match: *} or {@code If-Match}, and ages are told by S3's own clock, so that no process's clock matters.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html">Conditional writes</a>
 */
public final class S3Ledger implements LedgerStore {
    private static final int NOT_FOUND = 404;
    private static final int CONFLICT = 409;
    private static final int PRECONDITION_FAILED = 412;

    private final S3Client s3;
    private final S3Location prefix;

    /**
     * A store under a prefix.
     *
     * @param s3 reads and writes
     * @param prefix the bucket, and as key what every entry's key begins with
     */
    public S3Ledger(S3Client s3, S3Location prefix) {
        this.s3 = s3;
        this.prefix = prefix;
    }

    @Override
    public Optional<Found> read(String name) {
        return attempt(() -> {
            ResponseBytes<GetObjectResponse> object =
                    s3.getObjectAsBytes(get -> get.bucket(prefix.bucket()).key(key(name)));
            return new Found(
                    EntryCodec.read(object.asByteArray()), object.response().eTag(), age(object.response()));
        });
    }

    @Override
    public Optional<String> write(String name, LedgerEntry entry, @Nullable String known) {
        byte[] json = Json.bytes(EntryCodec.write(entry));
        return attempt(() -> s3.putObject(
                        put -> {
                            put.bucket(prefix.bucket()).key(key(name)).contentType("application/json");
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

    /**
     * Tries whether the store honours conditional writes: one that ignores the condition would have every ask paid for by
     * whoever comes.
     *
     * @return false where it does not
     * @throws LedgerStoreException where it can't be tried
     */
    public boolean honoursConditions() {
        String probe = "conditional-writes-probe";
        write(probe, new LedgerEntry.Released(0), null);
        return write(probe, new LedgerEntry.Released(0), null).isEmpty()
                && write(probe, new LedgerEntry.Released(0), "\"00000000000000000000000000000000\"")
                        .isEmpty();
    }

    private String key(String name) {
        return prefix.key() + name + ".json";
    }

    // S3 tells both in whole seconds: an entry may seem up to a second older or younger than it is.
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
