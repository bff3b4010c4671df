package dev.dragoman.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.stream.EventTranslation;
import dev.dragoman.stream.ServerSentEvent;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each file that comes in against the one that goes out. */
class GoldenFilesTest {
    /** Something said, in an event of either endpoint. */
    private static final Pattern PIECE =
            Pattern.compile("\"(delta|content|refusal|reasoning_content)\":\"[^\"].*\"(logprobs|finish_reason)\"");

    private static final String ALL = "dev.dragoman.bridge.Golden#all";

    @ParameterizedTest
    @MethodSource(ALL)
    void aRequestIsCarried(Golden golden) {
        ObjectNode request = golden.json("request.in.json");

        EndpointAdapter.ConversionResult carried = golden.adapter().request(request, null);

        assertThat(((EndpointAdapter.ConversionResult.Converted) carried).body())
                .isEqualTo(golden.json("request.out.json"));
        assertThat(request).as("the caller's own").isEqualTo(golden.json("request.in.json"));
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void whatStaysBehindIsTold(Golden golden) {
        EndpointAdapter.ConversionResult carried = golden.adapter().request(golden.json("request.in.json"), null);

        assertThat(((EndpointAdapter.ConversionResult.Converted) carried).adjustments())
                .isEqualTo(golden.text("adjustments.txt").lines().toList());
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void anAnswerIsCarriedBack(Golden golden) {
        ObjectNode answer = golden.json("answer.in.json");

        ObjectNode carried = golden.adapter().answer(answer, golden.json("request.in.json"));

        assertThat(carried).isEqualTo(golden.json("answer.out.json"));
        assertThat(answer).as("the provider's own").isEqualTo(golden.json("answer.in.json"));
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void aStreamIsCarriedBack(Golden golden) {
        assertThat(Golden.text(golden.translated())).isEqualTo(golden.text("events.out.txt"));
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void aPieceGoesOnAtOnce(Golden golden) {
        EventTranslation translation = golden.adapter().events(golden.json("request.in.json"));

        for (ServerSentEvent event : golden.events("events.in.txt")) {
            List<ServerSentEvent> translated = translation.translate(event);

            if (PIECE.matcher(event.text()).find()) {
                assertThat(translated).as(event.text()).isNotEmpty();
            }
        }
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void nothingComesAfterTheEnd(Golden golden) {
        List<ServerSentEvent> translated = golden.translated();

        assertThat(translated.get(translated.size() - 1).isTerminal()).isTrue();
        assertThat(translated.stream().filter(ServerSentEvent::isTerminal)).hasSize(1);
    }
}
