package dev.dragoman.money;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dragoman.Given;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What providers report, each in its own way. */
class TokenUsageTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                // responses, chat
                "{'input_tokens': 100, 'input_tokens_details': {'cached_tokens': 60}, 'output_tokens': 9, 'output_tokens_details': {'reasoning_tokens': 4}, 'total_tokens': 109} | 100 | 60 | 9 | 4",
                "{'prompt_tokens': 100, 'prompt_tokens_details': {'cached_tokens': 60}, 'completion_tokens': 9, 'completion_tokens_details': {'reasoning_tokens': 4}, 'total_tokens': 109} | 100 | 60 | 9 | 4",
                "{'prompt_tokens': 100, 'completion_tokens': 9} | 100 | 0 | 9 | 0",
                // embeddings
                "{'prompt_tokens': 100, 'total_tokens': 100} | 100 | 0 | 0 | 0",
                // DeepSeek
                "{'prompt_tokens': 100, 'prompt_cache_hit_tokens': 60, 'prompt_cache_miss_tokens': 40, 'completion_tokens': 9, 'total_tokens': 109} | 100 | 60 | 9 | 0",
                // Anthropic's names: beside the input, or among it where a gateway's total says so
                "{'input_tokens': 40, 'cache_read_input_tokens': 60, 'cache_creation_input_tokens': 10, 'output_tokens': 9} | 110 | 60 | 9 | 0",
                "{'prompt_tokens': 100, 'cache_read_input_tokens': 60, 'completion_tokens': 9, 'total_tokens': 109} | 100 | 60 | 9 | 0",
                "{'prompt_tokens': 100, 'cache_read_input_tokens': 60, 'prompt_tokens_details': {'cached_tokens': 60}, 'completion_tokens': 9, 'total_tokens': 109} | 100 | 60 | 9 | 0",
                // reasoning in the total only: with a count of its own, and without
                "{'prompt_tokens': 100, 'completion_tokens': 9, 'completion_tokens_details': {'reasoning_tokens': 30}, 'total_tokens': 139} | 100 | 0 | 39 | 30",
                "{'prompt_tokens': 100, 'completion_tokens': 9, 'total_tokens': 139} | 100 | 0 | 39 | 30",
                // nonsense in what is not needed counts as nothing
                "{'prompt_tokens': 100, 'prompt_tokens_details': {'cached_tokens': 600}, 'completion_tokens': 9, 'completion_tokens_details': {'reasoning_tokens': 400}} | 100 | 100 | 9 | 9",
                "{'prompt_tokens': 100, 'prompt_tokens_details': {'cached_tokens': -5}, 'completion_tokens': 9, 'completion_tokens_details': null, 'total_tokens': 9223372036854775807} | 100 | 0 | 9 | 0",
                "{'input_tokens': 40, 'cache_read_input_tokens': 9223372036854775807, 'output_tokens': 9} | 40 | 0 | 9 | 0"
            })
    void countsAreToldApart(String usage, long input, long cached, long output, long reasoning) {
        TokenUsage read = TokenUsage.read(Given.json(usage)).orElseThrow();

        assertThat(read).isEqualTo(new TokenUsage(input, cached, output, reasoning, false, Given.json(usage)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{'input_tokens': 5}",
                "{'prompt_tokens': 5, 'completion_tokens': null}",
                "{'prompt_tokens': -5, 'completion_tokens': 5}",
                "{'prompt_tokens': 5.5, 'completion_tokens': 5}",
                "{'prompt_tokens': '5', 'completion_tokens': 5}",
                "{'prompt_tokens': 100000001, 'completion_tokens': 5}",
                "{'prompt_tokens': 1e400, 'completion_tokens': 5}"
            })
    void whatDoesNotSayBothIsNoUsage(String usage) {
        assertThat(TokenUsage.read(Given.json(usage))).isEmpty();
        assertThat(TokenUsage.read(null)).isEmpty();
    }

    @Test
    void anEstimateSaysSo() {
        assertThat(TokenUsage.read(Given.json("{'input_tokens': 5, 'output_tokens': 0, 'estimated': true}"))
                        .orElseThrow()
                        .estimated())
                .isTrue();
    }
}
