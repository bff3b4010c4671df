package dev.dragoman.secret;

import dev.dragoman.blocking.Blocking;
import dev.dragoman.config.ConfigurationException;
import dev.dragoman.model.ApiKey;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * A key in a secret store. It is read at the start, and again if the provider refuses it, so that a rotated key is picked up
 * without a restart. It is read at most once a minute, so that a wrong key does not cost the store a request for every ask.
 */
public final class StoredKey implements ApiKey {
    private static final Logger LOG = Logger.getLogger(StoredKey.class);
    private static final long MIN_INTERVAL_NANOS = Duration.ofMinutes(1).toNanos();

    private final Supplier<String> store;
    private final LongSupplier nanos;
    private volatile String current;
    private long lastRead;

    /**
     * Reads the key; blocks.
     *
     * @param store reads the key from the store, each time
     * @param nanos the monotonic clock
     */
    StoredKey(Supplier<String> store, LongSupplier nanos) {
        this.store = store;
        this.nanos = nanos;
        this.current = store.get();
        this.lastRead = nanos.getAsLong() - MIN_INTERVAL_NANOS;
    }

    /**
     * Reads the key that an ARN names; blocks.
     *
     * @param arn of a Secrets Manager secret or an SSM parameter
     * @return the key
     * @throws ConfigurationException if it can't be read
     */
    public static StoredKey at(String arn) {
        return new StoredKey(SecretStore.of(arn), System::nanoTime);
    }

    @Override
    public String current() {
        return current;
    }

    @Override
    public CompletionStage<Boolean> renew(String refused) {
        if (!current.equals(refused)) {
            return CompletableFuture.completedFuture(true);
        }
        return Blocking.run(() -> readAgain(refused));
    }

    // Synchronized, so that calls that waited here find the new key and need not read it again.
    private synchronized boolean readAgain(String refused) {
        if (current.equals(refused) && nanos.getAsLong() - lastRead >= MIN_INTERVAL_NANOS) {
            lastRead = nanos.getAsLong();
            try {
                current = store.get();
            } catch (RuntimeException unread) {
                LOG.warnf("The provider refuses its key, and it can't be read again: %s", unread.getMessage());
            }
        }
        return !current.equals(refused);
    }
}
