package dev.dragoman.model;

/** The provider's answer is longer than it may be; the rest of it is not read. */
final class AnswerTooLarge extends RuntimeException {
    private static final long serialVersionUID = 1;

    AnswerTooLarge() {
        super("the answer is too large", null, false, false);
    }
}
