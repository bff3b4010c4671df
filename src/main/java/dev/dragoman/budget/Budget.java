package dev.dragoman.budget;

import dev.dragoman.event.Door;
import dev.dragoman.event.ModelPattern;
import dev.dragoman.event.QueueAddress;
import dev.dragoman.event.S3Place;
import org.jspecify.annotations.Nullable;

/**
 * What may be spent.
 *
 * @param name what it is stored under, and called in log lines and answers: lower case letters, digits and hyphens
 * @param scope for which calls it holds
 * @param amount how much may be spent in a period, in micro-USD
 * @param period when it begins anew
 * @param usedUp what happens then
 */
public record Budget(String name, Scope scope, long amount, BudgetPeriod period, UsedUp usedUp) {
    /** What becomes of an ask when a budget is used up. */
    public enum UsedUp {
        /** It is rejected. */
        REJECT,
        /** It waits for the next period, if it came from a queue or a bucket: HTTP callers can't wait so long. */
        WAIT
    }

    /**
     * For which calls a budget holds: all that is not null has to apply.
     *
     * @param door the door
     * @param objects where the document lies
     * @param client the label of the client's key
     * @param queue the queue
     * @param group the message group
     * @param model the model's name
     */
    public record Scope(
            @Nullable Door door,
            @Nullable S3Place objects,
            @Nullable String client,
            @Nullable QueueAddress queue,
            @Nullable String group,
            @Nullable ModelPattern model) {
        /** Every call. */
        public static final Scope ALL = new Scope(null, null, null, null, null, null);

        /**
         * Whether a call is paid out of it.
         *
         * @param spender for whom the call is
         * @return true if all that is said applies
         */
        public boolean holds(Spender spender) {
            return (door == null || door == spender.door())
                    && (objects == null || (spender.object() != null && objects.holds(spender.object())))
                    && (client == null || client.equals(spender.client()))
                    && (queue == null || (spender.queue() != null && queue.maybe(spender.queue())))
                    && (group == null || group.equals(spender.group()))
                    && (model == null || spender.model() == null || model.matches(spender.model()));
        }
    }
}
