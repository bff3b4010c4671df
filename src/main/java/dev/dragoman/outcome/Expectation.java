package dev.dragoman.outcome;

import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an ask needs of its answer, for the classifier.
 *
 * @param inputTokens what the attachments must at least have cost; if the provider reports fewer, the file may not have
 *     reached the model, and the receipt says so. 0 means no check
 * @param needsText whether an answer without text is useless, as it is for a document
 * @param operators the fields of the request that the operator has chosen, and not the ask
 * @param presigned whether the provider fetches files by URLs that Dragoman signed
 */
public record Expectation(int inputTokens, boolean needsText, Set<String> operators, boolean presigned) {
    /** Nothing in particular. */
    public static final Expectation NONE = new Expectation(0, false, false);

    public Expectation {
        operators = Set.copyOf(operators);
    }

    /** The same of a request without files, in which the operator has named the model at most. */
    public Expectation(int inputTokens, boolean needsText, boolean operatorsModel) {
        this(inputTokens, needsText, operatorsModel ? Set.of("model") : Set.of(), false);
    }

    /** Whether the operator, and not the ask, has chosen a field. */
    boolean isOperators(String field) {
        return operators.contains(field);
    }

    /** The same, with another field that is not the ask's own choice. */
    public Expectation chosen(String field) {
        Set<String> more = new HashSet<>(operators);
        more.add(field);
        return new Expectation(inputTokens, needsText, more, presigned);
    }

    /** What the receipt and the summary's notice say if too few tokens are reported. ASCII. */
    private static final String DOUBT =
            "The file may not have reached the model: the provider reports fewer input tokens than it must cost. Check that"
                    + " the provider can fetch presigned URLs of the bucket, or set DRAGOMAN_DOCUMENTS_ATTACH=inline.";

    /**
     * Whether the answer may be about nothing. It was paid for, so this is a doubt and not a failure.
     *
     * @param reported what the provider says of its answer
     * @return in words; null if there is no doubt
     */
    public @Nullable String doubt(ResponseMetadata reported) {
        long tokens = reported.mostInputTokens();
        return tokens > 0 && tokens < inputTokens ? DOUBT : null;
    }

    /** The tokens of some attachments. */
    public static Expectation ofTokens(int inputTokens) {
        return new Expectation(inputTokens, false, false);
    }
}
