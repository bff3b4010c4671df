package dev.dragoman.model;

import dev.dragoman.event.Endpoint;
import dev.dragoman.outcome.ProviderResponse;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpClientResponse;

/**
 * The provider's REST interface, as the OpenAI API and GMI Cloud's page define it. A call is made when its {@code Uni} is
 * subscribed to, and cancelling that closes the call's connection.
 */
public interface ModelApi {
    /**
     * Asks for an answer that comes whole.
     *
     * @param endpoint where
     * @param authorization the bearer token
     * @param body the request, JSON
     * @return any response, errors included; fails as {@link AnswerTooLarge}, or where there is none in time
     */
    Uni<ProviderResponse.Received> whole(Endpoint endpoint, String authorization, byte[] body);

    /**
     * Asks for an answer that is streamed.
     *
     * @param endpoint where
     * @param authorization the bearer token
     * @param body the request, JSON
     * @return any response, errors included, paused; from then on its reader resets it where need be
     */
    Uni<HttpClientResponse> streamed(Endpoint endpoint, String authorization, byte[] body);

    /**
     * {@code GET /models}.
     *
     * @param authorization the bearer token
     * @return any response, errors included
     */
    Uni<ProviderResponse.Received> models(String authorization);

    /**
     * Connects to the provider and asks it nothing, in the background: the client, its TLS and the provider's address are
     * there before the first call. Where that fails, the first call says why.
     */
    void connect();
}
