package dev.dragoman.harness;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/**
 * What a {@link WireProvider} writes, byte by byte, and what becomes of the connection afterwards.
 *
 * @param parts in their order
 * @param end of the connection
 */
public record WireReply(List<Part> parts, End end) {
    /** What becomes of the connection. */
    public enum End {
        /** It is kept for the next call. */
        KEEP,
        /** It is closed in good order (FIN). */
        CLOSE,
        /** It is broken (RST). */
        RESET
    }

    /**
     * Some bytes, and how long the provider thinks before it writes them.
     *
     * @param bytes as they go over the wire
     * @param thought the time before
     */
    public record Part(byte[] bytes, Duration thought) {}

    /** Copies the parts. */
    public WireReply {
        parts = List.copyOf(parts);
    }

    /** An answer in one piece. */
    public static WireReply whole(int status, String contentType, String body, String... headers) {
        return whole(status, contentType, body.getBytes(StandardCharsets.UTF_8), headers);
    }

    /** JSON in one piece. */
    public static WireReply json(int status, String body, String... headers) {
        return whole(status, "application/json", body, headers);
    }

    /** An answer in one piece, compressed. */
    public static WireReply gzip(int status, String body) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(body.getBytes(StandardCharsets.UTF_8));
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return whole(status, "application/json", packed.toByteArray(), "Content-Encoding: gzip");
    }

    private static WireReply whole(int status, String contentType, byte[] body, String... headers) {
        String head = head(status, contentType, headers) + "Content-Length: " + body.length + "\r\n\r\n";
        return new WireReply(List.of(part(head), new Part(body, Duration.ZERO)), End.KEEP);
    }

    /** JSON that ends where the connection ends, as HTTP/1.0 does it. */
    public static WireReply untilClosed(int status, String body) {
        return new WireReply(
                List.of(part(head(status, "application/json", "Connection: close") + "\r\n" + body)), End.CLOSE);
    }

    /** The head of an answer in chunks; the pieces follow, each as a chunk. */
    public static WireReply chunks(String contentType, List<String> pieces, String... headers) {
        List<Part> parts = new ArrayList<>();
        parts.add(part(head(200, contentType, headers) + "Transfer-Encoding: chunked\r\n\r\n"));
        pieces.forEach(piece -> parts.add(chunk(piece.getBytes(StandardCharsets.UTF_8))));
        parts.add(part("0\r\n\r\n"));
        return new WireReply(parts, End.KEEP);
    }

    /** A stream of events, each with its blank line. */
    public static WireReply events(List<String> events, String... headers) {
        return chunks(
                "text/event-stream",
                events.stream().map(event -> event + "\n\n").toList(),
                headers);
    }

    /** A stream of events of which every byte is a chunk of its own. */
    public static WireReply eventsByteByByte(List<String> events) {
        List<Part> parts = new ArrayList<>();
        parts.add(part(head(200, "text/event-stream") + "Transfer-Encoding: chunked\r\n\r\n"));
        for (byte each : (String.join("\n\n", events) + "\n\n").getBytes(StandardCharsets.UTF_8)) {
            parts.add(chunk(new byte[] {each}));
        }
        parts.add(part("0\r\n\r\n"));
        return new WireReply(parts, End.KEEP);
    }

    /** The same without its end: the connection is broken there. */
    public WireReply broken(End how) {
        return new WireReply(parts.subList(0, parts.size() - 1), how);
    }

    /** The same with a pause before one of its parts; the head is part 0. */
    public WireReply thinking(int part, Duration thought) {
        List<Part> slower = new ArrayList<>(parts);
        slower.set(part, new Part(parts.get(part).bytes(), thought));
        return new WireReply(slower, end);
    }

    /** Nothing at all: the connection is broken at once. */
    public static WireReply nothing() {
        return new WireReply(List.of(), End.RESET);
    }

    private static String head(int status, String contentType, String... headers) {
        StringBuilder head = new StringBuilder("HTTP/1.1 " + status + " Status\r\n");
        if (!contentType.isEmpty()) {
            head.append("Content-Type: ").append(contentType).append("\r\n");
        }
        for (String header : headers) {
            head.append(header).append("\r\n");
        }
        return head.toString();
    }

    private static Part part(String text) {
        return new Part(text.getBytes(StandardCharsets.UTF_8), Duration.ZERO);
    }

    private static Part chunk(byte[] piece) {
        ByteArrayOutputStream chunk = new ByteArrayOutputStream();
        chunk.writeBytes((Integer.toHexString(piece.length) + "\r\n").getBytes(StandardCharsets.US_ASCII));
        chunk.writeBytes(piece);
        chunk.writeBytes("\r\n".getBytes(StandardCharsets.US_ASCII));
        return new Part(chunk.toByteArray(), Duration.ZERO);
    }
}
