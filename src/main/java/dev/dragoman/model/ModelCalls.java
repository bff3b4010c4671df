package dev.dragoman.model;

import dev.dragoman.event.Endpoint;
import dev.dragoman.outcome.ProviderResponse;
import dev.dragoman.payload.PassedRequest;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpClientResponse;
import java.util.Map;

/**
 * The calls to the provider, as the model stage knows them. Subscribing to a {@code Uni} makes the call; cancelling the
 * subscription closes the call's connection.
 */
public interface ModelCalls {
    /**
     * Asks for a whole answer.
     *
     * @param endpoint where the request is sent
     * @param authorization the bearer token
     * @param body the request, JSON
     * @param forwarded the client's headers that are sent too
     * @param memory what the answer takes; closed by the caller once nobody needs the answer any more
     * @return any response, errors included; fails if none comes in time, or if it is too large
     */
    Uni<ProviderResponse.Received> whole(
            Endpoint endpoint, String authorization, byte[] body, Map<String, String> forwarded, AnswerMemory memory);

    /**
     * Asks for a streamed answer.
     *
     * @param endpoint where the request is sent
     * @param authorization the bearer token
     * @param body the request, JSON
     * @param forwarded the client's headers that are sent too
     * @param memory what an answer takes that is no stream; closed by the caller
     * @return any response, errors included, paused; the reader has to reset it if it does not read it to its end
     */
    Uni<HttpClientResponse> streamed(
            Endpoint endpoint, String authorization, byte[] body, Map<String, String> forwarded, AnswerMemory memory);

    /**
     * Asks for the list of models ({@code GET /models}).
     *
     * @param authorization the bearer token
     * @param memory what the answer takes; closed by the caller
     * @return any response, errors included
     */
    Uni<ProviderResponse.Received> models(String authorization, AnswerMemory memory);

    /**
     * Passes a request through, as it is.
     *
     * @param request what is sent
     * @param authorization the bearer token
     * @param memory what the answer takes; closed by the caller
     * @return any response, errors included; fails if none comes, or if it is too large
     */
    Uni<PassedResponse.Whole> pass(PassedRequest request, String authorization, AnswerMemory memory);

    /**
     * Passes a request through whose answer may be a stream.
     *
     * @param request what is sent
     * @param authorization the bearer token
     * @param memory what an answer takes that is no stream; closed by the caller
     * @return any response, errors included, paused; the reader has to reset it if it does not read it to its end
     */
    Uni<HttpClientResponse> passStreamed(PassedRequest request, String authorization, AnswerMemory memory);

    /**
     * Connects to the provider in the background, without a request, so that the first call finds the client, its TLS and the
     * provider's address ready. If that fails, the first call reports it.
     */
    void connect();
}
