package dev.dragoman.http;

import dev.dragoman.delivery.HttpAnswer;
import dev.dragoman.event.Ask;
import dev.dragoman.event.Endpoint;
import dev.dragoman.event.HttpCall;
import dev.dragoman.event.TriggerParser;
import dev.dragoman.model.Model;
import dev.dragoman.outcome.Answer;
import dev.dragoman.outcome.Outcome;
import dev.dragoman.outcome.OutcomeClassifier;
import dev.dragoman.outcome.Problem;
import dev.dragoman.outcome.ProviderResponse;
import java.util.concurrent.CompletionStage;

/** What the HTTP route asks about a call, and the responses that no ask is behind. */
public final class HttpCalls {
    /** Told to whoever shows no client key. */
    static final Problem UNAUTHENTICATED = new Problem(
            401,
            "authentication_error",
            "invalid_api_key",
            "A client key is needed: Authorization: Bearer <client key>.",
            null);

    private final ClientKeys keys;
    private final Model model;
    private final OutcomeClassifier judge;
    private final TriggerParser events;

    /**
     * @param keys who may call
     * @param model lists the provider's models
     * @param judge tells what a failed listing means
     * @param events reads asks
     */
    public HttpCalls(ClientKeys keys, Model model, OutcomeClassifier judge, TriggerParser events) {
        this.keys = keys;
        this.model = model;
        this.judge = judge;
        this.events = events;
    }

    /**
     * Whether the caller may not call.
     *
     * @param call the request
     * @return true where a client key is needed and this is none
     */
    public boolean isUnauthenticated(HttpCall call) {
        return !keys.admit(call.header("authorization").orElse(""));
    }

    /**
     * Whether the call is an ask, be it a wrong one.
     *
     * @param call the request
     * @return true for any method on one of the two endpoints
     */
    public boolean isAsk(HttpCall call) {
        return Endpoint.called(call.path()).isPresent();
    }

    /**
     * Whether the call asks for the list of models.
     *
     * @param call the request
     * @return true for GET /v1/models
     */
    public boolean isModels(HttpCall call) {
        return call.method().equals("GET") && call.path().equals("/v1/models");
    }

    /**
     * The response to a stranger.
     *
     * @param call the request
     * @return 401
     */
    public HttpAnswer unauthorized(HttpCall call) {
        return HttpAnswer.problem(call.id(), UNAUTHENTICATED);
    }

    /**
     * The response to anything else.
     *
     * @param call the request
     * @return 404
     */
    public HttpAnswer unknown(HttpCall call) {
        return HttpAnswer.problem(
                call.id(),
                Problem.ofAsk(
                        404,
                        "unknown_url",
                        "There is POST /v1/responses, POST /v1/chat/completions and GET /v1/models.",
                        null));
    }

    /**
     * The provider's list of models, as it came.
     *
     * @param call the request
     * @return the list, or why there is none
     */
    public CompletionStage<HttpAnswer> models(HttpCall call) {
        return model.models().thenApply(reply -> listed(call, reply));
    }

    private HttpAnswer listed(HttpCall call, ProviderResponse reply) {
        if (reply instanceof ProviderResponse.Received responded
                && responded.status() == 200
                && responded.json() != null
                && responded.json().has("data")) {
            return HttpAnswer.ok(call.id(), responded.json());
        }
        Outcome outcome = judge.classify(Endpoint.CHAT, reply, 0);
        return outcome instanceof Outcome.Failed failed
                ? HttpAnswer.failed(call.id(), failed)
                : HttpAnswer.problem(
                        call.id(),
                        Problem.ofProvider(503, "invalid_answer", "The provider's list of models could not be read."));
    }

    /**
     * The ask that a call is.
     *
     * @param call the request
     * @return the ask, malformed content included
     */
    public Ask ask(HttpCall call) {
        return events.http(call);
    }

    /**
     * The response to an ask.
     *
     * @param answer its answer
     * @return as design section 4 has it
     */
    public HttpAnswer answer(Answer answer) {
        return HttpAnswer.of(answer);
    }
}
