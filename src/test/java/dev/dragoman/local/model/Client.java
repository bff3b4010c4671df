package dev.dragoman.local.model;

import com.fasterxml.jackson.databind.JsonNode;
import dev.dragoman.json.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;

/** Calls the stand-in as a client would. */
record Client(HttpClient http, StandInModel model) {
    static Client of(StandInModel model) {
        return new Client(
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build(), model);
    }

    HttpResponse<String> post(String path, String body) throws IOException, InterruptedException {
        return http.send(request(path, body).build(), HttpResponse.BodyHandlers.ofString());
    }

    JsonNode responses(String body) throws IOException, InterruptedException {
        return json(post("/v1/responses", body).body());
    }

    JsonNode chat(String body) throws IOException, InterruptedException {
        return json(post("/v1/chat/completions", body).body());
    }

    /** The data of each server-sent event. */
    List<String> stream(String path, String body) throws IOException, InterruptedException {
        return post(path, body)
                .body()
                .lines()
                .filter(line -> line.startsWith("data: "))
                .map(line -> line.substring("data: ".length()))
                .toList();
    }

    HttpRequest.Builder request(String path, String body) {
        URI uri = model.uri(path);
        return HttpRequest.newBuilder(uri)
                .timeout(Duration.ofSeconds(20))
                .header("Authorization", "Bearer some-key")
                .POST(HttpRequest.BodyPublishers.ofString(body));
    }

    static JsonNode json(String text) {
        if (Json.read(text) instanceof Json.Result.Value value) {
            return value.node();
        }
        throw new IllegalArgumentException("no JSON: " + text);
    }

    static String textOf(JsonNode response) {
        return response.at("/output/0/content/0/text").asText();
    }
}
