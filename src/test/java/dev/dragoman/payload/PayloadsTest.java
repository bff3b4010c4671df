package dev.dragoman.payload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dragoman.Given;
import dev.dragoman.event.Door;
import dev.dragoman.event.Endpoint;
import dev.dragoman.json.Json;
import dev.dragoman.outcome.Outcome;
import dev.dragoman.outcome.Receipt;
import dev.dragoman.outcome.StageResult;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class PayloadsTest {
    private static final Payloads PAYLOADS = Stages.OPENAI;

    @ParameterizedTest
    @CsvSource({
        "CHAT, max_tokens, max_completion_tokens",
        "CHAT, max_output_tokens, max_completion_tokens",
        "RESPONSES, max_tokens, max_output_tokens",
        "RESPONSES, max_completion_tokens, max_output_tokens"
    })
    void anOutputLimitGetsTheEndpointsNameForIt(Endpoint endpoint, String asked, String sent) {
        Payload payload = translated(endpoint, "{'model': 'm', '%s': 100}".formatted(asked));

        assertThat(payload.body()).isEqualTo(Given.json("{'model': 'm', '%s': 100}".formatted(sent)));
        assertThat(payload.adjustments()).containsExactly(asked + " sent as " + sent);
    }

    @ParameterizedTest
    @CsvSource({"CHAT, max_completion_tokens", "RESPONSES, max_output_tokens"})
    void theEndpointsOwnNameStaysAndWins(Endpoint endpoint, String own) {
        Payload payload = translated(endpoint, "{'model': 'm', 'max_tokens': 1, '%s': 2}".formatted(own));

        assertThat(payload.body()).isEqualTo(Given.json("{'model': 'm', '%s': 2}".formatted(own)));
        assertThat(payload.adjustments()).containsExactly("max_tokens left out, " + own + " is there");
    }

    @Test
    void ofTwoForeignNamesOneIsSentAndBothAreTold() {
        Payload payload = translated(Endpoint.RESPONSES, "{'model': 'm', 'max_completion_tokens': 2, 'max_tokens': 1}");

        assertThat(payload.body()).isEqualTo(Given.json("{'model': 'm', 'max_output_tokens': 1}"));
        assertThat(payload.adjustments())
                .containsExactly(
                        "max_tokens sent as max_output_tokens",
                        "max_completion_tokens left out, max_output_tokens is there");
    }

    @Test
    void aStreamIsLeftOutWithItsOptions() {
        Payload payload =
                translated(Endpoint.CHAT, "{'model': 'm', 'stream': true, 'stream_options': {'include_usage': true}}");

        assertThat(payload.body()).isEqualTo(Given.json("{'model': 'm'}"));
        assertThat(payload.adjustments()).containsExactly("stream left out, the answer comes whole");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'model': 'm', 'stream': false}",
                "{'model': 'm', 'tools': [{'type': 'tool_of_tomorrow', 'max_tokens': 7}], 'unheard_of': {'a': null}}",
                "{'model': 'm', 'metadata': {'max_tokens': 'x', 'stream': true}}"
            })
    void whatNeedsNoTranslationGoesAsItCame(String body) {
        Payload payload = translated(Endpoint.RESPONSES, body);

        assertThat(payload.body()).isEqualTo(Given.json(body));
        assertThat(payload.adjustments()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1E+400", "9223372036854775807", "18446744073709551616", "0.1", "1.10"})
    void numbersKeepTheirDigits(String number) {
        Payload payload = translated(Endpoint.CHAT, "{'model': 'm', 'max_tokens': %1$s, 'n': %1$s}".formatted(number));

        assertThat(Json.text(payload.body()))
                .isEqualTo("{'model':'m','n':%1$s,'max_completion_tokens':%1$s}"
                        .formatted(number)
                        .replace('\'', '"'));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{'model': null}"})
    void anAskWithoutModelGetsTheDefaultOne(String body) {
        Payload payload = translated(Endpoint.CHAT, body);

        assertThat(payload.model()).isEqualTo("default-model");
        assertThat(payload.body()).isEqualTo(Given.json("{'model': 'default-model'}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"''", "' '", "7", "true", "{}", "['m']"})
    void aModelThatIsNoNameIsRejected(String model) {
        StageResult<Payload> previous = translate(Endpoint.CHAT, "{'model': %s}".formatted(model));

        assertThat(Given.outcome(previous)).isInstanceOf(Outcome.Rejected.class);
        assertThat(Given.problem(previous).status()).isEqualTo(400);
        assertThat(Given.problem(previous).param()).isEqualTo("model");
    }

    @ParameterizedTest
    @EnumSource(value = Endpoint.class, names = "EMBEDDINGS", mode = EnumSource.Mode.EXCLUDE)
    void theReceiptSaysWhatIsSent(Endpoint endpoint) {
        StageResult<Payload> previous = translate(endpoint, "{'model': 'm', 'stream': true}");

        assertThat(Objects.requireNonNull(
                        ((StageResult.Continue<Payload>) previous).receipt().sent()))
                .isEqualTo(new Receipt.SentRequest(endpoint, "m", List.of("stream left out, the answer comes whole")));
    }

    @Test
    void whatTheDocumentStageFoundGoesOn() {
        ResolvedRequest draft =
                new ResolvedRequest(Endpoint.RESPONSES, Json.object(), Map.of("https://signed", "s3://papers/a#1"), 55);

        Payload payload = Given.value(PAYLOADS.translate(Given.open(Given.ask(Door.S3), draft)));

        assertThat(payload.identities()).isEqualTo(draft.identities());
        assertThat(payload.expected().inputTokens()).isEqualTo(55);
    }

    @Test
    void aClosedPassageGoesBy() {
        StageResult<ResolvedRequest> closed =
                new StageResult.Done<>(Given.answer(Given.ask(Door.SQS), Given.rejected()));

        assertThat(PAYLOADS.translate(closed)).isEqualTo(closed);
    }

    @Test
    void aStoredPromptKeepsItsOwnModel() {
        Payload payload = translated(Endpoint.RESPONSES, "{'prompt': {'id': 'pmpt_1'}, 'input': 'Hello'}");

        assertThat(payload.body()).isEqualTo(Given.json("{'prompt': {'id': 'pmpt_1'}, 'input': 'Hello'}"));
        assertThat(payload.model()).isEqualTo("stored-prompt");
    }

    @ParameterizedTest
    @EnumSource(Door.class)
    void anAnswerThatNobodyCouldFetchLaterIsRefusedBeforeTheCall(Door door) {
        ResolvedRequest request = new ResolvedRequest(
                Endpoint.RESPONSES, Given.json("{'input': 'Hello', 'background': true}"), Map.of(), 0);

        StageResult<Payload> refused = PAYLOADS.translate(Given.open(Given.ask(door), request));

        assertThat(Given.problem(refused).param()).isEqualTo("background");
    }

    private static Payload translated(Endpoint endpoint, String body) {
        return Given.value(translate(endpoint, body));
    }

    private static StageResult<Payload> translate(Endpoint endpoint, String body) {
        return PAYLOADS.translate(
                Given.open(Given.ask(Door.SQS), new ResolvedRequest(endpoint, Given.json(body), Map.of(), 0)));
    }
}
