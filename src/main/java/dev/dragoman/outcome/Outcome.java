package dev.dragoman.outcome;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The seven ways an ask can end (design section 4, which is the contract for each door). */
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
    default boolean isRetryable() {
        return false;
    }

    /** The provider answered. */
    sealed interface Answered extends Outcome {
        /**
         * What the model wrote.
         *
         * @return the text; empty where the answer is a tool call
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
         * The same in the shape that the caller asked for.
         *
         * @param other the answer, of the endpoint asked
         * @return a new outcome of the same kind
         */
        Answered with(JsonNode other);
    }

    /** There is no answer. */
    sealed interface Failed extends Outcome {
        /**
         * Why there is none.
         *
         * @return a reason that callers may see
         */
        Problem problem();
    }

    /** Finished normally. */
    record Completed(String text, JsonNode response, String finishReason) implements Answered {
        @Override
        public String label() {
            return "completed";
        }

        @Override
        public Completed with(JsonNode other) {
            return new Completed(text, other, finishReason);
        }
    }

    /** Cut off by a length limit: never to be taken for complete. */
    record Truncated(String text, JsonNode response, String finishReason) implements Answered {
        @Override
        public String label() {
            return "truncated";
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
        public Refused with(JsonNode other) {
            return new Refused(text, other, finishReason);
        }
    }

    /** The ask is wrong; asking again can't help. */
    record Rejected(Problem problem) implements Failed {
        @Override
        public String label() {
            return "rejected";
        }
    }

    /**
     * Not now.
     *
     * @param problem why
     * @param pause how long to wait before asking again, from whoever knows: the provider's word, or the rest of a lease;
     *     null where nobody does
     */
    record Unavailable(Problem problem, @Nullable Duration pause) implements Failed {
        /** What callers are told where nobody knows. */
        private static final Duration USUAL = Duration.ofSeconds(5);

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
    }

    /** The ask's deadline has passed. */
    record Expired(Problem problem) implements Failed {
        @Override
        public String label() {
            return "expired";
        }
    }
}
