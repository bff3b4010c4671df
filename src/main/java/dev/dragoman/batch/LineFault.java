package dev.dragoman.batch;

import org.jspecify.annotations.Nullable;

/**
 * What is wrong with a line of a batch file, or with the file.
 *
 * @param code a short snake_case name, as in the {@code errors} of a batch
 * @param message one sentence, without any of the content
 * @param param the field at fault; null if there is none
 */
record LineFault(String code, String message, @Nullable String param) {
    /** What is wrong with one line. */
    BadLine at(int line) {
        return new BadLine(line, this);
    }
}
