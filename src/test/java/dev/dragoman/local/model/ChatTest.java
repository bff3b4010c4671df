package dev.dragoman.local.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ChatTest {
    private static final String HELLO = """
            {"model": "some/model", "messages": [{"role": "developer", "content": "Be brief."},
             {"role": "user", "content": "Hello there, lighthouse."}]}""";

    private final StandInModel model = StandInModel.start(0);
    private final Client client = Client.of(model);

    @AfterEach
    void stop() {
        model.close();
    }

    @Test
    void answersWithAnExtractOfTheQuestionAndSaysThatItIsAStandIn() throws Exception {
        HttpResponse<String> response = client.post(Api.CHAT, HELLO);

        JsonNode completion = Client.json(response.body());
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("X-Stand-In")).contains("true");
        assertThat(completion.at("/system_fingerprint").asText()).isEqualTo("dragoman-stand-in");
        assertThat(completion.at("/id").asText()).startsWith("chatcmpl-");
        assertThat(completion.at("/model").asText()).isEqualTo("some/model");
        assertThat(completion.at("/choices/0/finish_reason").asText()).isEqualTo("stop");
        assertThat(completion.at("/choices/0/message/content").asText())
                .startsWith("[stand-in answer]")
                .contains("Hello there, lighthouse.");
    }

    @Test
    void countsTokensWhoseTotalIsTheSum() throws Exception {
        JsonNode usage = client.chat(HELLO).path("usage");

        assertThat(usage.path("prompt_tokens").asInt()).isPositive();
        assertThat(usage.path("total_tokens").asInt())
                .isEqualTo(usage.path("prompt_tokens").asInt()
                        + usage.path("completion_tokens").asInt());
    }

    @Test
    void refusesMaxTokensInTheShapeOfTheProvidersPage() throws Exception {
        HttpResponse<String> response =
                client.post(Api.CHAT, HELLO.replace("{\"model\"", "{\"max_tokens\": 9, \"model\""));

        JsonNode error = Client.json(response.body()).path("error");
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(error.path("type").asText()).isEqualTo("backend_error");
        assertThat(error.path("code").asInt()).isEqualTo(400);
        assertThat(error.at("/details/error/param").asText()).isEqualTo("max_tokens");
        assertThat(error.at("/details/error/code").asText()).isEqualTo("unsupported_parameter");
    }

    @Test
    void refusesACallWithoutKey() throws Exception {
        HttpResponse<String> response = client.http()
                .send(
                        HttpRequest.newBuilder(model.uri(Api.CHAT))
                                .POST(HttpRequest.BodyPublishers.ofString(HELLO))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());

        assertThat(response.statusCode()).isEqualTo(401);
        assertThat(Client.json(response.body()).at("/error/code").asText()).isEqualTo("invalid_api_key");
    }

    @Test
    void refusesARequestWithoutModelOrMessages() throws Exception {
        assertThat(client.post(Api.CHAT, "{\"messages\": []}").statusCode()).isEqualTo(400);
        assertThat(client.post(Api.CHAT, "{\"model\": \"m\"}").statusCode()).isEqualTo(400);
        assertThat(client.post(Api.CHAT, "[").statusCode()).isEqualTo(400);
    }

    @Test
    void cutsAtTheLimitAndSaysSo() throws Exception {
        JsonNode completion = client.chat(HELLO.replace("{\"model\"", "{\"max_completion_tokens\": 5, \"model\""));

        assertThat(completion.at("/choices/0/finish_reason").asText()).isEqualTo("length");
        assertThat(completion.at("/usage/completion_tokens").asInt()).isEqualTo(5);
    }

    @Test
    void readsAPdfSentAsFileData() throws Exception {
        String pdf = Base64.getEncoder().encodeToString(Files.readAllBytes(Path.of("samples/tide-observatory.pdf")));

        JsonNode completion = client.chat("""
                {"model": "m", "messages": [{"role": "user", "content": [{"type": "text", "text": "Summarise."},
                 {"type": "file", "file": {"filename": "tides.pdf", "file_data": "data:application/pdf;base64,%s"}}]}]}""".formatted(pdf));

        assertThat(completion.at("/choices/0/message/content").asText())
                .startsWith("[stand-in summary]")
                .contains("tides.pdf, a PDF of 4 pages")
                .contains("colza oil until 1871");
    }

    @Test
    void callsAFunctionForAQuestionUntilItHasTheResult() throws Exception {
        String tools = """
                "tools": [{"type": "function", "function": {"name": "get_current_weather", "parameters": {"type": "object",
                 "properties": {"location": {"type": "string"}, "unit": {"type": "string", "enum": ["celsius", "kelvin"]}}}}}]""";
        String question = "{\"role\": \"user\", \"content\": \"What is the weather like in Boston today?\"}";
        String result = "{\"role\": \"tool\", \"tool_call_id\": \"c\", \"content\": \"21 degrees\"}";

        JsonNode first = client.chat("{\"model\": \"m\", \"messages\": [" + question + "], " + tools + "}");
        JsonNode second =
                client.chat("{\"model\": \"m\", \"messages\": [" + question + "," + result + "], " + tools + "}");

        JsonNode call = first.at("/choices/0/message/tool_calls/0");
        assertThat(first.at("/choices/0/finish_reason").asText()).isEqualTo("tool_calls");
        assertThat(call.at("/function/name").asText()).isEqualTo("get_current_weather");
        assertThat(Client.json(call.at("/function/arguments").asText()))
                .isEqualTo(Client.json("{\"location\": \"Boston\", \"unit\": \"celsius\"}"));
        assertThat(second.at("/choices/0/finish_reason").asText()).isEqualTo("stop");
    }

    @Test
    void streamsTheSameTextInChunksWithUsageAtTheEnd() throws Exception {
        String whole = client.chat(HELLO).at("/choices/0/message/content").asText();

        List<String> events = client.stream(
                Api.CHAT,
                HELLO.replace(
                        "{\"model\"", "{\"stream\": true, \"stream_options\": {\"include_usage\": true}, \"model\""));

        StringBuilder text = new StringBuilder();
        events.subList(0, events.size() - 1)
                .forEach(event -> text.append(
                        Client.json(event).at("/choices/0/delta/content").asText("")));
        assertThat(text).hasToString(whole);
        assertThat(events).last().isEqualTo("[DONE]");
        JsonNode usage = Client.json(events.get(events.size() - 2));
        assertThat(usage.path("choices")).isEmpty();
        assertThat(usage.at("/usage/total_tokens").asInt()).isPositive();
        assertThat(Client.json(events.get(events.size() - 3))
                        .at("/choices/0/finish_reason")
                        .asText())
                .isEqualTo("stop");
    }

    @Test
    void listsItsModel() throws IOException, InterruptedException {
        URI models = model.uri("/v1/models");

        HttpResponse<String> response = client.http()
                .send(
                        HttpRequest.newBuilder(models)
                                .header("Authorization", "Bearer k")
                                .build(),
                        HttpResponse.BodyHandlers.ofString());

        assertThat(Client.json(response.body()).at("/data/0/id").asText()).isEqualTo("openai/gpt-5.2-chat");
    }
}
