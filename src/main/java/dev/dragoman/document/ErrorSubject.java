package dev.dragoman.document;

import dev.dragoman.outcome.Problem;

/**
 * What a problem with a document is about.
 *
 * @param name how messages call it: an object's key, or where the reference stands in the request
 * @param param the field at fault
 */
record ErrorSubject(String name, String param) {
    /** The subject of an ask for one document. */
    static ErrorSubject document(String key) {
        return new ErrorSubject(key, "document");
    }

    /** The subject of a reference in a request, such as {@code input[0].content[1].file_url}. */
    static ErrorSubject reference(String path) {
        return new ErrorSubject("\"" + path + "\"", path);
    }

    Problem problem(int status, String code, String clause) {
        return Problem.ofAsk(status, code, name + " " + clause + ".", param);
    }

    Problem unavailable(String code, String clause) {
        return new Problem(503, "server_error", code, name + " " + clause + ".", param);
    }
}
