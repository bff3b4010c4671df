package dev.dragoman.payload;

import com.fasterxml.jackson.databind.JsonNode;
import dev.dragoman.stream.EventTranslation;
import dev.dragoman.stream.ServerSentEvent;
import java.util.List;

/**
 * Removes the chunk with the usage from the stream of a caller who did not ask for it: many clients read the first
 * choice of every chunk, and this chunk has none. It is the last before {@code [DONE]}.
 *
 * @see <a href="https://platform.openai.com/docs/api-reference/chat/create">stream_options.include_usage</a>
 */
final class UsageChunkFilter implements EventTranslation {
    @Override
    public List<ServerSentEvent> translate(ServerSentEvent event) {
        return hasUsage(event) ? List.of() : List.of(event);
    }

    private static boolean hasUsage(ServerSentEvent event) {
        JsonNode chunk = event.json();
        if (chunk == null) {
            return false;
        }
        JsonNode choices = chunk.path("choices");
        return choices.isArray() && choices.isEmpty() && chunk.hasNonNull("usage");
    }
}
