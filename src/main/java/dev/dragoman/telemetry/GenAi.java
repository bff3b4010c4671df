package dev.dragoman.telemetry;

import dev.dragoman.event.Endpoint;

/**
 * Names from OpenTelemetry's semantic conventions for generative AI and for OpenAI (version 1.41, status "development").
 * They are copied here because the library that defines them is not stable either.
 */
final class GenAi {
    /** Histogram, seconds: the whole call, its retries included. */
    static final String DURATION = "gen_ai.client.operation.duration";

    /** Histogram, tokens, by {@link #TOKEN_TYPE}. */
    static final String TOKEN_USAGE = "gen_ai.client.token.usage";

    /** Histogram, seconds: from the first request to the first event; streams only. */
    static final String TIME_TO_FIRST_CHUNK = "gen_ai.client.operation.time_to_first_chunk";

    static final String OPERATION_NAME = "gen_ai.operation.name";
    static final String PROVIDER_NAME = "gen_ai.provider.name";
    static final String REQUEST_MODEL = "gen_ai.request.model";
    static final String RESPONSE_MODEL = "gen_ai.response.model";
    static final String RESPONSE_ID = "gen_ai.response.id";
    static final String FINISH_REASONS = "gen_ai.response.finish_reasons";
    static final String FIRST_CHUNK = "gen_ai.response.time_to_first_chunk";
    static final String TOKEN_TYPE = "gen_ai.token.type";
    static final String INPUT_TOKENS = "gen_ai.usage.input_tokens";
    static final String OUTPUT_TOKENS = "gen_ai.usage.output_tokens";
    static final String API_TYPE = "openai.api.type";
    static final String SERVER_ADDRESS = "server.address";
    static final String SERVER_PORT = "server.port";
    static final String ERROR_TYPE = "error.type";

    private static final String CHAT = "chat";
    private static final String EMBEDDINGS = "embeddings";

    /** The kind of API, as the conventions want it; {@link #SERVER_ADDRESS} says who serves it. */
    static final String OPENAI = "openai";

    /** Stands for all names beyond the limit. */
    static final String OTHER = "_OTHER";

    private GenAi() {}

    /** The operation: the conventions have one for both endpoints that write answers. */
    static String operation(Endpoint endpoint) {
        return endpoint.generates() ? CHAT : EMBEDDINGS;
    }
}
