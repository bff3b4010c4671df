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

    private static Payload translated(String profile, Endpoint asked, String body) {
        Payloads stage = new Payloads("default-model", Profiles.load(profile), false, RequestLimits.NONE);
        return Given.value(Stages.translate(stage, asked, Given.json(body.formatted(WEATHER)), false));
    }
}
