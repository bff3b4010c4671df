package dev.dragoman.local;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The head of an HTTP request on a plain socket, and its body: chunks one by one as they arrive, and trailers, which
 * the JDK's server does not show.
 *
 * @param method as {@code POST}
 * @param path as it was sent
 * @param headers by their names, in any case
 */
public record RawRequest(String method, String path, Map<String, String> headers, InputStream in) {
    /** Takes a piece of a body. */
    public interface Taker {
        void take(byte[] piece) throws InterruptedException;
    }

    /** The next request of a connection; null if there is none. */
    public static @Nullable RawRequest read(InputStream in) throws IOException {
        String start = line(in);
        String[] line = start.split(" ", 3);
        return start.isEmpty() ? null : new RawRequest(line[0], line[1], fields(in), in);
    }

    /** Reads the body and returns its trailers. */
    public Map<String, String> body(Taker taker) throws IOException, InterruptedException {
        if (!"chunked".equals(headers.get("Transfer-Encoding"))) {
            taker.take(exactly(Integer.parseInt(headers.getOrDefault("Content-Length", "0"))));
            return Map.of();
        }
        for (int size = size(); size > 0; size = size()) {
            taker.take(exactly(size));
            line(in);
        }
        return fields(in);
    }

    private int size() throws IOException {
        String line = line(in);
        if (line.isEmpty()) {
            throw new EOFException("a body ended without its last chunk");
        }
        return Integer.parseInt(line, 16);
    }

    private byte[] exactly(int size) throws IOException {
        byte[] bytes = in.readNBytes(size);
        if (bytes.length < size) {
            throw new EOFException("a body ended before its announced length");
        }
        return bytes;
    }

    private static Map<String, String> fields(InputStream in) throws IOException {
        Map<String, String> fields = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            String[] field = line.split(":", 2);
            fields.merge(field[0], field[1].strip(), (one, other) -> one + "," + other);
        }
        return fields;
    }

    private static String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = in.read(); next >= 0 && next != '\n'; next = in.read()) {
            if (next != '\r') {
                line.write(next);
            }
        }
        return line.toString(StandardCharsets.ISO_8859_1);
    }
}
