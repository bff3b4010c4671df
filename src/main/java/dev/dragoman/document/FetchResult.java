package dev.dragoman.document;

import java.util.function.Function;

/** The result of fetching a client's URL. Clauses have the field as their subject and never hold the URL. */
sealed interface FetchResult {
    /**
     * Handles every alternative.
     *
     * @return what the function for this alternative returns
     */
    <T> T match(
            Function<FetchedBytes, T> fetched, Function<NotFetchable, T> notFetchable, Function<FetchFailed, T> failed);

    /**
     * The whole file.
     *
     * @param bytes not empty, within the limit
     */
    record FetchedBytes(byte[] bytes) implements FetchResult {
        @Override
        public <T> T match(
                Function<FetchedBytes, T> fetched,
                Function<NotFetchable, T> notFetchable,
                Function<FetchFailed, T> failed) {
            return fetched.apply(this);
        }
    }

    /**
     * A failure that a retry can't cure.
     *
     * @param status the HTTP status for the caller, 4xx
     * @param code a short snake_case name
     * @param clause why
     */
    record NotFetchable(int status, String code, String clause) implements FetchResult {
        @Override
        public <T> T match(
                Function<FetchedBytes, T> fetched,
                Function<NotFetchable, T> notFetchable,
                Function<FetchFailed, T> failed) {
            return notFetchable.apply(this);
        }
    }

    /**
     * A failure that may pass.
     *
     * @param clause why
     */
    record FetchFailed(String clause) implements FetchResult {
        static final FetchFailed TOO_LATE = new FetchFailed("could not be fetched in time");
        static final FetchFailed TOO_MANY = new FetchFailed("could not be fetched while so many other files are");
        static final FetchFailed NO_MEMORY =
                new FetchFailed("could not be fetched while others take the memory for it");

        @Override
        public <T> T match(
                Function<FetchedBytes, T> fetched,
                Function<NotFetchable, T> notFetchable,
                Function<FetchFailed, T> failed) {
            return failed.apply(this);
        }
    }
}
