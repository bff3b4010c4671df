package dev.dragoman.document;

/**
 * A document's type, judged by its bytes.
 *
 * @param kind how it is attached
 * @param mediaType its IANA media type
 */
record DocumentType(Kind kind, String mediaType) {
    /** How a document is attached (the rows of the table in design section 6). */
    enum Kind {
        PDF,
        IMAGE,
        TEXT,
        OFFICE,
        /** An image that models do not read. */
        FOREIGN,
        UNKNOWN
    }
}
