package dev.dragoman.payload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dragoman.Given;
import dev.dragoman.outcome.Problem;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestLimitsTest {
    private static final RequestLimits BOUNDS = new RequestLimits(Set.of("model-1"), 4_000, 2);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'max_tokens': 1000000000}              | max_tokens",
                "{'max_completion_tokens': 4001}         | max_completion_tokens",
                "{'max_output_tokens': 1e9}              | max_output_tokens",
                "{'max_output_tokens': 1e400}            | max_output_tokens",
                "{'n': 100}                              | n",
                "{'best_of': 3}                          | best_of",
                "{'n': 1, 'best_of': 2.5}                | best_of"
            })
    @Tag("F074")
    void whatWouldCostTooMuchIsRefused(String body, String field) {
        assertThat(BOUNDS.refusal("model-1", Given.json(body.replace('\'', '"'))))
                .hasValueSatisfying(problem -> {
                    assertThat(problem.code()).isEqualTo("value_too_large");
                    assertThat(problem.param()).isEqualTo(field);
                });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"max_tokens\": 4000, \"n\": 2, \"best_of\": 2}",
                "{\"max_tokens\": null}",
                "{\"max_tokens\": \"many\"}",
                "{\"n\": -1}"
            })
    void whatIsWithinThemGoesOn(String body) {
        assertThat(BOUNDS.refusal("model-1", Given.json(body))).isEmpty();
    }

    @Test
    @Tag("F074")
    void aModelOffTheListIsRefused() {
        assertThat(BOUNDS.refusal("model-2", Given.json("{}")))
                .map(Problem::code)
                .hasValue("model_not_allowed");
        assertThat(RequestLimits.NONE.refusal("model-2", Given.json("{}"))).isEmpty();
    }
}
