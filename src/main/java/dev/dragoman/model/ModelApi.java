package dev.dragoman.model;

import io.smallrye.mutiny.Uni;

/** The provider's HTTP interface for answers that come whole, as the OpenAI API and GMI Cloud's page define it. */
public interface ModelApi {
    /**
     * {@code POST /chat/completions}.
     *
     * @param authorization the bearer token
     * @param body the request
     * @return any response, errors included; cancelling ends the call
     */
    Uni<ModelResponse> chat(String authorization, byte[] body);

    /**
     * {@code POST /responses}.
     *
     * @param authorization the bearer token
     * @param body the request
     * @return any response, errors included; cancelling ends the call
     */
    Uni<ModelResponse> responses(String authorization, byte[] body);

    /**
     * {@code GET /models}.
     *
     * @param authorization the bearer token
     * @return any response, errors included; cancelling ends the call
     */
    Uni<ModelResponse> models(String authorization);
}
