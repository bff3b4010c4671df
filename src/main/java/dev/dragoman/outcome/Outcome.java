package dev.dragoman.outcome;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The seven ways an ask can end (design section 4, which is the contract for each door). What differs by outcome is a
 * method here, so that the compiler asks a new one for its answers; a stage with a decision of its own uses
 * {@link #match}.
 */
public sealed interface Outcome {
    /**
     * The outcome's name in answers, receipts, logs and metrics.
     *
     * @return lower case, as {@code completed}
     */
    String label();

    /**
     * Whether the ask has to be delivered again: nothing of it may be acknowledged.
     *
     * @return true for unavailable and misconfigured
     */
    boolean isRetryable();

    /**
     * Whether the ledger keeps it for whoever asks the same again.
     *
     * @param ofPart whether it is the outcome of a part of a long document
     * @return true if it was paid for and is an answer, or if the ask itself is at fault ({@link Fault#ASK}): what somebody
     *     else repairs must not be answered with after the repair. For a part also if what was paid for is of no use: the
     *     document comes back until all parts are answered, and would pay for it each time
     */
    boolean isKept(boolean ofPart);

    /**
     * How long to wait before the ask is delivered again, if the provider or the holder of a lease has said so.
     *
     * @return empty if nobody has, or if delivering again is useless
     */
    Optional<Duration> knownPause();

    /**
     * The text that may stand for the answer: all of it, or what there is of it.
     *
     * @return empty for a refusal and for a failure
     */
    Optional<String> usableText();

    /**
     * Why the text breaks off before its end.
     *
     * @return the provider's reason; empty if the text is whole, or if there is none
     */
    Optional<String> cutOffReason();

    /**
     * Whether the document was replaced before it was read, so that the new document's result is the one that counts.
     *
     * @return true if no result of this one may be written
     */
    boolean isReplaced();

    /**
     * Whether somebody else is answering the same ask.
     *
     * @return true until the other's answer is stored, or its lease has run out
     */
    boolean isInProgress();

    /**
     * Adds what an answer says of its outcome: the text and the response, or the error.
     *
     * @param json the answer (design section 3, "An answer")
     */
    void addTo(ObjectNode json);

    /**
     * Decides by whether there is an answer.
     *
     * @param answered for an answer of the provider
     * @param failed for anything else
     * @param <R> the type of the result
     * @return the result of the function that was called
     */
    <R> R match(Function<? super Answered, ? extends R> answered, Function<? super Failed, ? extends R> failed);

    /** The provider answered. */
    sealed interface Answered extends Outcome {
        /**
         * What the model wrote.
         *
         * @return the text; empty if the answer is a tool call
         */
        String text();

        /**
         * The provider's answer.
         *
         * @return the tree as it came
         */
        JsonNode response();

        /**
         * Why the model stopped, in the provider's words.
         *
         * @return as {@code stop}, {@code length}, {@code max_output_tokens}
         */
        String finishReason();

        /**
         * The same answer in the format that the caller asked for.
         *
         * @param other the response, of the endpoint asked
         * @return a new outcome of the same kind
         */
        Answered with(JsonNode other);

        // It was paid for.
        @Override
        default boolean isRetryable() {
            return false;
        }

        @Override
        default boolean isKept(boolean ofPart) {
            return true;
        }

        @Override
        default Optional<Duration> knownPause() {
            return Optional.empty();
        }

        @Override
        default boolean isReplaced() {
            return false;
        }

        @Override
        default boolean isInProgress() {
            return false;
        }

        @Override
        default void addTo(ObjectNode json) {
            json.put("text", text()).set("response", response());
        }

        @Override
        default <R> R match(
                Function<? super Answered, ? extends R> answered, Function<? super Failed, ? extends R> failed) {
            return answered.apply(this);
        }
    }

    /** There is no answer. */
    sealed interface Failed extends Outcome {
        /**
         * Why there is none.
         *
         * @return a reason that callers may see
         */
        Problem problem();

        /**
         * How long a caller who can wait should wait before trying again.
         *
         * @return never negative; empty if trying again is useless
         */
        Optional<Duration> retryHint();

        @Override
        default Optional<String> usableText() {
            return Optional.empty();
        }

        @Override
        default Optional<String> cutOffReason() {
            return Optional.empty();
        }

        @Override
        default boolean isReplaced() {
            return problem().isReplacement();
        }

        @Override
        default boolean isInProgress() {
            return problem().isInProgress();
        }

        @Override
        default void addTo(ObjectNode json) {
            json.putObject("error")
                    .put("code", problem().code())
                    .put("message", problem().message());
        }

        @Override
        default <R> R match(
                Function<? super Answered, ? extends R> answered, Function<? super Failed, ? extends R> failed) {
            return failed.apply(this);
        }
    }

    /** Finished normally. */
    record Completed(String text, JsonNode response, String finishReason) implements Answered {
        @Override
        public String label() {
            return "completed";
        }

        @Override
        public Optional<String> usableText() {
            return Optional.of(text);
        }

        @Override
        public Optional<String> cutOffReason() {
            return Optional.empty();
        }

        @Override
        public Completed with(JsonNode other) {
            return new Completed(text, other, finishReason);
        }
    }

    /** Cut off by a length limit, or not said to be complete: never to be taken for complete. */
    record Truncated(String text, JsonNode response, String finishReason) implements Answered {
        @Override
        public String label() {
            return "truncated";
        }

        @Override
        public Optional<String> usableText() {
            return Optional.of(text);
        }

        @Override
        public Optional<String> cutOffReason() {
            return Optional.of(finishReason);
        }

        @Override
        public Truncated with(JsonNode other) {
            return new Truncated(text, other, finishReason);
        }
    }

    /** The model or its content filter declined; the text is the refusal, if it gave one. */
    record Refused(String text, JsonNode response, String finishReason) implements Answered {
        @Override
        public String label() {
            return "refused";
        }

        @Override
        public Optional<String> usableText() {
            return Optional.empty();
        }

        @Override
        public Optional<String> cutOffReason() {
            return Optional.empty();
        }

        @Override
        public Refused with(JsonNode other) {
            return new Refused(text, other, finishReason);
        }
    }

    /** The ask is wrong, or can't be answered as things stand; delivering it again can't help. */
    record Rejected(Problem problem) implements Failed {
        @Override
        public String label() {
            return "rejected";
        }

        @Override
        public boolean isRetryable() {
            return false;
        }

        @Override
        public boolean isKept(boolean ofPart) {
            return Fault.of(problem) == Fault.ASK || (ofPart && Fault.isUselessAnswer(problem));
        }

        @Override
        public Optional<Duration> knownPause() {
            return Optional.empty();
        }

        @Override
        public Optional<Duration> retryHint() {
            return Optional.empty();
        }
    }

    /**
     * Not now.
     *
     * @param problem why
     * @param pause how long to wait before asking again, as the provider or the rest of a lease says, {@link
     *     RetryAfter#LONGEST} at most; null if nobody knows
     */
    record Unavailable(Problem problem, @Nullable Duration pause) implements Failed {
        /** What callers are told if nobody knows. */
        private static final Duration USUAL = Duration.ofSeconds(5);

        public Unavailable {
            pause = pause == null ? null : RetryAfter.bounded(pause);
        }

        /** Not now, and nobody knows until when. */
        public Unavailable(Problem problem) {
            this(problem, null);
        }

        /**
         * What to tell a caller who asks when to come back.
         *
         * @return never negative
         */
        public Duration retryAfter() {
            return pause == null ? USUAL : pause;
        }

        @Override
        public String label() {
            return "unavailable";
        }

        @Override
        public boolean isRetryable() {
            return true;
        }

        @Override
        public boolean isKept(boolean ofPart) {
            return false;
        }

        @Override
        public Optional<Duration> knownPause() {
            return Optional.ofNullable(pause);
        }

        @Override
        public Optional<Duration> retryHint() {
            return Optional.of(retryAfter());
        }
    }

    /** The operator has to act: a key, a quota, a bucket. */
    record Misconfigured(Problem problem) implements Failed {
        @Override
        public String label() {
            return "misconfigured";
        }

        @Override
        public boolean isRetryable() {
            return true;
        }

        @Override
        public boolean isKept(boolean ofPart) {
            return false;
        }

        @Override
        public Optional<Duration> knownPause() {
            return Optional.empty();
        }

        @Override
        public Optional<Duration> retryHint() {
            return Optional.empty();
        }
    }

    /** The ask's deadline has passed. */
    record Expired(Problem problem) implements Failed {
        /** The ask's own deadline. */
        public static final Expired PASSED = new Expired(
                Problem.ofAsk(504, "deadline_passed", "The ask's deadline passed before it was answered.", "deadline"));

        @Override
        public String label() {
            return "expired";
        }

        @Override
        public boolean isRetryable() {
            return false;
        }

        // It may be sent again with a later deadline.
        @Override
        public boolean isKept(boolean ofPart) {
            return false;
        }

        @Override
        public Optional<Duration> knownPause() {
            return Optional.empty();
        }

        @Override
        public Optional<Duration> retryHint() {
            return Optional.empty();
        }
    }
}
