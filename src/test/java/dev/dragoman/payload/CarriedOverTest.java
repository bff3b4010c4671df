package dev.dragoman.payload;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.Given;
import dev.dragoman.bridge.EndpointAdapter;
import dev.dragoman.event.Ask;
import dev.dragoman.event.Content;
import dev.dragoman.event.Door;
import dev.dragoman.event.Endpoint;
import dev.dragoman.outcome.Answer;
import dev.dragoman.outcome.Outcome;
import dev.dragoman.outcome.Receipt;
import dev.dragoman.outcome.StageResult;
import dev.dragoman.stream.ServerSentEvent;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the payload stage does where the provider lacks the endpoint; how a request is converted is the adapter's own matter. */
class CarriedOverTest {
    private static final Payloads CHAT_ONLY = stage(false);
    private static final ObjectNode REQUEST = Given.json("{'input': 'a', 'instructions': 'Be brief.'}");
    private static final ObjectNode COMPLETION =
            Given.json("{'choices': [{'message': {'content': 'Ahoy, an'}, 'finish_reason': 'length'}]}");
    private static final ObjectNode AS_RESPONSE = EndpointAdapter.RESPONSES_OVER_CHAT.answer(COMPLETION, REQUEST);

    private static Payloads stage(boolean strict) {
        return new Payloads("default-model", Profiles.load("chat-only"), strict, RequestLimits.NONE);
    }

    @Test
    void theRequestIsCarriedAndThenPutInTheCarriersWords() {
        Payload payload = Given.value(request(CHAT_ONLY, """
                {'input': [{'role': 'user', 'content': [{'type': 'input_text'}]}], 'store': false,
                 'include': ['web_search_call.results'], 'max_output_tokens': 9}""", false));

        assertThat(payload.endpoint()).isEqualTo(Endpoint.CHAT);
        assertThat(payload.body())
                .isEqualTo(
                        Given.json(
                                "{'model': 'default-model', 'messages': [{'role': 'user', 'content': [{'type': 'text'}]}], 'max_completion_tokens': 9}"));
        assertThat(payload.adjustments())
                .containsExactly(
                        "responses carried over chat completions",
                        "include web_search_call.results left out",
                        "input_text parts sent as text (1)",
                        "max_output_tokens sent as max_completion_tokens");
    }

    @Test
    void theReceiptNamesTheEndpointThatIsSentTo() {
        StageResult<Payload> previous = request(CHAT_ONLY, "{'input': 'a'}", false);

        assertThat(Objects.requireNonNull(((StageResult.Continue<Payload>) previous)
                                .receipt()
                                .sent())
                        .endpoint())
                .isEqualTo(Endpoint.CHAT);
    }

    @Test
    void whatCanNotBeCarriedIsRejected() {
        StageResult<Payload> previous = request(CHAT_ONLY, "{'input': 'a', 'previous_response_id': 'r'}", false);

        assertThat(Given.outcome(previous)).isInstanceOf(Outcome.Rejected.class);
        assertThat(Given.problem(previous).param()).isEqualTo("previous_response_id");
    }

    @Test
    void strictModeCarriesNothingOver() {
        StageResult<Payload> previous = request(stage(true), "{'input': 'a'}", false);

        assertThat(Given.problem(previous).code()).isEqualTo("strict_mode");
        assertThat(Given.problem(previous).param()).isEqualTo("input");
    }

    @Test
    void theAdapterSeesEveryEventOfAStreamAndTheCallersRequest() {
        Payload payload =
                Given.value(request(CHAT_ONLY, "{'input': 'a', 'instructions': 'Be brief.', 'stream': true}", true));
        ServerSentEvent usage = ServerSentEvent.of("{\"id\":\"x\",\"choices\":[],\"usage\":{\"total_tokens\":7}}");

        assertThat(payload.body().at("/stream_options/include_usage").booleanValue())
                .isTrue();
        List<ServerSentEvent> translated =
                Objects.requireNonNull(payload.relay()).get().translate(usage);
        assertThat(translated).extracting(ServerSentEvent::name).startsWith("response.created");
        assertThat(translated).first().asString().contains("\"instructions\":\"Be brief.\"");
    }

    private static StageResult<Payload> request(Payloads stage, String body, boolean heard) {
        return Stages.translate(stage, Endpoint.RESPONSES, Given.json(body), heard);
    }

    @Test
    void theAnswerIsPutBack() {
        Outcome truncated = new Outcome.Truncated("Ahoy, an", COMPLETION, "max_output_tokens");
        Answer answer = answer(Endpoint.RESPONSES, Endpoint.CHAT, truncated, null);

        assertThat(CHAT_ONLY.answer(answer).outcome())
                .isEqualTo(new Outcome.Truncated("Ahoy, an", AS_RESPONSE, "max_output_tokens"));
        assertThat(AS_RESPONSE.path("object").textValue()).isEqualTo("response");
    }

    @Test
    void aNewAnswerThatIsKeptInTheLedgerIsPutBack() {
        Outcome refused = new Outcome.Refused("I can't", COMPLETION, "content_filter");
        Answer answer = answer(Endpoint.RESPONSES, Endpoint.CHAT, refused, new Receipt.LedgerUse("k", false, 0));

        assertThat(((Outcome.Answered) CHAT_ONLY.answer(answer).outcome()).response())
                .isEqualTo(AS_RESPONSE);
    }

    @ParameterizedTest
    @MethodSource
    void everyOtherAnswerIsLeftAsItIs(Answer answer) {
        assertThat(CHAT_ONLY.answer(answer)).isSameAs(answer);
    }

    static List<Answer> everyOtherAnswerIsLeftAsItIs() {
        Receipt.LedgerUse replayed = new Receipt.LedgerUse("k", true, 0);
        return List.of(
                answer(Endpoint.CHAT, Endpoint.CHAT, Given.completed(), null),
                answer(Endpoint.RESPONSES, Endpoint.CHAT, Given.completed(), replayed),
                answer(Endpoint.RESPONSES, Endpoint.CHAT, Given.rejected(), null),
                Given.answer(Given.ask(Door.SQS), Given.completed()),
                Given.answer(Given.document("b", "k"), Given.completed()));
    }

    private static Answer answer(Endpoint asked, Endpoint sent, Outcome outcome, Receipt.@Nullable LedgerUse entry) {
        Ask ask = Given.ask("order-1", Door.SQS, new Content.Request(asked, REQUEST));
        Receipt receipt = Receipt.open("order-1", Given.NOW).with(new Receipt.SentRequest(sent, "m", List.of()));
        return new Answer(ask, outcome, entry == null ? receipt : receipt.with(entry));
    }
}
