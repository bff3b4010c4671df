package dev.dragoman.local.trial;

import dev.dragoman.local.DragomanProcess;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;

/** The metrics of a server, read from {@code /q/metrics}. */
final class ServerMetrics {
    private final List<String> lines;

    private ServerMetrics(List<String> lines) {
        this.lines = lines;
    }

    static ServerMetrics of(DragomanProcess server) throws IOException, InterruptedException {
        HttpResponse<String> response = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .build()
                .send(HttpRequest.newBuilder(server.uri("/q/metrics")).build(), HttpResponse.BodyHandlers.ofString());
        return new ServerMetrics(response.body().lines().toList());
    }

    /**
     * A metric's value, summed over all other tags.
     *
     * @param name of the metric
     * @param tag as {@code status="429"}
     */
    double sum(String name, String tag) {
        return lines.stream()
                .filter(line -> line.startsWith(name + "{") && line.contains(tag))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }
}
