package dev.dragoman.harness;

import dev.dragoman.local.Ports;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
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

    private final ServerSocket server;
    private final Duration beforeHead;
    private final Duration betweenBytes;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final CountDownLatch abandoned = new CountDownLatch(1);

    private SlowServer(ServerSocket server, Duration beforeHead, Duration betweenBytes) {
        this.server = server;
        this.beforeHead = beforeHead;
        this.betweenBytes = betweenBytes;
    }

    /** Starts it on a free port. */
    public static SlowServer start(Duration beforeHead, Duration betweenBytes) {
        try {
            ServerSocket socket = new ServerSocket();
            socket.bind(Ports.address(0));
            SlowServer slow = new SlowServer(socket, beforeHead, betweenBytes);
            slow.background(slow::accept);
            return slow;
        } catch (IOException noPort) {
            throw new UncheckedIOException(noPort);
        }
    }

    /** What {@code DRAGOMAN_MODEL_BASE_URL} has to be. */
    public String baseUrl() {
        return URI.create("http://" + Ports.LOOPBACK + ":" + server.getLocalPort() + "/v1")
                .toString();
    }

    /** Whether a caller went away before it had the whole answer, within the limit. */
    public boolean abandonedWithin(Duration limit) throws InterruptedException {
        return abandoned.await(limit.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                background(() -> answer(socket));
            } catch (IOException ended) {
                return;
            }
        }
    }

    private void answer(Socket socket) {
        try (socket;
                OutputStream out = socket.getOutputStream()) {
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
        } catch (IOException | InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    private void pause(Duration wait) throws InterruptedException {
        closed.await(wait.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void background(Runnable work) {
        Thread thread = new Thread(work, "slow-server");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        closed.countDown();
        try {
            server.close();
        } catch (IOException ignored) {
            // It is closed then, one way or another.
            return;
        }
    }
}
