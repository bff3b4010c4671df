package dev.dragoman.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.Given;
import dev.dragoman.bridge.EndpointAdapter.ConversionResult.Converted;
import dev.dragoman.event.Endpoint;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the carrying endpoint would refuse, or take for something else, is changed, and the caller is told. */
class AdaptedRequestsTest {
    private static final String OVER_CHAT = "store: false, nothing is kept over chat completions";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "'instructions': 'Be brief.', 'input': [] | 'messages': [{'role': 'system', 'content': 'Be brief.'}] |",
                "'input': [{'role': 'developer', 'content': 'a'}, {'role': 'system', 'content': 'b'}]"
                        + "| 'messages': [{'role': 'system', 'content': 'a'}, {'role': 'system', 'content': 'b'}]"
                        + "| developer messages sent as system (1)",
                "'input': [], 'reasoning': {'effort': 'low', 'summary': 'auto', 'generate_summary': 'auto', 'x': 1}"
                        + "| 'messages': [], 'reasoning': {'effort': 'low', 'x': 1}"
                        + "| reasoning.summary left out; reasoning.generate_summary left out",
                "'input': [], 'reasoning': {'summary': 'auto'} | 'messages': [] | reasoning.summary left out",
                "'input': [], 'reasoning': {'effort': 'low', 'summary': null}"
                        + "| 'messages': [], 'reasoning': {'effort': 'low'} |",
                "'input': [], 'tools': [], 'tool_choice': 'auto', 'parallel_tool_calls': false | 'messages': []"
                        + "| tools left out, there are no tools; tool_choice left out, there are no tools;"
                        + " parallel_tool_calls left out, there are no tools",
                "'input': [], 'tools': null, 'tool_choice': null, 'parallel_tool_calls': null | 'messages': [] |",
                "'input': [], 'tool_choice': 'none' | 'messages': [] | tool_choice left out, there are no tools",
                "'input': [], 'tools': [], 'tool_choice': 'required'"
                        + "| 'messages': [], 'tools': [], 'tool_choice': 'required' |",
                "'input': [], 'tools': 'a', 'parallel_tool_calls': true"
                        + "| 'messages': [], 'tools': 'a', 'parallel_tool_calls': true |",
                "'input': [], 'tools': [{'type': 'custom'}], 'tool_choice': 'auto', 'parallel_tool_calls': true"
                        + "| 'messages': [], 'tools': [{'type': 'custom'}], 'tool_choice': 'auto',"
                        + " 'parallel_tool_calls': true |"
            })
    void aResponsesRequestIsSentAsChatServersTakeIt(String asked, String sent, String told) {
        assertCarried(Endpoint.RESPONSES, asked, sent, OVER_CHAT, told);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "'tools': [{'type': 'function', 'function': {'name': 'a'}}, {'type': 'function', 'name': 'b'},"
                        + "{'type': 'function', 'function': {'name': 'c', 'strict': null}}]"
                        + "| 'tools': [{'type': 'function', 'function': {'name': 'a', 'strict': false}},"
                        + "{'type': 'function', 'name': 'b', 'strict': false},"
                        + "{'type': 'function', 'function': {'name': 'c', 'strict': false}}]"
                        + "| strict: false, as it is for functions of chat completions (3)",
                "'tools': [{'type': 'function', 'function': {'strict': true}}, {'type': 'function', 'strict': false},"
                        + "{'type': 'custom', 'custom': {'name': 'd'}}, 7]"
                        + "| 'tools': [{'type': 'function', 'function': {'strict': true}},"
                        + "{'type': 'function', 'strict': false}, {'type': 'custom', 'custom': {'name': 'd'}}, 7] |"
            })
    void aChatRequestMeansOverResponsesWhatItMeant(String asked, String sent, String told) {
        assertCarried(
                Endpoint.CHAT,
                "'messages': [], " + asked,
                "'store': false, 'input': [], " + sent,
                "store: false, as it is for chat completions",
                told);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "'max_tokens': 1 | 'max_tokens': 16 | max_tokens raised to 16, the least that responses take",
                "'max_completion_tokens': 15.0 | 'max_completion_tokens': 16"
                        + "| max_completion_tokens raised to 16, the least that responses take",
                "'max_tokens': 16, 'max_output_tokens': 9 | 'max_tokens': 16, 'max_output_tokens': 16"
                        + "| max_output_tokens raised to 16, the least that responses take",
                "'max_tokens': 0, 'max_completion_tokens': '9' | 'max_tokens': 0, 'max_completion_tokens': '9' |",
                "'max_tokens': null | 'max_tokens': null |"
            })
    void aLimitThatResponsesRefuseIsRaised(String asked, String sent, String told) {
        assertCarried(
                Endpoint.CHAT,
                "'messages': [], 'store': false, " + asked,
                "'store': false, 'input': [], " + sent,
                "",
                told);
    }

    private static void assertCarried(Endpoint endpoint, String asked, String sent, String always, String told) {
        ObjectNode request = Given.json("{%s}".formatted(asked));

        Converted carried = (Converted) EndpointAdapter.of(endpoint).request(request, null);

        assertThat(carried.body()).isEqualTo(Given.json("{%s}".formatted(sent)));
        assertThat(String.join("; ", carried.adjustments())).isEqualTo(all(always, told));
    }

    private static String all(String always, @Nullable String told) {
        return Stream.of(always, told)
                .filter(words -> words != null && !words.isEmpty())
                .collect(Collectors.joining("; "));
    }
}
