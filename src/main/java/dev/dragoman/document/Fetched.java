package dev.dragoman.document;

/** What became of fetching a client's URL. Clauses have the field as their subject and never hold the URL. */
sealed interface Fetched {
    /**
     * All of it.
     *
     * @param bytes not empty, within the limit
     */
    record Body(byte[] bytes) implements Fetched {}

    /**
     * Asking again can't help.
     *
     * @param status the HTTP status that says so, 4xx
     * @param code a short snake_case name
     * @param clause why
     */
    record Refused(int status, String code, String clause) implements Fetched {}

    /**
     * Not now.
     *
     * @param clause why
     */
    record Unavailable(String clause) implements Fetched {}
}
