package dev.dragoman.document;

import dev.dragoman.outcome.Problem;

/**
 * What a problem with a document is about.
 *
 * @param name its name in messages: an object's key, or the path of a reference in the request
 * @param param the field at fault
 */
record ErrorSubject(String name, String param) {
    /** The document of an ask for one document. */
    static ErrorSubject document(String key) {
        return new ErrorSubject(key, "document");
    }

    /** A reference in a request, such as {@code input[0].content[1].file_url}. */
    static ErrorSubject reference(String path) {
        return new ErrorSubject("\"" + path + "\"", path);
    }

    /**
     * A problem of the ask.
     *
     * @param clause the rest of a sentence that begins with the name
     */
    Problem problem(int status, String code, String clause) {
        return Problem.ofAsk(status, code, name + " " + clause + ".", param);
    }

    /** A problem that may pass; the clause is as above. */
    Problem unavailable(String code, String clause) {
        return new Problem(503, "server_error", code, name + " " + clause + ".", param);
    }
}
