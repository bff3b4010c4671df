package dev.dragoman.parts;

/**
 * Follows the fenced blocks of Markdown: from a line that begins with at least three backticks or tildes to a line of at least as many.
 *
 * @see <a href="https://spec.commonmark.org/0.31.2/#fenced-code-blocks">Fenced code blocks</a>
 */
final class CodeFence {
    private static final int LEAST = 3;
    private static final int MOST_INDENTED = 3;

    /** What the block that is open began with, and how many; 0 if none is. */
    private int mark;

    private int marks;

    // Of the line that is read.
    private int sign;
    private int signs;
    private int indented;
    private boolean begins;

    /** Whether the character that was read last is in a block; its first line is not. */
    boolean isInside() {
        return marks > 0;
    }

    /** Reads the next character, the first of a line or another one. */
    void read(int point, boolean newLine) {
        if (newLine) {
            endLine();
            sign = 0;
            signs = 0;
            indented = 0;
            begins = true;
        }
        if (!begins || point == '\n' || point == '\r') {
            return;
        }
        if (signs == 0 && point == ' ' && indented < MOST_INDENTED) {
            indented++;
        } else if (signs == 0 ? point == '`' || point == '~' : point == sign) {
            sign = point;
            signs++;
        } else {
            // What stands behind the signs of a first line names a language; behind those of the last line stands
            // nothing.
            begins = false;
            boolean isNothing = point == ' ' || point == '\t';
            signs = marks > 0 && !isNothing ? 0 : signs;
        }
    }

    private void endLine() {
        if (marks == 0 && signs >= LEAST) {
            mark = sign;
            marks = signs;
        } else if (marks > 0 && sign == mark && signs >= marks) {
            marks = 0;
        }
    }
}
