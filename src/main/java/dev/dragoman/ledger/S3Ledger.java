package dev.dragoman.ledger;

import dev.dragoman.aws.ConditionalObjects;
import dev.dragoman.event.S3Location;
import dev.dragoman.json.Json;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * A store that all processes share: {@code DRAGOMAN_LEDGER=s3://bucket/prefix/}, with one object for each entry. Writes
 * carry {@code If-None-Match: *} or {@code If-Match}. S3's own clock tells the age of an entry, so that no process's clock
 * matters.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html">Conditional writes</a>
 */
public final class S3Ledger implements LedgerStore {
    private final ConditionalObjects objects;

    /**
     * A store under a prefix.
     *
     * @param s3 the client to use
     * @param prefix the bucket, and as its key what every entry's key begins with
     */
    public S3Ledger(S3Client s3, S3Location prefix) {
        this(new ConditionalObjects(s3, prefix.bucket(), prefix.key(), LedgerStoreException::new));
    }

    private S3Ledger(ConditionalObjects objects) {
        this.objects = objects;
    }

    @Override
    public S3Ledger within(Duration time) {
        return new S3Ledger(objects.within(time));
    }

    @Override
    public Optional<Found> read(String name) {
        ConditionalObjects.Read read = objects.read(key(name));
        return read.stored()
                .map(object -> new Found(EntryCodec.read(object.bytes()), object.version(), read.age(object)));
    }

    @Override
    public Optional<String> write(String name, LedgerEntry entry, @Nullable String known) {
        return objects.write(key(name), EntryCodec.write(entry), known);
    }

    @Override
    public boolean blocks() {
        return true;
    }

    @Override
    public boolean honoursConditions() {
        String probe = key("conditional-writes-probe");
        // Not an entry: nobody reads it, and the start does not wait until the codec is ready.
        byte[] json = Json.bytes(Json.object());
        // Mostly an earlier process has left it there. Else it was written now, or the condition was ignored: the
        // second tells.
        boolean isThere = objects.write(probe, json, null).isEmpty();
        return (isThere || objects.write(probe, json, null).isEmpty())
                && objects.write(probe, json, "\"00000000000000000000000000000000\"")
                        .isEmpty();
    }

    private static String key(String name) {
        return name + ".json";
    }
}
