package dev.dragoman.local.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What differs between providers, and what only few requests ask for. */
class ProviderTest {
    private static final String CHAT =
            "{\"model\": \"m\", \"messages\": [{\"role\": \"user\", \"content\": \"Hello there, lighthouse.\"}]}";
    private static final String RESPONSE = "{\"model\": \"m\", \"input\": \"Hello there, lighthouse.\"}";

    private final StandInModel model = StandInModel.start(0);
    private final Client client = Client.of(model);

    @AfterEach
    void stop() {
        model.close();
    }

    @ParameterizedTest
    @CsvSource({"chat, 200, 404", "responses, 404, 200", "both, 200, 200"})
    void canLackAnEndpoint(String endpoints, int chat, int responses) throws Exception {
        client.post("/control", "{\"endpoints\": \"" + endpoints + "\"}");

        HttpResponse<String> completion = client.post(Api.CHAT, CHAT);
        HttpResponse<String> response = client.post(Api.RESPONSES, RESPONSE);

        assertThat(completion.statusCode()).isEqualTo(chat);
        assertThat(response.statusCode()).isEqualTo(responses);
        assertThat(completion.body() + response.body())
                .satisfies(bodies -> assertThat(bodies.contains("unknown_url")).isEqualTo(chat + responses > 400));
    }

    @Test
    void anUnknownSetOfEndpointsIsRefused() throws Exception {
        assertThat(client.post("/control", "{\"endpoints\": \"neither\"}").statusCode())
                .isEqualTo(400);
    }

    @Test
    void findsWhatWasPublishedWithoutTheInternet() throws Exception {
        String letter = Base64.getEncoder().encodeToString("The heron left at nine.".getBytes(StandardCharsets.UTF_8));
        client.post("/control", "{\"url\": \"https://example.org/letter\", \"base64\": \"" + letter + "\"}");
        model.reset();

        JsonNode response = client.responses("""
                {"model": "m", "input": [{"role": "user", "content": [{"type": "input_text", "text": "Read."},
                 {"type": "input_file", "file_url": "https://example.org/letter"}]}]}""");

        assertThat(Client.textOf(response)).contains("The heron left at nine.");
    }

    // The beginning of a lossy, a lossless and an extended file.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "UklGRgAAAABXRUJQVlA4IAAAAAAAAACdASpAAcgAAAAAAAAAAAAAAA==",
                "UklGRgAAAABXRUJQVlA4TAAAAAAvP8ExAAAAAAAAAAAAAAAAAAAAAA==",
                "UklGRgAAAABXRUJQVlA4WAAAAAAAAAAAPwEAxwAAAAAAAAAAAAAAAA=="
            })
    void readsTheSizeOfAWebPImage(String webP) throws Exception {
        JsonNode response = client.responses("{\"model\": \"m\", \"input\": [{\"role\": \"user\", \"content\":"
                + " [{\"type\": \"input_image\", \"image_url\": \"data:image/webp;base64," + webP + "\"}]}]}");

        assertThat(Client.textOf(response)).contains("WEBP image of 320 x 200 pixels");
    }

    @ParameterizedTest
    @ValueSource(strings = {"input_image", "input_file"})
    void refusesAFileThatWouldHaveHadToBeUploaded(String part) throws Exception {
        HttpResponse<String> refused = client.post(
                Api.RESPONSES,
                "{\"model\": \"m\", \"input\": [{\"role\": \"user\", \"content\": [{\"type\": \"" + part
                        + "\", \"file_id\": \"file-77\"}]}]}");

        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(Client.json(refused.body()).at("/error/param").asText()).isEqualTo("input[0].content[0].file_id");
        assertThat(Client.json(refused.body()).at("/error/message").asText()).contains("file-77");
    }

    @Test
    void refusesAnUploadedFileInChatToo() throws Exception {
        HttpResponse<String> refused = client.post(
                Api.CHAT,
                "{\"model\": \"m\", \"messages\": [{\"role\": \"user\", \"content\": [{\"type\": \"file\", \"file\":"
                        + " {\"file_id\": \"file-77\"}}]}]}");

        assertThat(Client.json(refused.body()).at("/error/param").asText())
                .isEqualTo("messages[0].content[0].file.file_id");
    }

    @Test
    void givesAsManyChoicesAsAreWanted() throws Exception {
        JsonNode completion = client.chat(CHAT.replace("{\"model\"", "{\"n\": 3, \"model\""));

        assertThat(completion.path("choices")).hasSize(3);
        assertThat(completion.at("/choices/2/index").asInt()).isEqualTo(2);
        assertThat(client.stream(Api.CHAT, CHAT.replace("{\"model\"", "{\"n\": 3, \"stream\": true, \"model\"")))
                .anyMatch(event -> event.contains("\"index\":2"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"lighthouse\"", "[\"dragon\", \"lighthouse\"]"})
    void stopsBeforeAStopSequence(String stop) throws Exception {
        JsonNode completion = client.chat(CHAT.replace("{\"model\"", "{\"stop\": " + stop + ", \"model\""));

        assertThat(completion.at("/choices/0/message/content").asText()).endsWith("Hello there, ");
        assertThat(completion.at("/choices/0/finish_reason").asText()).isEqualTo("stop");
    }

    @Test
    void callsOnlyAFunctionThatIsAllowedInChat() throws Exception {
        JsonNode completion = client.chat("""
                {"model": "m", "messages": [{"role": "user", "content": "Go."}],
                 "tools": [{"type": "function", "function": {"name": "sail"}},
                           {"type": "function", "function": {"name": "row"}}],
                 "tool_choice": {"type": "allowed_tools", "allowed_tools": {"mode": "required",
                   "tools": [{"type": "function", "function": {"name": "row"}}]}}}""");

        assertThat(completion
                        .at("/choices/0/message/tool_calls/0/function/name")
                        .asText())
                .isEqualTo("row");
    }

    @Test
    void callsOnlyAFunctionThatIsAllowedInResponses() throws Exception {
        JsonNode response = client.responses("""
                {"model": "m", "input": "Go.", "tools": [{"type": "function", "name": "sail"},
                 {"type": "function", "name": "row"}], "tool_choice": {"type": "allowed_tools", "mode": "required",
                 "tools": [{"type": "function", "name": "row"}]}}""");

        assertThat(response.at("/output/0/name").asText()).isEqualTo("row");
    }
}
