package dev.dragoman.event;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How long API Gateway waits for a whole response. After that it tells its caller 503 or 504 itself: what the model answers then
 * is paid for and lost, and official clients ask again.
 *
 * @param longest counted from when the gateway got the call
 * @see <a href="https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html">API Gateway quotas</a>
 */
record GatewayPatience(Duration longest) {
    /** No invocation takes longer ("Lambda quotas"). */
    private static final Duration LONGEST_INVOCATION = Duration.ofMinutes(15);

    /**
     * When a call has to be answered.
     *
     * @param context the event's {@code requestContext}, of either format
     * @param endBy when the invocation ends; null means never
     * @return earlier than that if the gateway stops waiting before
     */
    @Nullable
    Instant end(JsonNode context, @Nullable Instant endBy) {
        long came = context.path("timeEpoch")
                .asLong(context.path("requestTimeEpoch").asLong());
        Instant end = Instant.ofEpochMilli(came).plus(longest);
        // If its time was over before the invocation began, no gateway waits: it is a sample or an old event.
        return endBy != null && end.isBefore(endBy) && end.isAfter(endBy.minus(LONGEST_INVOCATION)) ? end : endBy;
    }
}
