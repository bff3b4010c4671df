package dev.dragoman.harness;

import dev.dragoman.local.SocketServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A model on a plain socket that waits before the head of its answer and between the bytes of its body. It notices if a
 * caller goes away.
 */
public final class SlowServer implements AutoCloseable {
    private static final byte[] ANSWER = ("{\"id\":\"resp_slow\",\"object\":\"response\",\"status\":\"completed\","
                    + "\"output\":[{\"type\":\"message\",\"content\":[{\"type\":\"output_text\",\"text\":\"At last.\"}]}]}")
            .getBytes(StandardCharsets.US_ASCII);

    private final SocketServer server;
    private final Duration beforeHead;
    private final Duration betweenBytes;
    private final CountDownLatch called = new CountDownLatch(1);
    private final CountDownLatch closed = new CountDownLatch(1);
    private final CountDownLatch abandoned = new CountDownLatch(1);

    private SlowServer(Duration beforeHead, Duration betweenBytes) {
        this.beforeHead = beforeHead;
        this.betweenBytes = betweenBytes;
        this.server = SocketServer.start("slow-server", this::answer);
    }

    /** Starts it on a free port. */
    public static SlowServer start(Duration beforeHead, Duration betweenBytes) {
        return new SlowServer(beforeHead, betweenBytes);
    }

    /** What {@code DRAGOMAN_MODEL_BASE_URL} has to be. */
    public String baseUrl() {
        return "http://" + server.address() + "/v1";
    }

    /** Whether somebody has connected, within the limit. */
    public boolean calledWithin(Duration limit) throws InterruptedException {
        return called.await(limit.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Whether a caller went away before it had the whole answer, within the limit. */
    public boolean abandonedWithin(Duration limit) throws InterruptedException {
        return abandoned.await(limit.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void answer(Socket socket) throws IOException, InterruptedException {
        called.countDown();
        try (OutputStream out = socket.getOutputStream()) {
            pause(beforeHead);
            String head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " + ANSWER.length;
            out.write((head + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            for (byte next : ANSWER) {
                out.write(next);
                out.flush();
                pause(betweenBytes);
            }
        } catch (SocketException gone) {
            abandoned.countDown();
        }
    }

    private void pause(Duration wait) throws InterruptedException {
        closed.await(wait.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        closed.countDown();
        server.close();
    }
}
