package dev.dragoman.payload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dragoman.Given;
import dev.dragoman.event.Endpoint;
import dev.dragoman.stream.EventTranslation;
import dev.dragoman.stream.ServerSentEvent;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StreamsTest {
    private static final ServerSentEvent USAGE = ServerSentEvent.of("{\"choices\":[],\"usage\":{\"total_tokens\":7}}");

    @ParameterizedTest
    @ValueSource(strings = {"", ", 'stream_options': {}", ", 'stream_options': {'include_usage': false}"})
    void whoDidNotAskForTheUsageDoesNotHearIt(String options) {
        assertThat(relay(Stages.OPENAI, options).translate(USAGE)).isEmpty();
    }

    @Test
    void whoAskedForTheUsageHearsIt() {
        assertThat(relay(Stages.OPENAI, ", 'stream_options': {'include_usage': true}")
                        .translate(USAGE))
                .containsExactly(USAGE);
    }

    @Test
    void inStrictModeEveryEventIsTheCallers() {
        Payloads strict = Stages.stage(Profiles.load("openai"), true);

        assertThat(relay(strict, "").translate(USAGE)).containsExactly(USAGE);
    }

    @Test
    void theUsageIsNotAskedForWhereTheProviderRefusesStreamOptions() {
        Profile profile = ProfileReader.read(
                "{\"endpoints\": {\"chat\": {\"refuses\": {\"stream_options\": \"Leave it out.\"}}}}");
        Payload payload = payload(Stages.stage(profile, false), "");

        assertThat(payload.body().has("stream_options")).isFalse();
        assertThat(payload.adjustments()).isEmpty();
    }

    @Test
    void eachAttemptHasATranslationOfItsOwn() {
        Payload payload = payload(Stages.OPENAI, "");

        assertThat(Objects.requireNonNull(payload.relay()).get())
                .isNotSameAs(Objects.requireNonNull(payload.relay()).get());
    }

    private static EventTranslation relay(Payloads stage, String options) {
        return Objects.requireNonNull(payload(stage, options).relay()).get();
    }

    private static Payload payload(Payloads stage, String options) {
        return Given.value(Stages.translate(
                stage, Endpoint.CHAT, Given.json("{'model': 'm', 'stream': true%s}".formatted(options)), true));
    }
}
