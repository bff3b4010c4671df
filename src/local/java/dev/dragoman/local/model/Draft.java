package dev.dragoman.local.model;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An answer before it is written in the shape of an endpoint.
 *
 * @param id letters and digits
 * @param made when it was made
 * @param finish why it ended
 * @param text what it says; for a refusal the refusal's words
 * @param call the tool call that takes the place of a text; null if there is none
 * @param usage what it cost
 */
record Draft(String id, Instant made, Finish finish, String text, Tools.@Nullable Call call, Usage usage) {
    /** Why an answer ended. */
    enum Finish {
        STOP("stop", "completed"),
        TOOL_CALL("tool_calls", "completed"),
        LENGTH("length", "incomplete"),
        CONTENT_FILTER("content_filter", "incomplete"),
        REFUSAL("stop", "completed"),
        FAILED("error", "failed");

        /** The {@code finish_reason} of chat. */
        final String reason;

        /** The {@code status} of responses. */
        final String status;

        Finish(String reason, String status) {
            this.reason = reason;
            this.status = status;
        }

        /** The {@code incomplete_details.reason} of responses. */
        @Nullable
        String detail() {
            return switch (this) {
                case LENGTH -> "max_output_tokens";
                case CONTENT_FILTER -> "content_filter";
                default -> null;
            };
        }
    }

    /**
     * What an answer cost, in tokens.
     *
     * @param input what was read
     * @param cached those of it that are said to have been in a cache
     * @param visible what was written
     * @param reasoning what was thought, which counts as output
     */
    record Usage(int input, int cached, int visible, int reasoning) {
        int output() {
            return visible + reasoning;
        }

        int total() {
            return input + output();
        }
    }

    Draft ending(Finish other) {
        return new Draft(id, made, other, text, call, usage);
    }

    /** With so many of the tokens that were read in a cache. */
    Draft caching(int tokens) {
        Usage other = new Usage(usage.input(), Math.min(usage.input(), tokens), usage.visible(), usage.reasoning());
        return new Draft(id, made, finish, text, call, other);
    }

    Draft refusing(String words) {
        return new Draft(id, made, Finish.REFUSAL, words, null, usage);
    }
}
