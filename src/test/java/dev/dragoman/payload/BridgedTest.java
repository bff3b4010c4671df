package dev.dragoman.payload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dragoman.Given;
import dev.dragoman.event.Endpoint;
import org.junit.jupiter.api.Test;

/** The endpoint adapters and the translations together: the adapters convert the structure, the translations the fields. */
class BridgedTest {
    private static final String WEATHER = "'name': 'weather', 'parameters': {'type': 'object'}";

    @Test
    void responsesAreCarriedOverChatInItsWords() {
        Payload payload = translated("chat-only", Endpoint.RESPONSES, """
                {'model': 'm', 'store': false, 'instructions': 'Be brief.', 'max_output_tokens': 9,
                 'reasoning': {'effort': 'low', 'summary': 'auto'}, 'text': {'format': {'type': 'json_schema', 'name': 's', 'schema': {}}},
                 'tools': [{'type': 'function', %s}], 'tool_choice': {'type': 'function', 'name': 'weather'},
                 'input': [{'role': 'user', 'content': [{'type': 'input_text', 'text': 'Look'},
                                                        {'type': 'input_image', 'image_url': 'https://e.com/a.png'}]}]}
                """);

        assertThat(Leaves.of(payload.body())).isEqualTo(Leaves.of(Given.json("""
                {'model': 'm', 'max_completion_tokens': 9, 'reasoning_effort': 'low',
                 'response_format': {'type': 'json_schema', 'json_schema': {'name': 's', 'schema': {}}},
                 'tools': [{'type': 'function', 'function': {%s}}],
                 'tool_choice': {'type': 'function', 'function': {'name': 'weather'}},
                 'messages': [{'role': 'system', 'content': 'Be brief.'},
                              {'role': 'user', 'content': [{'type': 'text', 'text': 'Look'},
                                  {'type': 'image_url', 'image_url': {'url': 'https://e.com/a.png'}}]}]}
                """.formatted(WEATHER))));
    }

    @Test
    void chatIsCarriedOverResponsesInTheirWords() {
        Payload payload = translated("responses-only", Endpoint.CHAT, """
                {'model': 'm', 'store': false, 'max_tokens': 90, 'reasoning_effort': 'low', 'verbosity': 'low',
                 'response_format': {'type': 'json_object'}, 'tools': [{'type': 'function', 'function': {%s}}],
                 'messages': [{'role': 'user', 'content': [{'type': 'text', 'text': 'Look'},
                                  {'type': 'file', 'file': {'file_id': 'f'}}]},
                              {'role': 'assistant', 'content': [{'type': 'text', 'text': 'Aye'}]}]}
                """);

        assertThat(Leaves.of(payload.body())).isEqualTo(Leaves.of(Given.json("""
                {'model': 'm', 'store': false, 'max_output_tokens': 90, 'reasoning': {'effort': 'low'},
                 'text': {'format': {'type': 'json_object'}, 'verbosity': 'low'},
                 'tools': [{'type': 'function', 'strict': false, %s}],
                 'input': [{'role': 'user', 'content': [{'type': 'input_text', 'text': 'Look'},
                                                        {'type': 'input_file', 'file_id': 'f'}]},
                           {'role': 'assistant', 'content': [{'type': 'output_text', 'text': 'Aye'}]}]}
                """.formatted(WEATHER))));
    }

    @Test
    void reasoningGoesBackToChatInTheFieldThatTheProfileNamesForTheModel() {
        Profile profile = ProfileReader.read("""
                {"endpoints": {"chat": {}},
                 "models": [{"model": "deep*", "endpoints": {"chat": {"reasoning": "reasoning_content"}}}]}
                """);
        Payloads stage = Stages.stage(profile, false);
        String body = """
                {'model': '%s', 'store': false, 'input': [
                  {'type': 'reasoning', 'content': [{'type': 'reasoning_text', 'text': 'I '},
                                                    {'type': 'reasoning_text', 'text': 'look.'}]},
                  {'role': 'assistant', 'content': 'Aye'},
                  {'type': 'reasoning', 'content': [{'type': 'reasoning_text', 'text': ' Now.'}]},
                  {'type': 'function_call', 'call_id': 'c', 'name': 'tide', 'arguments': '{}'},
                  {'type': 'reasoning', 'content': [{'type': 'reasoning_text', 'text': 'No.'}]},
                  {'type': 'function_call_output', 'call_id': 'c', 'output': '04:11'},
                  {'type': 'reasoning', 'summary': [{'type': 'summary_text', 'text': 'Tides'}]},
                  {'type': 'reasoning', 'content': [{'type': 'reasoning_text', 'text': 'Hm.'}]},
                  {'type': 'function_call', 'call_id': 'd', 'name': 'tide', 'arguments': '{}'}]}
                """;

        Payload deep =
                Given.value(Stages.translate(stage, Endpoint.RESPONSES, Given.json(body.formatted("deepest")), false));
        Payload other =
                Given.value(Stages.translate(stage, Endpoint.RESPONSES, Given.json(body.formatted("shallow")), false));

        assertThat(deep.body()
                        .path("messages")
                        .valueStream()
                        .map(message -> message.path("reasoning_content").asText("-")))
                .containsExactly("I look. Now.", "-", "Hm.");
        assertThat(deep.adjustments())
                .contains("reasoning sent as reasoning_content (3)", "reasoning items left out (2)");
        assertThat(other.body().path("messages")).noneMatch(message -> message.has("reasoning_content"));
        assertThat(other.adjustments()).contains("reasoning items left out (5)");
    }

    private static Payload translated(String profile, Endpoint asked, String body) {
        Payloads stage = new Payloads("default-model", Profiles.load(profile), false, RequestLimits.NONE);
        return Given.value(Stages.translate(stage, asked, Given.json(body.formatted(WEATHER)), false));
    }
}
