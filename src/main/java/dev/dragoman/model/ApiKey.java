package dev.dragoman.model;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The provider's key. */
public interface ApiKey {
    /**
     * The key in use. Never blocks.
     *
     * @return the key, which must not be logged
     */
    String current();

    /**
     * Looks for a new key after the provider has refused one.
     *
     * @param refused the key that was sent
     * @return whether {@link #current} is now a different key; never fails
     */
    CompletionStage<Boolean> renew(String refused);

    /**
     * A key from the environment, which does not change.
     *
     * @param key the key
     * @return always this key
     */
    static ApiKey fixed(String key) {
        return new ApiKey() {
            @Override
            public String current() {
                return key;
            }

            @Override
            public CompletionStage<Boolean> renew(String refused) {
                return CompletableFuture.completedFuture(false);
            }
        };
    }
}
