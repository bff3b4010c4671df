package dev.dragoman.harness;

import dev.dragoman.local.SocketServer;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A model on a plain socket. The test itself writes the answers, piece by piece, at any time. */
public final class ScriptedModel implements AutoCloseable {
    private final SocketServer server = SocketServer.start("scripted-model", this::serve);
    private final BlockingQueue<Call> calls = new LinkedBlockingQueue<>();

    private ScriptedModel() {}

    /** Starts it on a free port. */
    public static ScriptedModel start() {
        return new ScriptedModel();
    }

    /** What {@code DRAGOMAN_MODEL_BASE_URL} has to be. */
    public String baseUrl() {
        return "http://" + server.address() + "/v1";
    }

    /** The next call, as soon as its request has arrived. */
    public Call next() throws InterruptedException {
        Call call = calls.poll(Stack.LIMIT.toSeconds(), TimeUnit.SECONDS);
        if (call == null) {
            throw new AssertionError("nobody called the model");
        }
        return call;
    }

    // A connection is kept: the next request on it is the next call.
    private void serve(Socket socket) {
        Call call = null;
        try (socket) {
            InputStream in = new BufferedInputStream(socket.getInputStream());
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
        } catch (IOException gone) {
            // As if its end had been read.
        } finally {
            if (call != null) {
                call.abandoned.countDown();
            }
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

    @Override
    public void close() {
        server.close();
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
