package dev.dragoman.model;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.event.Endpoint;
import dev.dragoman.json.Json;
import dev.dragoman.memory.MemoryBudget;
import dev.dragoman.money.PriceTable;
import dev.dragoman.outcome.OutcomeClassifier;
import dev.dragoman.outcome.ProviderResponse;
import dev.dragoman.outcome.RetryAfter;
import dev.dragoman.payload.PassedRequest;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpClientResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * The provider without HTTP, so that a test can hold an answer back or let it fail in any way; {@code ModelClientTest} has
 * the way over the wire. Remembers what it was sent.
 */
public final class FakeProvider implements ModelCalls {
    /** What it answers unless told otherwise. */
    public static final String ANSWER = """
            {"model": "model-1-2026", "status": "completed", "usage": {"input_tokens": 900, "output_tokens": 3},
             "output": [{"type": "message", "content": [{"type": "output_text", "text": "Ahoy"}]}]}""";

    /**
     * One call.
     *
     * @param path below {@code /v1}
     * @param authorization the header
     * @param body the request; empty for a listing
     */
    public record Call(String path, String authorization, byte[] body) {
        /** The request as a tree. */
        public ObjectNode json() {
            return (ObjectNode) ((Json.Result.Value) Json.read(body)).node();
        }
    }

    private static final AnswerLimits LIMITS =
            new AnswerLimits(Duration.ofSeconds(1), Duration.ofSeconds(1), 1024, pool());

    private final List<Call> calls = new CopyOnWriteArrayList<>();
    private volatile Function<Call, Uni<ProviderResponse.Received>> answers = call -> answer(200, ANSWER);

    /** With room for all answers. */
    static AnswerPool pool() {
        return new AnswerPool(new MemoryBudget(1_000_000_000), pause -> new CompletableFuture<>());
    }

    /** A stage that sends each payload once, and has no streams. */
    public Model model(Clock clock) {
        return model(Duration.ofSeconds(10), clock);
    }

    Model model(Duration longest, Clock clock) {
        return model(longest, clock, 1);
    }

    /** One with a retry loop whose waits are as short as they may be. */
    Model model(Duration longest, Clock clock, int maxAttempts) {
        return model(longest, clock, maxAttempts, PriceTable.NONE);
    }

    Model model(Duration longest, Clock clock, int maxAttempts, PriceTable prices) {
        RetryLoop.Limits limits = new RetryLoop.Limits(
                maxAttempts,
                Duration.ofSeconds(20),
                Duration.ofMillis(1),
                1_000,
                Duration.ofSeconds(1),
                20,
                Duration.ofSeconds(5));
        ApiKey key = ApiKey.fixed("secret");
        Delay delay = pause -> CompletableFuture.runAsync(
                () -> {}, CompletableFuture.delayedExecutor(pause.toMillis() + 1, TimeUnit.MILLISECONDS));
        RetryLoop retryLoop = new RetryLoop(limits, key, new OutcomeClassifier(), () -> 0, System::nanoTime, delay);
        return new Model(
                this,
                LIMITS,
                key,
                retryLoop,
                new Model.Times(longest, Duration.ofMillis(1)),
                "m",
                prices,
                Spending.FREE,
                clock);
    }

    /** A JSON response. */
    public static Uni<ProviderResponse.Received> answer(int status, String json) {
        return answer(status, RetryAfter.UNSAID, json);
    }

    static Uni<ProviderResponse.Received> answer(int status, RetryAfter retryAfter, String json) {
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        return Uni.createFrom().item(ProviderResponse.Received.of(status, "application/json", retryAfter, body));
    }

    /** From now on every call is answered like this. */
    public void answering(Function<Call, Uni<ProviderResponse.Received>> with) {
        answers = with;
    }

    /** The calls so far. */
    public List<Call> calls() {
        return List.copyOf(calls);
    }

    @Override
    public Uni<ProviderResponse.Received> whole(
            Endpoint endpoint, String authorization, byte[] body, Map<String, String> forwarded, AnswerMemory memory) {
        return called(new Call(endpoint.path(), authorization, body));
    }

    @Override
    public Uni<HttpClientResponse> streamed(
            Endpoint endpoint, String authorization, byte[] body, Map<String, String> forwarded, AnswerMemory memory) {
        throw new UnsupportedOperationException("streams are tested over the wire");
    }

    @Override
    public Uni<ProviderResponse.Received> models(String authorization, AnswerMemory memory) {
        return called(new Call("/models", authorization, new byte[0]));
    }

    @Override
    public Uni<PassedResponse.Whole> pass(PassedRequest request, String authorization, AnswerMemory memory) {
        return called(new Call(request.path(), authorization, request.body()))
                .map(response -> new PassedResponse.Whole(
                        response.status(),
                        response.contentType(),
                        response.retryAfter(),
                        response.headers(),
                        Json.bytes(Objects.requireNonNullElse(response.json(), Json.object()))));
    }

    @Override
    public Uni<HttpClientResponse> passStreamed(PassedRequest request, String authorization, AnswerMemory memory) {
        throw new UnsupportedOperationException("streams are tested over the wire");
    }

    @Override
    public void connect() {
        // Nothing to connect to.
    }

    private Uni<ProviderResponse.Received> called(Call call) {
        calls.add(call);
        return answers.apply(call);
    }
}
