package dev.dragoman.local.bench;

import dev.dragoman.local.SocketServer;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** An HTTP server that answers at once. Uses plain blocking sockets, to take as little processor time as possible. */
final class InstantServer implements AutoCloseable {
    /** Makes the answers. */
    interface Answers {
        /**
         * Answers one request; called on its connection's thread.
         *
         * @param start the request's first line
         * @param body the request's body
         * @return status line, headers and body
         */
        byte[] to(String start, byte[] body) throws InterruptedException;
    }

    private final SocketServer server;
    private final Answers answers;

    InstantServer(Answers answers) {
        this.answers = answers;
        this.server = SocketServer.start("instant-server", this::serve);
    }

    /** Host and port. */
    String address() {
        return server.address();
    }

    /** An answer with a JSON body. */
    static byte[] json(String status, String headers, String body) {
        return ("HTTP/1.1 " + status + "\r\nContent-Type: application/json\r\n" + headers + "Content-Length: "
                        + body.length() + "\r\n\r\n" + body)
                .getBytes(StandardCharsets.US_ASCII);
    }

    private void serve(Socket socket) throws IOException, InterruptedException {
        socket.setTcpNoDelay(true);
        InputStream in = new BufferedInputStream(socket.getInputStream());
        for (String start = line(in); start != null; start = line(in)) {
            byte[] body = body(in);
            socket.getOutputStream().write(answers.to(start, body));
        }
    }

    private static byte[] body(InputStream in) throws IOException {
        int length = 0;
        for (String line = line(in); line != null && !line.isEmpty(); line = line(in)) {
            if (line.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
                length = Integer.parseInt(line.substring(15).strip());
            }
        }
        return in.readNBytes(length);
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

    @Override
    public void close() {
        server.close();
    }
}
