package dev.dragoman.payload;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.bridge.EndpointAdapter;
import dev.dragoman.event.Content;
import dev.dragoman.event.Endpoint;
import dev.dragoman.outcome.Answer;
import dev.dragoman.outcome.Outcome;
import dev.dragoman.outcome.Problem;
import dev.dragoman.outcome.Receipt;
import dev.dragoman.outcome.StageResult;
import dev.dragoman.stream.EventTranslation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The payload stage: puts a request in the provider's words and says what it changed (design section 7). */
public final class Payloads {
    private static final StreamOptions STREAM_OPTIONS = new StreamOptions();

    private final String defaultModel;
    private final Profile profile;
    private final boolean strict;
    private final RequestLimits bounds;
    private final Function<Endpoint, EndpointAdapter> bridges;

    /**
     * A stage for one provider.
     *
     * @param defaultModel the model for asks that name none
     * @param profile what is known of the provider
     * @param strict true where a request is refused rather than translated
     * @param bounds what a request may cost
     * @param bridges for an endpoint that the provider lacks, what carries it over the other one
     */
    public Payloads(
            String defaultModel,
            Profile profile,
            boolean strict,
            RequestLimits bounds,
            Function<Endpoint, EndpointAdapter> bridges) {
        this.bounds = bounds;
        this.defaultModel = defaultModel;
        this.profile = profile;
        this.strict = strict;
        this.bridges = bridges;
    }

    /**
     * Translates an open previous.
     *
     * @param previous the request with its references resolved
     * @return the payload; closed as rejected where the model is not a name, where the provider is known to refuse a
     *     field, where the endpoint that it has can't carry the request, and in strict mode where anything would be
     *     translated
     */
    public StageResult<Payload> translate(StageResult<ResolvedRequest> previous) {
        return previous.then(this::translated);
    }

    private StageResult<Payload> translated(StageResult.Continue<ResolvedRequest> open) {
        ResolvedRequest draft = open.value();
        String model = model(draft.body());
        if (model == null) {
            return rejected(
                    open,
                    Problem.ofAsk(
                            400,
                            "invalid_model",
                            "\"model\" must be the name of a model; leave it out for the default.",
                            "model"));
        }
        Optional<Problem> beyond =
                open.ask().content().choosesModel() ? bounds.refusal(model, draft.body()) : Optional.empty();
        if (beyond.isPresent()) {
            return rejected(open, beyond.get());
        }
        Endpoint upstreamEndpoint = profile.upstreamEndpoint(draft.endpoint());
        if (upstreamEndpoint == draft.endpoint()) {
            return worded(open, new RoutedRequest(upstreamEndpoint, draft.body(), List.of(), null), model);
        }
        EndpointAdapter bridge = bridges.apply(draft.endpoint());
        EndpointAdapter.ConversionResult carried = bridge.request(draft.body());
        if (carried instanceof EndpointAdapter.ConversionResult.NotConvertible not) {
            return rejected(open, not.problem());
        }
        EndpointAdapter.ConversionResult.Converted over = (EndpointAdapter.ConversionResult.Converted) carried;
        return worded(open, RoutedRequest.convertedBy(bridge, over, draft.body()), model);
    }

    private StageResult<Payload> worded(
            StageResult.Continue<ResolvedRequest> open, RoutedRequest routed, String model) {
        Adjustments changes = new Adjustments();
        routed.adjustments()
                .forEach(words -> changes.add(open.value().endpoint().marker(), words));
        ObjectNode body = routed.body();
        FieldRules fieldRules = profile.fieldRules(routed.endpoint(), model);
        RequestTranslations.translate(routed.endpoint(), body, changes);
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
            boolean asks = !strict && !fieldRules.refusals().containsKey(StreamOptions.FIELD);
            relay = routed.relay(asks && usageAsked(routed, adjustments));
        } else if (StreamOptions.answerWhole(body)) {
            adjustments.add("stream left out, the answer comes whole");
        }
        return sent(open, routed, model, adjustments, relay);
    }

    private static boolean usageAsked(RoutedRequest routed, List<String> adjustments) {
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

    private static StageResult<Payload> sent(
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
                open.value().expectedInputTokens(),
                adjustments,
                relay);
        return open.withReceipt(open.receipt().with(new Receipt.Sent(routed.endpoint(), model, adjustments)))
                .with(payload);
    }

    private @Nullable String model(ObjectNode body) {
        JsonNode asked = body.get("model");
        if (asked == null || asked.isNull()) {
            body.put("model", defaultModel);
            return defaultModel;
        }
        return asked.isTextual() && !asked.textValue().isBlank() ? asked.textValue() : null;
    }

    /**
     * Puts the answer to a request that was carried over another endpoint back into the shape that was asked for. An
     * answer from the ledger was put back before it was stored.
     *
     * @param answer the judged answer
     * @return the same, with the response of the endpoint asked
     */
    public Answer answer(Answer answer) {
        Receipt.Sent sent = answer.receipt().sent();
        Receipt.LedgerUse entry = answer.receipt().entry();
        if (sent == null
                || (entry != null && entry.replayed())
                || !(answer.ask().content() instanceof Content.Request request)
                || request.endpoint() == sent.endpoint()
                || !(answer.outcome() instanceof Outcome.Answered answered)
                || !(answered.response() instanceof ObjectNode response)) {
            return answer;
        }
        EndpointAdapter bridge = bridges.apply(request.endpoint());
        return answer.withOutcome(answered.with(bridge.answer(response, request.body())));
    }
}
