package dev.dragoman.local.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import dev.dragoman.local.Ports;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ResponsesTest {
    private final StandInModel model = StandInModel.start(0);
    private final Client client = Client.of(model);
    private final HttpServer files = files();

    private static HttpServer files() {
        try {
            return HttpServer.create(Ports.address(0), 0);
        } catch (IOException noPort) {
            throw new IllegalStateException(noPort);
        }
    }

    @BeforeEach
    void serveTheSamples() {
        files.createContext("/", exchange -> {
            Path file = Path.of("samples" + exchange.getRequestURI().getPath());
            if (!Files.isRegularFile(file)) {
                exchange.sendResponseHeaders(404, -1);
                return;
            }
            byte[] bytes = Files.readAllBytes(file);
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        files.start();
    }

    @AfterEach
    void stop() {
        files.stop(0);
        model.close();
    }

    private String withPart(String part) {
        return """
               {"model": "m", "input": [{"role": "user", "content": [
                {"type": "input_text", "text": "Summarise this file."}, %s]}]}""".formatted(part);
    }

    private String withUrl(String file) {
        return withPart("{\"type\": \"input_file\", \"file_url\": \"http://127.0.0.1:"
                + files.getAddress().getPort() + "/" + file + "\"}");
    }

    private String withData(String name, byte[] bytes) {
        return withPart("{\"type\": \"input_file\", \"filename\": \"" + name + "\", \"file_data\": \"data:;base64,"
                + Base64.getEncoder().encodeToString(bytes) + "\"}");
    }

    @Test
    void fetchesAPdfAndTellsFactsFromEachOfItsLaterPages() throws Exception {
        JsonNode response = client.responses(withUrl("tide-observatory.pdf"));

        assertThat(response.path("status").asText()).isEqualTo("completed");
        assertThat(response.path("id").asText()).startsWith("resp_");
        assertThat(Client.textOf(response))
                .startsWith("[stand-in summary]")
                .contains("a PDF of 4 pages")
                .contains("colza oil until 1871")
                .contains("8.43 metres")
                .contains("fourteen centimetres");
    }

    @Test
    void countsTheFilesTextAsInput() throws Exception {
        JsonNode usage = client.responses(withUrl("tide-observatory.pdf")).path("usage");

        assertThat(usage.path("input_tokens").asInt()).isGreaterThan(1_000);
        assertThat(usage.path("total_tokens").asInt())
                .isEqualTo(usage.path("input_tokens").asInt()
                        + usage.path("output_tokens").asInt());
    }

    @Test
    void readsMarkdownAndOfficeFiles() throws Exception {
        ByteArrayOutputStream word = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(word)) {
            zip.putNextEntry(new ZipEntry("word/document.xml"));
            zip.write("<w:p><w:t>Salt &amp; tar.</w:t></w:p>".getBytes(StandardCharsets.UTF_8));
        }

        assertThat(Client.textOf(client.responses(withUrl("night-ferry.md")))).contains("a text", "- ");
        assertThat(Client.textOf(client.responses(withData("a.docx", word.toByteArray()))))
                .contains("a.docx, an Office document", "Salt & tar.");
    }

    @Test
    void tellsAPicturesFormatAndSize() throws Exception {
        String data = Base64.getEncoder().encodeToString(Files.readAllBytes(Path.of("samples/harbour-light.png")));

        JsonNode response = client.responses(
                withPart("{\"type\": \"input_image\", \"image_url\": \"data:image/png;base64," + data + "\"}"));

        assertThat(Client.textOf(response)).contains("a PNG image of 320 x 200 pixels");
    }

    @Test
    void refusesAFileThatItCannotReadOrFetch() throws Exception {
        HttpResponse<String> broken =
                client.post(Api.RESPONSES, withData("a.pdf", "%PDF-1.7 no".getBytes(StandardCharsets.UTF_8)));
        HttpResponse<String> absent = client.post(Api.RESPONSES, withUrl("absent.pdf"));

        assertThat(broken.statusCode()).isEqualTo(400);
        assertThat(Client.json(broken.body()).at("/error/type").asText()).isEqualTo("invalid_request_error");
        assertThat(absent.statusCode()).isEqualTo(400);
        assertThat(absent.body()).contains("404").doesNotContain("absent.pdf");
    }

    @Test
    void isIncompleteAtTheLimit() throws Exception {
        JsonNode response = client.responses(
                withUrl("night-ferry.md").replace("{\"model\"", "{\"max_output_tokens\": 20, \"model\""));

        assertThat(response.path("status").asText()).isEqualTo("incomplete");
        assertThat(response.at("/incomplete_details/reason").asText()).isEqualTo("max_output_tokens");
        assertThat(response.at("/usage/output_tokens").asInt()).isEqualTo(20);
    }

    @Test
    void countsReasoning() throws Exception {
        JsonNode response =
                client.responses("{\"model\": \"m\", \"input\": \"Hello.\", \"reasoning\": {\"effort\": \"medium\"}}");

        assertThat(response.at("/usage/output_tokens_details/reasoning_tokens").asInt())
                .isPositive();
        assertThat(response.at("/reasoning/effort").asText()).isEqualTo("medium");
    }

    @Test
    void remembersStoredResponsesAndRefusesUnknownOnes() throws Exception {
        JsonNode first = client.responses(withUrl("tide-observatory.pdf"));

        JsonNode second =
                client.responses("{\"model\": \"m\", \"input\": \"And the lamp?\", \"previous_response_id\": \""
                        + first.path("id").asText() + "\"}");
        JsonNode unknown =
                client.responses("{\"model\": \"m\", \"input\": \"x\", \"previous_response_id\": \"resp_0\"}");

        assertThat(Client.textOf(second)).contains("colza oil");
        assertThat(second.at("/usage/input_tokens").asInt())
                .isGreaterThan(first.at("/usage/input_tokens").asInt());
        assertThat(unknown.at("/error/code").asText()).isEqualTo("previous_response_not_found");
    }

    @Test
    void saysThatItHasNoWeb() throws Exception {
        JsonNode response = client.responses(
                "{\"model\": \"m\", \"input\": \"News?\", \"tools\": [{\"type\": \"web_search_preview\"}]}");

        assertThat(Client.textOf(response)).contains("no web").contains("web_search_preview");
    }

    @Test
    void fillsASchema() throws Exception {
        JsonNode response = client.responses("""
                {"model": "m", "input": "We need 12 lamps.", "text": {"format": {"type": "json_schema", "name": "order",
                 "schema": {"type": "object", "properties": {"count": {"type": "integer"}}}}}}""");

        assertThat(Client.textOf(response)).isEqualTo("{\"count\":12}");
    }

    @Test
    void refusesChatsFields() throws Exception {
        assertThat(client.post(Api.RESPONSES, "{\"model\": \"m\", \"messages\": []}")
                        .statusCode())
                .isEqualTo(400);
        assertThat(client.post(Api.RESPONSES, withPart("{\"type\": \"text\", \"text\": \"x\"}"))
                        .statusCode())
                .isEqualTo(400);
    }

    @Test
    void streamsNumberedEventsThatEndWithTheWholeResponse() throws Exception {
        List<JsonNode> events = client.stream(
                        Api.RESPONSES, withUrl("night-ferry.md").replace("{\"model\"", "{\"stream\": true, \"model\""))
                .stream()
                .map(Client::json)
                .toList();

        assertThat(events)
                .extracting(event -> event.path("sequence_number").asInt())
                .isSorted();
        assertThat(events.stream().map(event -> event.path("type").asText()).distinct())
                .containsExactly(
                        "response.created",
                        "response.in_progress",
                        "response.output_item.added",
                        "response.content_part.added",
                        "response.output_text.delta",
                        "response.output_text.done",
                        "response.content_part.done",
                        "response.output_item.done",
                        "response.completed");
        StringBuilder text = new StringBuilder();
        events.forEach(event -> text.append(event.path("delta").asText("")));
        assertThat(Client.textOf(events.get(events.size() - 1).path("response")))
                .isEqualTo(text.toString());
    }

    @Test
    void streamsAFunctionCall() throws Exception {
        List<String> events = client.stream(Api.RESPONSES, """
                {"model": "m", "stream": true, "input": "Go.", "tool_choice": "required", "tools": [{"type": "function",
                 "name": "sail", "parameters": {"type": "object", "properties": {"far": {"type": "boolean"}}}}]}""");

        JsonNode last = Client.json(events.get(events.size() - 1));
        assertThat(last.at("/response/output/0/type").asText()).isEqualTo("function_call");
        assertThat(last.at("/response/output/0/arguments").asText()).isEqualTo("{\"far\":true}");
    }
}
