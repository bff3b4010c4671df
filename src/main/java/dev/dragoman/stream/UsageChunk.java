package dev.dragoman.stream;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * The chunk of a chat completion that tells the usage: the last before {@code [DONE]}, without a choice. It is sent only to
 * those who asked for it, since many clients read the first choice of every chunk.
 *
 * @see <a href="https://platform.openai.com/docs/api-reference/chat/create">stream_options.include_usage</a>
 */
public final class UsageChunk {
    private UsageChunk() {}

    /**
     * Whether a request asks for it.
     *
     * @param request a request for chat completions
     * @return false also if the option is of a wrong type
     */
    public static boolean isAsked(JsonNode request) {
        return request.path("stream_options").path("include_usage").booleanValue();
    }
}
