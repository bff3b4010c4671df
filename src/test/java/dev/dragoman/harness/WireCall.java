package dev.dragoman.harness;

import dev.dragoman.local.Ports;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * A request as it goes over the wire. A client library hides what this is about: interim responses, and whether a
 * body came to its end.
 *
 * @param method as {@code POST}
 * @param path with its leading slash
 * @param headers as {@code Name: value}, without those that say how long the body is
 * @param body its bytes
 */
public record WireCall(String method, String path, List<String> headers, byte[] body) {
    /**
     * What came back.
     *
     * @param status of the final response; 0 if the connection was broken before it
     * @param headers by their names, in any case
     * @param body as far as it came, without its chunks' heads
     * @param whole whether it came to its end
     * @param interim how many responses 1xx came before
     */
    public record Answer(int status, Map<String, String> headers, byte[] body, boolean whole, int interim) {
        /** The body as text. */
        public String text() {
            return new String(body, StandardCharsets.UTF_8);
        }

        /** A header's value; empty if it is not there. */
        public String header(String name) {
            return headers.getOrDefault(name, "");
        }
    }

    /** Copies the headers. */
    public WireCall {
        headers = List.copyOf(headers);
    }

    /** A POST of JSON. */
    public static WireCall post(String path, String json) {
        return new WireCall(
                "POST", path, List.of("Content-Type: application/json"), json.getBytes(StandardCharsets.UTF_8));
    }

    /** Sends it to a port of this machine, on a connection of its own. */
    public Answer send(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(Ports.address(port));
            socket.setSoTimeout((int) Stack.LIMIT.toMillis());
            StringBuilder head = new StringBuilder(method + " " + path + " HTTP/1.1\r\nHost: " + Ports.LOOPBACK + ":"
                    + port + "\r\nAuthorization: Bearer a-client-key\r\n");
            headers.forEach(header -> head.append(header).append("\r\n"));
            if (body.length > 0 || method.equals("POST")) {
                head.append("Content-Length: ").append(body.length).append("\r\n");
            }
            ByteArrayOutputStream request = new ByteArrayOutputStream();
            request.writeBytes(head.append("\r\n").toString().getBytes(StandardCharsets.UTF_8));
            request.writeBytes(body);
            socket.getOutputStream().write(request.toByteArray());
            socket.getOutputStream().flush();
            return read(new BufferedInputStream(socket.getInputStream()), 0);
        } catch (IOException broken) {
            throw new UncheckedIOException(this.method + " " + path, broken);
        }
    }

    private Answer read(InputStream in, int interim) throws IOException {
        String start = firstLine(in);
        if (start.isEmpty()) {
            return new Answer(0, Map.of(), new byte[0], false, interim);
        }
        int status = Integer.parseInt(start.split(" ", 3)[1]);
        Map<String, String> fields = fields(in);
        if (status / 100 == 1 && status != 101) {
            return read(in, interim + 1);
        }
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        boolean none = method.equals("HEAD") || status == 204 || status == 304;
        boolean whole = none || body(in, fields, body);
        return new Answer(status, fields, body.toByteArray(), whole, interim);
    }

    private static String firstLine(InputStream in) throws IOException {
        try {
            return line(in);
        } catch (SocketException reset) {
            return "";
        }
    }

    private static Map<String, String> fields(InputStream in) throws IOException {
        Map<String, String> fields = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            String[] field = line.split(":", 2);
            fields.merge(field[0], field[1].strip(), (one, other) -> one + ", " + other);
        }
        return fields;
    }

    private static boolean body(InputStream in, Map<String, String> fields, ByteArrayOutputStream body) {
        try {
            if (fields.getOrDefault("Transfer-Encoding", "")
                    .toLowerCase(Locale.ROOT)
                    .equals("chunked")) {
                return chunks(in, body);
            }
            String length = fields.getOrDefault("Content-Length", "");
            body.writeBytes(length.isEmpty() ? in.readAllBytes() : in.readNBytes(Integer.parseInt(length)));
            return length.isEmpty() || body.size() == Integer.parseInt(length);
        } catch (IOException reset) {
            return false;
        }
    }

    private static boolean chunks(InputStream in, ByteArrayOutputStream body) throws IOException {
        for (String size = line(in); !size.isEmpty(); size = line(in)) {
            int length = Integer.parseInt(size, 16);
            if (length == 0) {
                return true;
            }
            // Byte by byte: what came of a chunk before a reset counts.
            for (int left = length; left > 0; left--) {
                int next = in.read();
                if (next < 0) {
                    return false;
                }
                body.write(next);
            }
            line(in);
        }
        return false;
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
