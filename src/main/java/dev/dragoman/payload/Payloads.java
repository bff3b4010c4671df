package dev.dragoman.payload;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.bridge.EndpointAdapter;
import dev.dragoman.event.Content;
import dev.dragoman.event.Endpoint;
import dev.dragoman.outcome.Answer;
import dev.dragoman.outcome.Expectation;
import dev.dragoman.outcome.Outcome;
import dev.dragoman.outcome.Problem;
import dev.dragoman.outcome.Receipt;
import dev.dragoman.outcome.StageResult;
import dev.dragoman.stream.EventTranslation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The payload stage: translates a request to what the provider takes, and lists what it changed (design section 7). */
public final class Payloads {
    /** How receipts, metrics and guards call the model of a stored prompt, which only the provider knows. */
    static final String OF_STORED_PROMPT = "stored-prompt";

    private static final String MODEL = "model";

    private static final StreamOptions STREAM_OPTIONS = new StreamOptions();

    private final String defaultModel;
    private final Profile profile;
    private final boolean strict;
    private final RequestLimits limits;

    /**
     * A stage for one provider.
     *
     * @param defaultModel the model for asks that name none
     * @param profile what is known of the provider
     * @param strict true if a request is refused rather than translated
     * @param limits what a request may cost
     */
    public Payloads(String defaultModel, Profile profile, boolean strict, RequestLimits limits) {
        this.defaultModel = defaultModel;
        this.profile = profile;
        this.strict = strict;
        this.limits = limits;
    }

    /**
     * Translates a request.
     *
     * @param previous the request with its references resolved
     * @return the payload; rejected if {@code model} is not a name, if the request is over a limit, if the provider is
     *     known to refuse a field, if the request can't be converted to the endpoint that the provider has, or if
     *     strict mode is on and a translation would be necessary
     */
    public StageResult<Payload> translate(StageResult<ResolvedRequest> previous) {
        return previous.then(this::translated);
    }

    private StageResult<Payload> translated(StageResult.Continue<ResolvedRequest> open) {
        ResolvedRequest request = open.value();
        String model = model(request);
        if (model == null) {
            return rejected(
                    open,
                    Problem.ofAsk(
                            400,
                            "invalid_model",
                            "\"model\" must be the name of a model; leave it out for the default.",
                            "model"));
        }
        if (!profile.has(request.endpoint())) {
            return rejected(
                    open,
                    Problem.ofAsk(
                            404,
                            "unknown_url",
                            "The provider's profile has no /v1%s."
                                    .formatted(request.endpoint().path()),
                            null));
        }
        // Whoever sent it would have to fetch the answer later, which only calls that are passed through over HTTP can.
        if (request.body().path("background").booleanValue()) {
            return rejected(
                    open,
                    Problem.ofAsk(
                            400,
                            "unsupported_parameter",
                            "\"background\" is not supported, since the answer could not be fetched later: leave it out.",
                            "background"));
        }
        // For a document, the operator has set model and output limit.
        Optional<Problem> overLimit =
                open.ask().content().choosesModel() ? limits.refusal(model, request.body()) : Optional.empty();
        if (overLimit.isPresent()) {
            return rejected(open, overLimit.get());
        }
        Endpoint upstreamEndpoint = profile.upstreamEndpoint(request.endpoint());
        if (upstreamEndpoint == request.endpoint()) {
            return translated(open, RoutedRequest.direct(request), model);
        }
        EndpointAdapter adapter = EndpointAdapter.of(request.endpoint());
        return adapter.request(
                        request.body(),
                        profile.fieldRules(upstreamEndpoint, model).reasoning())
                .match(
                        converted ->
                                translated(open, RoutedRequest.converted(adapter, converted, request.body()), model),
                        refused -> rejected(open, refused.problem()));
    }

    private StageResult<Payload> translated(
            StageResult.Continue<ResolvedRequest> open, RoutedRequest routed, String model) {
        Adjustments changes = new Adjustments();
        routed.adjustments()
                .forEach(words -> changes.add(open.value().endpoint().marker(), words));
        ObjectNode body = routed.body();
        FieldRules fieldRules = profile.fieldRules(routed.endpoint(), model);
        if (routed.endpoint().generates()) {
            RequestTranslations.translate(routed.endpoint(), body, changes);
        }
        boolean streamed = open.ask().listener() != null && body.path("stream").booleanValue();
        if (streamed) {
            STREAM_OPTIONS.translate(routed.endpoint(), body, changes);
        }
        fieldRules.rename(body, changes);
        Optional<Problem> problem =
                fieldRules.refusal(body).or(() -> strict ? notTranslated(changes) : Optional.empty());
        if (problem.isPresent()) {
            return rejected(open, problem.get());
        }
        List<String> adjustments = new ArrayList<>(open.value().adjustments());
        adjustments.addAll(changes.words());
        Supplier<EventTranslation> relay = null;
        if (streamed) {
            boolean mayAsk = !strict && !fieldRules.refusals().containsKey(StreamOptions.FIELD);
            relay = routed.relay(mayAsk && askedForUsage(routed, adjustments));
        } else if (StreamOptions.answerWhole(body)) {
            adjustments.add("stream left out, the answer comes whole");
        }
        return sent(open, routed, model, adjustments, relay);
    }

    private static boolean askedForUsage(RoutedRequest routed, List<String> adjustments) {
        if (routed.endpoint() != Endpoint.CHAT || !StreamOptions.askForUsage(routed.body())) {
            return false;
        }
        adjustments.add("stream_options.include_usage added");
        return true;
    }

    private static Optional<Problem> notTranslated(Adjustments changes) {
        return Optional.ofNullable(changes.field())
                .map(field -> Problem.ofAsk(
                        400,
                        "strict_mode",
                        "Strict mode: '%s' would have to be translated (%s); send what the provider takes."
                                .formatted(field, changes.words().get(0)),
                        field));
    }

    private static StageResult<Payload> rejected(StageResult.Continue<ResolvedRequest> open, Problem problem) {
        return open.finish(new Outcome.Rejected(problem));
    }

    private StageResult<Payload> sent(
            StageResult.Continue<ResolvedRequest> open,
            RoutedRequest routed,
            String model,
            List<String> adjustments,
            @Nullable Supplier<EventTranslation> relay) {
        Payload payload = new Payload(
                routed.endpoint(),
                model,
                routed.body(),
                open.value().identities(),
                expected(open, routed.body(), model),
                adjustments,
                relay);
        return open.withReceipt(open.receipt().with(new Receipt.SentRequest(routed.endpoint(), model, adjustments)))
                .with(payload);
    }

    private Expectation expected(StageResult.Continue<ResolvedRequest> open, ObjectNode body, String model) {
        Content content = open.ask().content();
        boolean presigned = open.value().identities().keySet().stream().anyMatch(text -> text.startsWith("http"));
        return new Expectation(
                open.value().expectedInputTokens(),
                content.asDocument().isPresent(),
                content.choosesModel()
                        ? model.equals(defaultModel) ? Set.of(MODEL) : Set.of()
                        : settingsOfDocuments(body),
                presigned);
    }

    // All but the document itself.
    private static Set<String> settingsOfDocuments(ObjectNode body) {
        return body.propertyStream()
                .map(Map.Entry::getKey)
                .filter(field -> !field.equals("input") && !field.equals("messages"))
                .collect(Collectors.toSet());
    }

    private @Nullable String model(ResolvedRequest request) {
        ObjectNode body = request.body();
        JsonNode asked = body.get("model");
        if (asked != null && !asked.isNull()) {
            return asked.isTextual() && !asked.textValue().isBlank() ? asked.textValue() : null;
        }
        // A stored prompt has a model of its own, which a model in the request would replace.
        if (request.endpoint() == Endpoint.RESPONSES
                && body.path("prompt").path("id").isTextual()) {
            return OF_STORED_PROMPT;
        }
        body.put("model", defaultModel);
        return defaultModel;
    }

    /**
     * Converts an answer to the shape that the caller asked for, if another endpoint gave it. An answer from the ledger
     * was converted before it was stored.
     *
     * @param answer the judged answer
     * @return the same, with a response in the shape of the endpoint asked
     */
    public Answer answer(Answer answer) {
        Receipt.SentRequest sent = answer.receipt().sent();
        if (sent == null
                || answer.receipt().isFromLedger()
                || !(answer.ask().content() instanceof Content.Request request)
                || request.endpoint() == sent.endpoint()
                || !(answer.outcome() instanceof Outcome.Answered answered)
                || !(answered.response() instanceof ObjectNode response)) {
            return answer;
        }
        EndpointAdapter adapter = EndpointAdapter.of(request.endpoint());
        return answer.withOutcome(answered.with(adapter.answer(response, request.body())));
    }
}
