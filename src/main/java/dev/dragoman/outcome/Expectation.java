package dev.dragoman.outcome;

/**
 * What an ask needs of its answer, for the classifier.
 *
 * @param inputTokens what the attachments must at least have cost; if the provider reports fewer, the file never reached
 *     the model and the answer is about nothing. 0 means no check
 * @param needsText whether an answer without text is useless, as it is for a document
 * @param operatorsModel whether the operator, and not the ask, has named the model
 */
public record Expectation(int inputTokens, boolean needsText, boolean operatorsModel) {
    /** Nothing in particular. */
    public static final Expectation NONE = new Expectation(0, false, false);

    /** The tokens of some attachments. */
    public static Expectation ofTokens(int inputTokens) {
        return new Expectation(inputTokens, false, false);
    }
}
