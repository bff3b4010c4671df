package dev.dragoman.http;

import dev.dragoman.delivery.HttpAnswer;
import dev.dragoman.event.Ask;
import dev.dragoman.event.Endpoint;
import dev.dragoman.event.HttpCall;
import dev.dragoman.event.OneLine;
import dev.dragoman.event.TriggerParser;
import dev.dragoman.model.Model;
import dev.dragoman.outcome.Answer;
import dev.dragoman.outcome.Expectation;
import dev.dragoman.outcome.OutcomeClassifier;
import dev.dragoman.outcome.Problem;
import dev.dragoman.outcome.ProviderResponse;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The steps of the HTTP route: what a call is, and its response, with an ask or without. */
public final class HttpCalls {
    /** The error for a call without a known client key. */
    static final Problem UNAUTHENTICATED = new Problem(
            401,
            "authentication_error",
            "invalid_api_key",
            "A client key is needed: Authorization: Bearer <client key>, or api-key: <client key>.",
            null);

    private static final Problem UNREADABLE_LIST =
            Problem.ofProvider(503, "invalid_answer", "The provider's list of models could not be read.");

    /**
     * The headers of a call that the provider gets too.
     *
     * @param names in lower case
     */
    public record ForwardedHeaders(Set<String> names) {
        private static final Pattern VALUE = Pattern.compile("[ -~]{1,512}");

        // A value that is too long, or has characters that not every server reads alike, is left out.
        Map<String, String> of(HttpCall call) {
            return names.isEmpty()
                    ? Map.of()
                    : call.headers().entrySet().stream()
                            .filter(header -> names.contains(header.getKey())
                                    && VALUE.matcher(header.getValue()).matches())
                            .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
        }
    }

    /** How much of a path is repeated to its caller, in characters. */
    private static final int LONGEST_SHOWN = 200;

    private final ForwardedHeaders forwarded;
    private final ClientKeys keys;
    private final Model model;
    private final OutcomeClassifier classifier;
    private final TriggerParser events;

    /**
     * @param forwarded what the provider gets of a call's headers
     * @param keys the client keys
     * @param model lists the provider's models
     * @param classifier decides what a failed listing means
     * @param events reads asks
     */
    public HttpCalls(
            ForwardedHeaders forwarded,
            ClientKeys keys,
            Model model,
            OutcomeClassifier classifier,
            TriggerParser events) {
        this.forwarded = forwarded;
        this.keys = keys;
        this.model = model;
        this.classifier = classifier;
        this.events = events;
    }

    /**
     * Whether a client key is needed and missing.
     *
     * @param call the request
     * @return true if the call must not be answered
     */
    public boolean isUnauthenticated(HttpCall call) {
        return !keys.admit(call.authorization());
    }

    /**
     * Whether the call is an ask, valid or not.
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
     * The response to a call without client key.
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
        return BatchCalls.areAbout(call.path())
                ? BatchCalls.none(call.id())
                : unknown(call.id(), call.method(), call.path());
    }

    static HttpAnswer unknown(String requestId, String method, String path) {
        String shown = OneLine.of(path.length() <= LONGEST_SHOWN ? path : path.substring(0, LONGEST_SHOWN) + "...");
        return HttpAnswer.problem(
                requestId,
                Problem.ofAsk(
                        404,
                        "unknown_url",
                        "There is no %s %s. There is POST /v1/responses, POST /v1/chat/completions and GET /v1/models."
                                .formatted(method, shown),
                        null));
    }

    /**
     * The provider's list of models, unchanged.
     *
     * @param call the request
     * @return the list, or the reason why there is none
     */
    public CompletionStage<HttpAnswer> models(HttpCall call) {
        return model.models().thenApply(response -> listed(call, response));
    }

    private HttpAnswer listed(HttpCall call, ProviderResponse response) {
        if (response instanceof ProviderResponse.Received received
                && received.status() == 200
                && received.json() != null
                && received.json().has("data")) {
            return HttpAnswer.ok(call.id(), received.json()).with(received.headers());
        }
        return classifier
                .classify(Endpoint.CHAT, response, Expectation.NONE)
                .<HttpAnswer>match(
                        notList -> HttpAnswer.problem(call.id(), UNREADABLE_LIST),
                        failed -> HttpAnswer.failed(call.id(), failed))
                .with(response.headers());
    }

    /**
     * Reads a call as an ask.
     *
     * @param call the request
     * @return the ask, possibly with malformed content
     */
    public Ask ask(HttpCall call) {
        return events.http(call).withForwarded(forwarded.of(call)).withClient(keys.label(call.authorization()));
    }

    /**
     * The response to an ask.
     *
     * @param answer its answer
     * @return with the status of design section 4
     */
    public HttpAnswer answer(Answer answer) {
        return HttpAnswer.of(answer);
    }
}
