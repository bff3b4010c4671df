package dev.dragoman.model;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The provider's key, wherever it lies. */
public interface ApiKey {
    /**
     * The key in use. Never blocks.
     *
     * @return never logged
     */
    String current();

    /**
     * Looks for another one after the provider has refused this one.
     *
     * @param refused the key that was sent
     * @return whether {@link #current} is now another one; never fails
     */
    CompletionStage<Boolean> renew(String refused);

    /**
     * A key from the environment, which does not change.
     *
     * @param key the key
     * @return the same one for ever
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
