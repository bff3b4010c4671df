package dev.dragoman.payload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dragoman.Given;
import dev.dragoman.event.Endpoint;
import dev.dragoman.event.ModelPattern;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OutputLimitTest {
    private static final Profile KNOWN = new Profile(
            Profile.BOTH.endpoints(),
            List.of(
                    new Profile.Models(new ModelPattern("*"), Map.of(), null, 500),
                    new Profile.Models(new ModelPattern("small-*"), Map.of(), 4_000, 100)),
            List.of());

    private static Payload payload(Endpoint endpoint, String model, String body) {
        return new Payload(endpoint, model, Given.json(body), Map.of(), 0, List.of());
    }

    private static OutputLimit.AskedLength asked(Endpoint endpoint, String body) {
        return new OutputLimit(Profile.BOTH, 1_000, false).asked(payload(endpoint, "m", body));
    }

    @ParameterizedTest
    @CsvSource({"small-1, 1000, 100", "small-1, 50, 50", "large, 1000, 500", "large, 200, 200"})
    void whatIsSetIsTheLowerOneOfTheModelsAndTheOperators(String model, int operators, int set) {
        OutputLimit limit = new OutputLimit(KNOWN, operators, false);

        Payload payload = limit.set(payload(Endpoint.RESPONSES, model, "{}"));

        assertThat(payload.body().path("max_output_tokens").intValue()).isEqualTo(set);
        assertThat(limit.words(payload)).isEqualTo("max_output_tokens set to %d, since a budget holds", set);
    }

    @Test
    void theOperatorsIsSetIfTheProfileDoesNotSay() {
        assertThat(new OutputLimit(Profile.BOTH, 1_000, false).tokens("any")).isEqualTo(1_000);
    }

    @Test
    void theBuiltInProfileKnowsTheDefaultModel() {
        Profile profile = Profiles.load("openai");

        assertThat(profile.maxOutputTokens("openai/gpt-5.2-chat")).hasValue(16_384);
        assertThat(profile.contextTokens("openai/gpt-5.2-chat")).hasValue(128_000);
        assertThat(profile.maxOutputTokens("openai/gpt-5.2")).isEmpty();
    }

    @Test
    void theHighestOfSeveralLimitsCounts() {
        assertThat(asked(Endpoint.CHAT, "{'max_tokens': 10, 'max_completion_tokens': 20}"))
                .isEqualTo(new OutputLimit.AskedLength.LimitedLength(20));
        assertThat(asked(Endpoint.CHAT, "{'max_tokens': 10.5}"))
                .isEqualTo(new OutputLimit.AskedLength.LimitedLength(11));
        assertThat(asked(Endpoint.CHAT, "{'max_tokens': 1e400}"))
                .isEqualTo(new OutputLimit.AskedLength.LimitedLength(1_000_000_000));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{'max_output_tokens': null}", "{'max_tokens': 10}", "{'max_completion_tokens': 10}"})
    void aLimitUnderAnotherEndpointsNameIsNone(String body) {
        assertThat(asked(Endpoint.RESPONSES, body)).isEqualTo(new OutputLimit.AskedLength.OpenLength());
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "'10'", "0.5", "true", "[10]", "{}", "-1e400"})
    void whatIsNoLimitIsToldByItsField(String value) {
        assertThat(asked(Endpoint.CHAT, "{'max_completion_tokens': 5, 'max_tokens': %s}".formatted(value)))
                .isEqualTo(new OutputLimit.AskedLength.MalformedLength("max_tokens"));
    }

    @Test
    void aNameOfTheProfilesOwnCounts() {
        Profile classic = Profiles.load("classic");
        OutputLimit limit = new OutputLimit(classic, 7, false);

        assertThat(limit.set(payload(Endpoint.CHAT, "m", "{}"))
                        .body()
                        .path("max_tokens")
                        .intValue())
                .isEqualTo(7);
    }
}
