package dev.dragoman.local.model;

/**
 * A file or picture that came with a request, not read yet.
 *
 * @param picture whether it was sent as a picture
 * @param name its file name; empty if none was given
 * @param reference an http or https URL, a data URI, or bare base64
 * @param field the request's field, for errors
 */
record Attachment(boolean picture, String name, String reference, String field) {
    boolean isUrl() {
        return reference.startsWith("http://") || reference.startsWith("https://");
    }
}
