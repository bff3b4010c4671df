package dev.dragoman.local.bench;

import dev.dragoman.local.Ports;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** Asks for one stream after the other over one connection, and measures them. Uses plain blocking sockets. */
final class EventClient implements AutoCloseable {
    private static final byte[] BODY =
            "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}],\"stream\":true}"
                    .getBytes(StandardCharsets.US_ASCII);
    private static final byte[] DATA = "data: ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] LAST = "data: [DONE]\n\n\r\n0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final Socket socket;
    private final byte[] request;
    private final byte[] buffer = new byte[16 * 1024];

    EventClient(int port) throws IOException {
        socket = new Socket();
        socket.connect(Ports.address(port));
        socket.setTcpNoDelay(true);
        byte[] head = ("POST /v1/chat/completions HTTP/1.1\r\nHost: " + Ports.LOOPBACK
                        + "\r\nContent-Type: application/json\r\nContent-Length: " + BODY.length + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
        request = new byte[head.length + BODY.length];
        System.arraycopy(head, 0, request, 0, head.length);
        System.arraycopy(BODY, 0, request, head.length, BODY.length);
    }

    /** Asks, reads the stream to its end, and returns the nanoseconds until its first event arrived. */
    long timeToFirstEvent() throws IOException {
        Matcher data = new Matcher(DATA);
        Matcher last = new Matcher(LAST);
        long first = 0;
        long asked = System.nanoTime();
        socket.getOutputStream().write(request);
        InputStream in = socket.getInputStream();
        while (!last.found()) {
            int read = in.read(buffer);
            if (read < 0) {
                throw new EOFException("the stream broke off");
            }
            if (first == 0 && data.in(buffer, read)) {
                first = System.nanoTime() - asked;
            }
            last.in(buffer, read);
        }
        return first;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    /** Finds a sequence of bytes in a stream. Its first byte may not occur in it a second time. */
    private static final class Matcher {
        private final byte[] wanted;
        private int matched;

        Matcher(byte[] wanted) {
            this.wanted = wanted;
        }

        boolean found() {
            return matched == wanted.length;
        }

        boolean in(byte[] bytes, int length) {
            for (int i = 0; i < length && !found(); i++) {
                matched = bytes[i] == wanted[matched] ? matched + 1 : bytes[i] == wanted[0] ? 1 : 0;
            }
            return found();
        }
    }
}
