package dev.dragoman.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import com.openai.helpers.ResponseAccumulator;
import com.openai.models.chat.completions.ChatCompletion;
import dev.dragoman.event.Endpoint;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A stream says what the whole answer says, as the official client reads both. */
class AccumulatedTest {
    static List<Golden> responses() {
        return Golden.of(Endpoint.RESPONSES);
    }

    static List<Golden> chat() {
        // The client has no type for a piece of a custom tool's call.
        return Golden.of(Endpoint.CHAT).stream()
                .filter(golden -> !golden.folder().endsWith("custom-tool"))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("responses")
    void theLastEventCarriesTheWholeResponse(Golden golden) {
        ResponseAccumulator accumulated = OfficialClient.responses(golden.translated());

        assertThat(accumulated.response()).isEqualTo(OfficialClient.response(golden.json("answer.out.json")));
    }

    @ParameterizedTest
    @MethodSource("responses")
    void theItemsOfAResponseAddUp(Golden golden) {
        ResponseAccumulator accumulated = OfficialClient.responses(golden.translated());

        assertThat(accumulated.reconstructedResponse().output())
                .isEqualTo(
                        OfficialClient.response(golden.json("answer.out.json")).output());
    }

    @ParameterizedTest
    @MethodSource("chat")
    void theChunksOfACompletionAddUp(Golden golden) {
        ChatCompletion whole = OfficialClient.completion(golden.json("answer.out.json"));

        ChatCompletion accumulated = OfficialClient.chunks(golden.translated());

        assertThat(accumulated.choices().get(0).finishReason())
                .isEqualTo(whole.choices().get(0).finishReason());
        assertThat(accumulated.choices().get(0).message().content().orElse(""))
                .isEqualTo(whole.choices().get(0).message().content().orElse(""));
        assertThat(accumulated.choices().get(0).message().refusal().orElse(""))
                .isEqualTo(whole.choices().get(0).message().refusal().orElse(""));
        assertThat(accumulated.choices().get(0).message().toolCalls().orElse(List.of()))
                .isEqualTo(whole.choices().get(0).message().toolCalls().orElse(List.of()));
        assertThat(accumulated.id()).isEqualTo(whole.id());
    }
}
