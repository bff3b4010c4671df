package dev.dragoman.document;

import java.util.Set;

/**
 * A document's type, judged by its bytes.
 *
 * @param kind how it is attached
 * @param mediaType its IANA media type
 */
record DocumentType(Kind kind, String mediaType) {
    private static final Set<String> TABLES = Set.of("text/csv", "text/tab-separated-values");

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

    /** Whether it is a table, whose first record says what stands in the others. */
    boolean isTable() {
        return TABLES.contains(mediaType);
    }
}
