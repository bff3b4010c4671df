package dev.dragoman.local.bench;

import dev.dragoman.local.SocketServer;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A model that streams as fast as its caller reads: every call gets the same number of chunks of a chat completion.
 * Uses plain blocking sockets, to take as little processor time as possible.
 */
final class EventModel implements AutoCloseable {
    private static final byte[] HEAD =
            ascii("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n");
    private static final byte[] EVENT = chunk("data: {\"id\":\"chatcmpl-1\",\"object\":\"chat.completion.chunk\","
            + "\"created\":1700000000,\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\" word\"},"
            + "\"finish_reason\":null}]}\n\n");
    private static final byte[] END = ascii(new String(
                    chunk("data: {\"id\":\"chatcmpl-1\",\"object\":\"chat.completion.chunk\",\"created\":1700000000,"
                            + "\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n"
                            + "data: [DONE]\n\n"),
                    StandardCharsets.US_ASCII)
            + "0\r\n\r\n");

    private final SocketServer server;
    private final int events;

    /**
     * Starts it.
     *
     * @param events how many a stream has, before its end
     */
    EventModel(int events) {
        this.events = events;
        this.server = SocketServer.start("event-model", this::serve);
    }

    int port() {
        return server.port();
    }

    String baseUrl() {
        return "http://" + server.address() + "/v1";
    }

    private void serve(Socket socket) throws IOException {
        socket.setTcpNoDelay(true);
        try (InputStream in = new BufferedInputStream(socket.getInputStream());
                OutputStream out = new BufferedOutputStream(socket.getOutputStream(), 4_096)) {
            for (int length = request(in); length >= 0; length = request(in)) {
                in.readNBytes(length);
                out.write(HEAD);
                for (int sent = 0; sent < events; sent++) {
                    out.write(EVENT);
                    if (sent == 0) {
                        out.flush();
                    }
                }
                out.write(END);
                out.flush();
            }
        }
    }

    // Reads a request's head; returns the length of its body, or -1 at the end of the connection.
    private static int request(InputStream in) throws IOException {
        int length = 0;
        boolean some = false;
        for (String line = line(in); line != null; line = line(in)) {
            if (line.isEmpty()) {
                return length;
            }
            some = true;
            if (line.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
                length = Integer.parseInt(line.substring(15).strip());
            }
        }
        return some ? length : -1;
    }

    private static @Nullable String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next >= 0; next = in.read()) {
            if (next == '\n') {
                return line.toString().stripTrailing();
            }
            line.append((char) next);
        }
        return null;
    }

    private static byte[] chunk(String text) {
        return ascii(Integer.toHexString(text.length()) + "\r\n" + text + "\r\n");
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public void close() {
        server.close();
    }
}
