package dev.dragoman.model;

import dev.dragoman.event.Ask;
import dev.dragoman.event.Endpoint;
import dev.dragoman.event.Listener;
import dev.dragoman.json.Json;
import dev.dragoman.outcome.Called;
import dev.dragoman.outcome.Outcome;
import dev.dragoman.outcome.Passage;
import dev.dragoman.outcome.Problem;
import dev.dragoman.outcome.Receipt;
import dev.dragoman.outcome.Reply;
import dev.dragoman.payload.Payload;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The model stage: sends a payload to the provider, within the time there is. */
public final class Model {
    /** Left at the end of an invocation to store and send the answer. */
    private static final Duration MARGIN = Duration.ofMillis(500);

    private static final Outcome EXPIRED = new Outcome.Expired(
            Problem.ofAsk(504, "deadline_passed", "The ask's deadline passed before it was answered.", "deadline"));

    private final ModelApi api;
    private final EventApi events;
    private final String authorization;
    private final Duration totalTimeout;
    private final Clock clock;

    /**
     * A stage for one provider.
     *
     * @param api its HTTP interface, for answers that come whole
     * @param events its HTTP interface, for answers that are streamed
     * @param apiKey its key
     * @param totalTimeout the longest that a call may take
     * @param clock tells the time
     */
    public Model(ModelApi api, EventApi events, String apiKey, Duration totalTimeout, Clock clock) {
        this.api = api;
        this.events = events;
        this.authorization = "Bearer " + apiKey;
        this.totalTimeout = totalTimeout;
        this.clock = clock;
    }

    /**
     * Calls the model for an open passage. Never blocks; the stage completes on the client's event loop.
     *
     * @param passage the payload
     * @return the call to be judged; closed as expired or unavailable where there is no time left for it
     */
    public CompletionStage<Passage<Called>> call(Passage<Payload> passage) {
        return passage.thenLater(this::calledInTime);
    }

    private CompletionStage<Passage<Called>> calledInTime(Passage.Open<Payload> open) {
        Instant now = clock.instant();
        Ask ask = open.ask();
        if (isLate(ask, now)) {
            return CompletableFuture.completedFuture(open.close(EXPIRED));
        }
        Duration budget = budget(ask, now);
        if (budget.isNegative() || budget.isZero()) {
            return CompletableFuture.completedFuture(open.close(new Outcome.Unavailable(
                    Problem.ofServer(503, "no_time_left", "Too little time was left to call the model."),
                    Duration.ZERO)));
        }
        return attempts(ask, open.value(), budget)
                .map(attempt -> replied(open, attempt, Duration.between(now, clock.instant())))
                .subscribeAsCompletionStage();
    }

    private Passage<Called> replied(Passage.Open<Payload> open, Attempt attempt, Duration took) {
        Payload payload = open.value();
        Reply reply = attempt.reply();
        Receipt.Call call = new Receipt.Call(1, Duration.ZERO, took, attempt.firstEvent());
        Passage.Open<Payload> noted = open.noting(open.receipt().with(call));
        boolean cutShort = reply instanceof Reply.Unreached && isLate(open.ask(), clock.instant());
        return cutShort
                ? noted.close(EXPIRED)
                : noted.with(new Called(payload.endpoint(), payload.expectedInputTokens(), reply));
    }

    private static boolean isLate(Ask ask, Instant now) {
        return ask.deadline() != null && !now.isBefore(ask.deadline());
    }

    /**
     * Lists the provider's models.
     *
     * @return its response, or how far the call came
     */
    public CompletionStage<Reply> models() {
        return within(api.models(authorization), totalTimeout).subscribeAsCompletionStage();
    }

    private Duration budget(Ask ask, Instant now) {
        Duration budget = totalTimeout;
        if (ask.endBy() != null) {
            budget = min(budget, Duration.between(now, ask.endBy()).minus(MARGIN));
        }
        return ask.deadline() == null ? budget : min(budget, Duration.between(now, ask.deadline()));
    }

    private static Duration min(Duration one, Duration other) {
        return one.compareTo(other) <= 0 ? one : other;
    }

    // The one place from which a payload is sent, and so the place of the retry loop.
    private Uni<Attempt> attempts(Ask ask, Payload payload, Duration budget) {
        Listener listener = ask.listener();
        return payload.relay() == null || listener == null
                ? within(send(payload), budget).map(reply -> new Attempt(reply, null))
                : new StreamedCall(events, payload, ask.id(), listener, clock, budget).make(authorization);
    }

    private Uni<Response> send(Payload payload) {
        byte[] body = Json.bytes(payload.body());
        return payload.endpoint() == Endpoint.CHAT ? api.chat(authorization, body) : api.responses(authorization, body);
    }

    // Cancelling the call, which a timeout does, closes its connection to the provider.
    private static Uni<Reply> within(Uni<Response> call, Duration budget) {
        return call.map(Model::responded)
                .ifNoItem()
                .after(budget)
                .fail()
                .onFailure()
                .recoverWithItem(failure -> new Reply.Unreached(Failures.reason(failure)));
    }

    private static Reply responded(Response response) {
        try (response) {
            byte[] body = response.hasEntity() ? response.readEntity(byte[].class) : new byte[0];
            return new Reply.Responded(
                    response.getStatus(),
                    Optional.ofNullable(response.getHeaderString(HttpHeaders.CONTENT_TYPE))
                            .orElse(""),
                    Optional.ofNullable(response.getHeaderString(HttpHeaders.RETRY_AFTER)),
                    body);
        }
    }
}
