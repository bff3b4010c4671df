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
 * A key that is kept in a secret store: read once at the start, and again when the provider refuses it, which is how a
 * rotated key gets in. A key that is wrong does not bring the store a request for every ask: it is read at most once a
 * minute.
 */
public final class StoredKey implements ApiKey {
    private static final Logger LOG = Logger.getLogger(StoredKey.class);
    private static final long SELDOM = Duration.ofMinutes(1).toNanos();

    private final Supplier<String> store;
    private final LongSupplier nanos;
    private volatile String current;
    private long lastRead;

    /**
     * Reads the key; blocks.
     *
     * @param store reads it anew each time
     * @param nanos the monotonic clock
     */
    StoredKey(Supplier<String> store, LongSupplier nanos) {
        this.store = store;
        this.nanos = nanos;
        this.current = store.get();
        this.lastRead = nanos.getAsLong() - SELDOM;
    }

    /**
     * The key that an ARN names. Blocks until it is read.
     *
     * @param arn a Secrets Manager secret's or an SSM parameter's
     * @return the key
     * @throws ConfigurationException where it can't be read
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

    // One at a time: whoever waited here finds the new key.
    private synchronized boolean readAgain(String refused) {
        if (current.equals(refused) && nanos.getAsLong() - lastRead >= SELDOM) {
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
