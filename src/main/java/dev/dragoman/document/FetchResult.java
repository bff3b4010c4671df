package dev.dragoman.document;

/** What became of fetching a client's URL. Clauses have the field as their subject and never hold the URL. */
sealed interface FetchResult {
    /**
     * All of it.
     *
     * @param bytes not empty, within the limit
     */
    record FetchedBytes(byte[] bytes) implements FetchResult {}

    /**
     * Asking again can't help.
     *
     * @param status the HTTP status that says so, 4xx
     * @param code a short snake_case name
     * @param clause why
     */
    record NotFetchable(int status, String code, String clause) implements FetchResult {}

    /**
     * Not now.
     *
     * @param clause why
     */
    record FetchFailed(String clause) implements FetchResult {}
}
