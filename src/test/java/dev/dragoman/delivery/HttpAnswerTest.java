package dev.dragoman.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.dragoman.Given;
import dev.dragoman.event.Content;
import dev.dragoman.event.Door;
import dev.dragoman.event.Endpoint;
import dev.dragoman.json.Json;
import dev.dragoman.money.Cost;
import dev.dragoman.outcome.Answer;
import dev.dragoman.outcome.Outcome;
import dev.dragoman.outcome.Problem;
import dev.dragoman.outcome.ProviderHeaders;
import dev.dragoman.outcome.ProviderReply;
import dev.dragoman.outcome.Receipt;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpAnswerTest {
    @ParameterizedTest
    @MethodSource
    void everyOutcomeHasItsStatus(Outcome outcome, int status) {
        assertThat(http(outcome).status()).isEqualTo(status);
    }

    static Stream<Arguments> everyOutcomeHasItsStatus() {
        return Stream.of(
                Arguments.of(Given.completed(), 200),
                Arguments.of(Given.truncated(), 200),
                Arguments.of(Given.refused(), 200),
                Arguments.of(Given.rejected(), 422),
                Arguments.of(Given.unavailable(), 429),
                Arguments.of(Given.misconfigured(), 502),
                Arguments.of(Given.expired(), 504));
    }

    @ParameterizedTest
    @EnumSource(value = Endpoint.class, names = "EMBEDDINGS", mode = EnumSource.Mode.EXCLUDE)
    void whoAskedForAStreamGetsOneAlsoOfAnAnswerThatIsThereAsAWhole(Endpoint endpoint) {
        String response = endpoint == Endpoint.CHAT
                ? "{'id': 'c', 'choices': [{'index': 0, 'message': {'content': 'Ahoy'}, 'finish_reason': 'stop'}]}"
                : "{'id': 'r', 'status': 'completed', 'output': []}";
        Content request = new Content.Request(endpoint, Given.json("{'stream': true}"));
        Outcome outcome = new Outcome.Completed("Ahoy", Given.json(response), "stop");

        HttpAnswer http = HttpAnswer.of(Given.answer(Given.ask("request-1", Door.HTTP, request), outcome));

        assertThat(http.headers()).containsEntry("Content-Type", "text/event-stream");
        assertThat(new String(http.bytes(), StandardCharsets.UTF_8))
                .startsWith(endpoint == Endpoint.CHAT ? "data: {" : "event: response.created\n")
                .contains(endpoint == Endpoint.CHAT ? "data: [DONE]\n\n" : "event: response.completed\n");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whoAskedForTheUsageGetsItAlsoOfAnAnswerThatIsThereAsAWhole(boolean asked) {
        Content request = new Content.Request(
                Endpoint.CHAT,
                Given.json("{'stream': true, 'stream_options': {'include_usage': %s}}".formatted(asked)));
        Outcome outcome =
                new Outcome.Completed("Ahoy", Given.json("{'choices': [], 'usage': {'total_tokens': 3}}"), "stop");

        HttpAnswer http = HttpAnswer.of(Given.answer(Given.ask("request-1", Door.HTTP, request), outcome));

        assertThat(new String(http.bytes(), StandardCharsets.UTF_8).contains("total_tokens"))
                .isEqualTo(asked);
    }

    @Test
    void anErrorIsNoStream() {
        Content request = new Content.Request(Endpoint.CHAT, Given.json("{'stream': true}"));

        HttpAnswer http = HttpAnswer.of(Given.answer(Given.ask("request-1", Door.HTTP, request), Given.unavailable()));

        assertThat(http.headers()).containsEntry("Content-Type", "application/json");
        assertThat(http.status()).isEqualTo(429);
    }

    @ParameterizedTest
    @MethodSource
    void theProvidersAnswerGoesOutAsItCame(Outcome answered) {
        assertThat(new String(http(answered).bytes(), StandardCharsets.UTF_8))
                .isEqualTo("{\"status\":\"completed\",\"exact\":1E+400}");
    }

    static Stream<Outcome> theProvidersAnswerGoesOutAsItCame() {
        return Stream.of(Given.completed(), Given.truncated(), Given.refused());
    }

    @Test
    void aFailureHasTheProvidersErrorShape() {
        assertThat(http(Given.rejected()).body()).isEqualTo(Given.json("""
                                {'error': {'message': 'The document is empty.', 'type': 'invalid_request_error',
                                           'param': 'document', 'code': 'document_empty'}}"""));
    }

    @ParameterizedTest
    @CsvSource({"PT7S, 7", "PT1.5S, 2", "PT0S, 1", "PT0.2S, 1", "PT1H, 3600"})
    void whatIsUnavailableSaysWhenToAskAgain(Duration wait, String seconds) {
        Outcome outcome = new Outcome.Unavailable(Problem.ofServer(503, "later", "Later."), wait);

        assertThat(http(outcome).headers()).containsEntry("Retry-After", seconds);
    }

    @Test
    void aCallerGetsTheProvidersStatusAndWordsButNobodyElseDoes() {
        ProviderReply reply = new ProviderReply(403, Given.json("{'error': {'message': 'Not in your region.'}}"));
        Problem problem = new Problem(502, "server_error", "upstream_unauthorized", "No.", null, reply);
        Answer answer = Given.answer(Given.ask(Door.HTTP), new Outcome.Misconfigured(problem));

        assertThat(HttpAnswer.of(answer).status()).isEqualTo(403);
        assertThat(HttpAnswer.of(answer).body()).isEqualTo(reply.body());
        assertThat(answer.json().path("error"))
                .isEqualTo(Given.json("{'code': 'upstream_unauthorized', 'message': 'No.'}"));
    }

    @Test
    void aWaitThatIsUselessIsNotPassedOn() {
        Answer answer = new Answer(
                Given.ask(Door.HTTP),
                Given.rejected(),
                Receipt.open("order-1", Given.NOW),
                new ProviderHeaders(Map.of("retry-after-ms", "1", "Retry-After", "1")));

        assertThat(HttpAnswer.of(answer).headers()).doesNotContainKeys("retry-after-ms", "Retry-After");
    }

    @Test
    void theProvidersHeadersGoOutBesideOurs() {
        Answer answer = new Answer(
                Given.ask(Door.HTTP),
                Given.unavailable(),
                Receipt.open("order-1", Given.NOW),
                new ProviderHeaders(Map.of("x-request-id", "req_1", "Retry-After", "99")));

        assertThat(HttpAnswer.of(answer).headers())
                .containsEntry("x-request-id", "req_1")
                .containsEntry("Dragoman-Request-Id", "order-1")
                .containsEntry("Retry-After", "7");
    }

    /** The official clients try 408, 409, 429 and 5xx again, unless this header forbids it. */
    @ParameterizedTest
    @CsvSource({
        "0, PT7S, , ",
        "0, , , ",
        "1, PT7S, , ",
        "1, PT7S, false, false",
        "1, PT7S, true, true",
        "1, , , false",
        "1, , true, false",
        "3, PT7S, , false",
        "3, PT7S, true, false",
        "3, , , false"
    })
    void aClientDoesNotRepeatWhatDragomanHasTried(
            int attempts, @Nullable Duration wait, @Nullable String provider, @Nullable String shouldRetry) {
        Receipt open = Receipt.open("order-1", Given.NOW);
        Receipt receipt =
                attempts == 0 ? open : open.with(new Receipt.Call(attempts, Duration.ZERO, Duration.ZERO, null));
        Map<String, String> provided = provider == null ? Map.of() : Map.of("x-should-retry", provider);

        HttpAnswer http = HttpAnswer.of(new Answer(
                Given.ask(Door.HTTP),
                new Outcome.Unavailable(Problem.ofServer(503, "later", "Later."), wait),
                receipt,
                new ProviderHeaders(provided)));

        assertThat(http.headers().get("x-should-retry")).isEqualTo(shouldRetry);
    }

    @ParameterizedTest
    @MethodSource
    void nothingElseAsksForAnotherTry(Outcome outcome) {
        assertThat(http(outcome).headers()).doesNotContainKey("Retry-After");
    }

    static Stream<Outcome> nothingElseAsksForAnotherTry() {
        return Stream.of(Given.completed(), Given.rejected(), Given.misconfigured(), Given.expired());
    }

    @Test
    @Tag("F092")
    void theBodyIsJsonThatNoBrowserRenders() {
        assertThat(http(Given.completed()).headers())
                .containsEntry("Content-Type", "application/json")
                .containsEntry("X-Content-Type-Options", "nosniff");
    }

    @Test
    void adjustmentsAreTold() {
        Answer plain = Given.answer(Given.ask(Door.HTTP), Given.completed());
        Answer adjusted = new Answer(
                plain.ask(),
                plain.outcome(),
                plain.receipt()
                        .with(new Receipt.SentRequest(Endpoint.CHAT, "m", List.of("a sent as b", "c left out"))));

        assertThat(HttpAnswer.of(adjusted).headers()).containsEntry("Dragoman-Adjusted", "a sent as b; c left out");
        assertThat(HttpAnswer.of(plain).headers()).doesNotContainKey("Dragoman-Adjusted");
    }

    @ParameterizedTest
    @CsvSource(
            value = {"120, 0, false, 120", "120, 0, true, 120;estimated", "0, 0, false, 0", "120, 1, false, null"},
            nullValues = "null")
    void theCostIsToldIfItIsKnown(long spent, int unknown, boolean estimated, @Nullable String header) {
        Answer plain = Given.answer(Given.ask(Door.HTTP), Given.completed());
        Answer called = plain.withReceipt(plain.receipt().with(new Cost(spent, unknown, estimated, "v1", null)));

        assertThat(HttpAnswer.of(called).headers().get("Dragoman-Cost")).isEqualTo(header);
        assertThat(HttpAnswer.of(plain).headers()).doesNotContainKey("Dragoman-Cost");
    }

    @ParameterizedTest
    @ValueSource(strings = {"order-4711", "a", "550e8400-e29b-41d4-a716-446655440000", "{\"x\":1}"})
    void theRequestsIdGoesOutAsItIs(String id) {
        assertThat(id(id)).isEqualTo(id);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "two words",
                "a\r\nSet-Cookie: b=c",
                "nul\0",
                "Bestellung für Jürgen",
                "\u010D\u010A",
                "🐪",
                "\u2028"
            })
    void anIdThatIsUnfitForAHeaderIsEscaped(String id) {
        JsonNode escaped = ((Json.Result.Value) Json.read(id(id))).node();

        assertThat(id(id)).matches("[ -~]+");
        assertThat(escaped.path("id").textValue()).isEqualTo(id);
    }

    private static HttpAnswer http(Outcome outcome) {
        return HttpAnswer.of(Given.answer(Given.ask(Door.HTTP), outcome));
    }

    private static String id(String id) {
        return HttpAnswer.ok(id, Json.object()).requestId();
    }
}
