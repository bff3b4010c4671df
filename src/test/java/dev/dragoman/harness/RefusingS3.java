package dev.dragoman.harness;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.dragoman.local.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** An S3 that refuses to give out its objects, each in the words that S3 has for that. What it has no words for is missing. */
public final class RefusingS3 implements AutoCloseable {
    /**
     * How an object is refused.
     *
     * @param headStatus the status of a head, whose response never has a body
     * @param readStatus the status of a read
     * @param headers of both
     * @param code S3's
     * @param message S3's
     */
    public record Refusal(int headStatus, int readStatus, Map<String, String> headers, String code, String message) {
        private byte[] xml() {
            return ("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>" + code + "</Code><Message>" + message
                            + "</Message><RequestId>4442587FB7D0A2F9</RequestId><HostId>abc</HostId></Error>")
                    .getBytes(StandardCharsets.UTF_8);
        }
    }

    private static final byte[] NO_KEY = new Refusal(404, 404, Map.of(), "NoSuchKey", "Not there.").xml();

    private final HttpServer server;
    private final Map<String, Refusal> refusals = new ConcurrentHashMap<>();
    private final List<String> written = new CopyOnWriteArrayList<>();

    private RefusingS3(HttpServer server) {
        this.server = server;
    }

    /** Starts it on a free port. */
    public static RefusingS3 start() {
        try {
            HttpServer server = HttpServer.create(Ports.address(0), 100);
            RefusingS3 s3 = new RefusingS3(server);
            server.createContext("/", s3::handle);
            server.start();
            return s3;
        } catch (IOException noPort) {
            throw new UncheckedIOException(noPort);
        }
    }

    /** What {@code AWS_ENDPOINT_URL_S3} has to be. */
    public String endpoint() {
        return "http://" + Ports.LOOPBACK + ":" + server.getAddress().getPort();
    }

    /** Refuses an object from now on. */
    public void refuse(String bucket, String key, Refusal refusal) {
        refusals.put("/" + bucket + "/" + key, refusal);
    }

    /** What was written, as method and path. */
    public List<String> written() {
        return List.copyOf(written);
    }

    private void handle(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        boolean head = exchange.getRequestMethod().equals("HEAD");
        exchange.getRequestBody().readAllBytes();
        if (!head && !exchange.getRequestMethod().equals("GET")) {
            written.add(exchange.getRequestMethod() + " " + path);
        }
        Refusal refusal = refusals.get(path);
        boolean isBucket = path.indexOf('/', 1) < 0 || path.endsWith("/");
        int status = refusal == null ? isBucket ? 200 : 404 : head ? refusal.headStatus() : refusal.readStatus();
        if (refusal != null) {
            refusal.headers().forEach(exchange.getResponseHeaders()::set);
        }
        if (head) {
            exchange.getResponseHeaders().set("ETag", "\"d41d8cd98f00b204e9800998ecf8427e\"");
            exchange.getResponseHeaders().set("Last-Modified", "Fri, 20 Nov 2026 08:00:00 GMT");
            exchange.getResponseHeaders().set("Content-Length", status == 200 ? "4096" : "0");
            exchange.sendResponseHeaders(status, -1);
        } else {
            byte[] body = refusal == null ? NO_KEY : refusal.xml();
            exchange.getResponseHeaders().set("Content-Type", "application/xml");
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
        }
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
