package dev.dragoman.harness;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.dragoman.local.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;
import org.awaitility.Awaitility;

/**
 * An OpenTelemetry collector on loopback that takes OTLP over HTTP and keeps the bytes: Protocol Buffers hold texts as
 * UTF-8 and trace ids as they are, so both can be looked for without a schema.
 */
public final class Collector implements AutoCloseable {
    private final HttpServer server;
    private final List<byte[]> exports = new CopyOnWriteArrayList<>();

    private Collector(HttpServer server) {
        this.server = server;
    }

    /** Starts it on a free port. */
    public static Collector start() {
        try {
            Collector collector = new Collector(HttpServer.create(Ports.address(0), 0));
            collector.server.createContext("/v1/traces", collector::take);
            collector.server.start();
            return collector;
        } catch (IOException noPort) {
            throw new UncheckedIOException(noPort);
        }
    }

    /** The settings with which an operator turns traces on and names this collector. */
    public Map<String, String> environment() {
        return new TreeMap<>(Map.of(
                "QUARKUS_OTEL_SDK_DISABLED",
                "false",
                "QUARKUS_OTEL_EXPORTER_OTLP_ENDPOINT",
                "http://" + Ports.LOOPBACK + ":" + server.getAddress().getPort(),
                "QUARKUS_OTEL_EXPORTER_OTLP_PROTOCOL",
                "http/protobuf"));
    }

    private void take(HttpExchange exchange) throws IOException {
        boolean zipped = "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"));
        byte[] body =
                (zipped ? new GZIPInputStream(exchange.getRequestBody()) : exchange.getRequestBody()).readAllBytes();
        exports.add(body);
        exchange.sendResponseHeaders(200, -1);
        exchange.close();
    }

    /** All bytes received so far, each as one character of ISO 8859-1. */
    public String received() {
        return exports.stream()
                .map(body -> new String(body, StandardCharsets.ISO_8859_1))
                .collect(Collectors.joining());
    }

    /** Waits until a text has been received. */
    public void await(String text) {
        Awaitility.await(text).atMost(Stack.LIMIT).until(() -> received().contains(text));
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
