package dev.dragoman.lambda;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One invocation, as {@code /runtime/invocation/next} hands it out.
 *
 * @param requestId its id, part of the path that its result is posted to
 * @param deadline when Lambda ends it; null if it did not say
 * @param payload the event
 */
record Invocation(String requestId, @Nullable Instant deadline, byte[] payload) {}
