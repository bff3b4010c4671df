package dev.dragoman.harness;

import dev.dragoman.local.Ports;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A model on a plain socket. The test itself writes the answers, piece by piece, at any time. */
public final class ScriptedModel implements AutoCloseable {
    private final ServerSocket server;
    private final BlockingQueue<Call> calls = new LinkedBlockingQueue<>();

    private ScriptedModel(ServerSocket server) {
        this.server = server;
    }

    /** Starts it on a free port. */
    public static ScriptedModel start() {
        try {
            ServerSocket socket = new ServerSocket();
            socket.bind(Ports.address(0));
            ScriptedModel model = new ScriptedModel(socket);
            background(model::accept);
            return model;
        } catch (IOException noPort) {
            throw new UncheckedIOException(noPort);
        }
    }

    /** What {@code DRAGOMAN_MODEL_BASE_URL} has to be. */
    public String baseUrl() {
        return "http://" + Ports.LOOPBACK + ":" + server.getLocalPort() + "/v1";
    }

    /** The next call, as soon as its request has arrived. */
    public Call next() throws InterruptedException {
        Call call = calls.poll(Stack.LIMIT.toSeconds(), TimeUnit.SECONDS);
        if (call == null) {
            throw new AssertionError("nobody called the model");
        }
        return call;
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                background(() -> serve(socket));
            } catch (IOException ended) {
                return;
            }
        }
    }

    // A connection is kept: the next request on it is the next call.
    private void serve(Socket socket) {
        try (socket) {
            InputStream in = new BufferedInputStream(socket.getInputStream());
            Call call = null;
            while (true) {
                String head = head(in);
                if (head.isEmpty()) {
                    break;
                }
                byte[] body = in.readNBytes(contentLength(head));
                call = new Call(socket, new String(body, StandardCharsets.UTF_8));
                calls.add(call);
                in.mark(1);
                int next = in.read();
                if (next < 0) {
                    break;
                }
                in.reset();
            }
            if (call != null) {
                call.abandoned.countDown();
            }
        } catch (IOException gone) {
            calls.forEach(call -> call.abandoned.countDown());
        }
    }

    private static String head(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (!head.toString(StandardCharsets.US_ASCII).endsWith("\r\n\r\n")) {
            int next = in.read();
            if (next < 0) {
                return "";
            }
            head.write(next);
        }
        return head.toString(StandardCharsets.US_ASCII);
    }

    private static int contentLength(String head) {
        return head.lines()
                .filter(line -> line.toLowerCase(java.util.Locale.ROOT).startsWith("content-length:"))
                .mapToInt(line -> Integer.parseInt(
                        line.substring("content-length:".length()).strip()))
                .findFirst()
                .orElse(0);
    }

    private static void background(Runnable work) {
        Thread thread = new Thread(work, "scripted-model");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException ignored) {
            // It is closed then, one way or another.
            return;
        }
    }

    /** One request, and the answer to it. */
    public static final class Call {
        private final Socket socket;
        private final String body;
        private final CountDownLatch abandoned = new CountDownLatch(1);

        private Call(Socket socket, String body) {
            this.socket = socket;
            this.body = body;
        }

        /** The request's body. */
        public String body() {
            return body;
        }

        /** Begins a stream. */
        public Call stream() throws IOException {
            return head("200 OK", "text/event-stream");
        }

        /** Begins an answer that is sent in chunks. */
        public Call head(String status, String contentType) throws IOException {
            raw("HTTP/1.1 " + status + "\r\nContent-Type: " + contentType + "\r\nTransfer-Encoding: chunked\r\n\r\n");
            return this;
        }

        /** Sends one event. */
        public Call event(String text) throws IOException {
            return write(text + "\n\n");
        }

        /** Sends one chunk. */
        public Call write(String text) throws IOException {
            int length = text.getBytes(StandardCharsets.UTF_8).length;
            raw(Integer.toHexString(length) + "\r\n" + text + "\r\n");
            return this;
        }

        /** Ends the answer properly. */
        public void end() throws IOException {
            raw("0\r\n\r\n");
        }

        /** Breaks the connection. */
        public void cut() throws IOException {
            socket.close();
        }

        /** Whether the caller went away, within the limit. */
        public boolean abandonedWithin(Duration limit) throws InterruptedException {
            return abandoned.await(limit.toMillis(), TimeUnit.MILLISECONDS);
        }

        private void raw(String text) throws IOException {
            OutputStream out = socket.getOutputStream();
            out.write(text.getBytes(StandardCharsets.UTF_8));
            out.flush();
        }
    }
}
