package dev.dragoman.harness;

import dev.dragoman.harness.RuntimeApiServer.Posted;
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
    private final CompletableFuture<Posted> posted = new CompletableFuture<>();
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private final AtomicInteger times = new AtomicInteger();
    private boolean held;
    private @Nullable Socket connection;

    Incoming() {}

    /** The whole of it; fails where it broke off. Of several results it is the first. */
    public CompletableFuture<Posted> posted() {
        return posted;
    }

    /** How often a result was posted. */
    public int times() {
        return times.get();
    }

    /** Waits for the whole of it. */
    public Posted await(Duration limit) {
        try {
            return posted.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException late) {
            throw new AssertionError("nothing was posted within " + limit, late);
        } catch (ExecutionException | InterruptedException broken) {
            throw new AssertionError(broken);
        }
    }

    /** Waits until this is part of what has come so far. */
    public String awaitPart(String part) {
        return Awaitility.await(part).atMost(Stack.LIMIT).until(this::text, text -> text.contains(part));
    }

    /** What has come of the body so far. */
    public synchronized String text() {
        return body.toString(StandardCharsets.UTF_8);
    }

    /** How many bytes of the body have come so far. */
    public synchronized long bytes() {
        return body.size();
    }

    /** Takes nothing more, until it is released: a slow caller. */
    public synchronized void hold() {
        held = true;
    }

    /** Takes again what comes. */
    public synchronized void release() {
        held = false;
        notifyAll();
    }

    /** Closes the connection, as where the caller has gone away. */
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
