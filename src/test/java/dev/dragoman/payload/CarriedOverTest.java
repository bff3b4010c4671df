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
import dev.dragoman.outcome.Problem;
import dev.dragoman.outcome.Receipt;
import dev.dragoman.outcome.StageResult;
import dev.dragoman.stream.EventTranslation;
import dev.dragoman.stream.ServerSentEvent;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the payload stage does where the provider lacks the endpoint; how a request crosses is the bridge's own matter. */
class CarriedOverTest {
    private static final Payloads CHAT_ONLY = stage(false);

    private static Payloads stage(boolean strict) {
        return new Payloads(
                "default-model", Profiles.load("chat-only"), strict, RequestLimits.NONE, asked -> new Ferry());
    }

    /** Carries a text over, and nothing else. */
    private static final class Ferry implements EndpointAdapter {
        @Override
        public Endpoint asked() {
            return Endpoint.RESPONSES;
        }

        @Override
        public Endpoint target() {
            return Endpoint.CHAT;
        }

        @Override
        public ConversionResult request(ObjectNode body) {
            if (body.has("previous_response_id")) {
                return new ConversionResult.NotConvertible(
                        Problem.ofAsk(400, "unsupported_parameter", "No state.", "previous_response_id"));
            }
            ObjectNode carried = body.deepCopy();
            carried.putArray("messages").addObject().set("content", carried.remove("input"));
            return new ConversionResult.Converted(carried, List.of("include left out"));
        }

        @Override
        public ObjectNode answer(ObjectNode answer, ObjectNode request) {
            return Given.json("{'object': 'response'}").set("input", request.get("input"));
        }

        @Override
        public EventTranslation events(ObjectNode request) {
            return event -> List.of(ServerSentEvent.of("rebuilt for " + request.path("input")));
        }
    }

    @Test
    void theRequestIsCarriedAndThenPutInTheCarriersWords() {
        Payload payload =
                Given.value(request(CHAT_ONLY, "{'input': [{'type': 'input_text'}], 'max_output_tokens': 9}", false));

        assertThat(payload.endpoint()).isEqualTo(Endpoint.CHAT);
        assertThat(payload.body())
                .isEqualTo(
                        Given.json(
                                "{'model': 'default-model', 'messages': [{'content': [{'type': 'text'}]}], 'max_completion_tokens': 9}"));
        assertThat(payload.adjustments())
                .containsExactly(
                        "responses carried over chat completions",
                        "include left out",
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
    void theBridgeSeesEveryEventOfAStreamAndTheCallersRequest() {
        Payload payload = Given.value(request(CHAT_ONLY, "{'input': 'a', 'stream': true}", true));
        ServerSentEvent usage = ServerSentEvent.of("{\"choices\":[],\"usage\":{\"total_tokens\":7}}");

        assertThat(payload.body().at("/stream_options/include_usage").booleanValue())
                .isTrue();
        assertThat(Objects.requireNonNull(payload.relay()).get().translate(usage))
                .containsExactly(ServerSentEvent.of("rebuilt for \"a\""));
    }

    private static StageResult<Payload> request(Payloads stage, String body, boolean heard) {
        return Stages.translate(stage, Endpoint.RESPONSES, Given.json(body), heard);
    }

    @Test
    void theAnswerIsPutBack() {
        Answer answer = answer(Endpoint.RESPONSES, Endpoint.CHAT, Given.truncated(), null);

        assertThat(CHAT_ONLY.answer(answer).outcome())
                .isEqualTo(new Outcome.Truncated(
                        "Ahoy, an", Given.json("{'object': 'response', 'input': 'a'}"), "max_output_tokens"));
    }

    @Test
    void aNewAnswerThatIsKeptInTheLedgerIsPutBack() {
        Answer answer =
                answer(Endpoint.RESPONSES, Endpoint.CHAT, Given.refused(), new Receipt.LedgerUse("k", false, 0));

        assertThat(((Outcome.Answered) CHAT_ONLY.answer(answer).outcome()).response())
                .isEqualTo(Given.json("{'object': 'response', 'input': 'a'}"));
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
        Ask ask = Given.ask("order-1", Door.SQS, new Content.Request(asked, Given.json("{'input': 'a'}")));
        Receipt receipt = Receipt.open("order-1", Given.NOW).with(new Receipt.Sent(sent, "m", List.of()));
        return new Answer(ask, outcome, entry == null ? receipt : receipt.with(entry));
    }
}
