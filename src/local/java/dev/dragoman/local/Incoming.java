package dev.dragoman.local;

import dev.dragoman.local.RuntimeApiServer.Posted;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** The result of one invocation, on its way from the function to Lambda. */
public final class Incoming {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final CompletableFuture<Posted> posted = new CompletableFuture<>();
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private final AtomicInteger times = new AtomicInteger();
    private boolean held;
    private @Nullable Socket connection;

    Incoming() {}

    /** The whole result; fails if it broke off. If several were posted, the first. */
    public CompletableFuture<Posted> posted() {
        return posted;
    }

    /** How often a result was posted. */
    public int times() {
        return times.get();
    }

    /** Waits for the whole result. */
    public Posted await(Duration limit) {
        try {
            return posted.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException late) {
            throw new AssertionError("nothing was posted within " + limit, late);
        } catch (ExecutionException | InterruptedException broken) {
            throw new AssertionError(broken);
        }
    }

    /** Waits until the part received so far contains this text. */
    public String awaitPart(String part) {
        return Awaitility.await(part).atMost(LIMIT).until(this::text, text -> text.contains(part));
    }

    /** The body received so far. */
    public synchronized String text() {
        return body.toString(StandardCharsets.UTF_8);
    }

    /** How many bytes of the body have been received so far. */
    public synchronized long bytes() {
        return body.size();
    }

    /** Reads nothing more until it is released, like a slow caller. */
    public synchronized void hold() {
        held = true;
    }

    /** Reads on. */
    public synchronized void release() {
        held = false;
        notifyAll();
    }

    /** Closes the connection, as if the caller had gone away. */
    public synchronized void hangUp() {
        try {
            if (connection != null) {
                connection.close();
            }
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    synchronized byte[] body() {
        return body.toByteArray();
    }

    synchronized void begin(Socket socket) {
        connection = socket;
        body.reset();
        times.incrementAndGet();
    }

    synchronized void add(byte[] chunk) throws InterruptedException {
        body.writeBytes(chunk);
        while (held) {
            wait();
        }
    }
}
