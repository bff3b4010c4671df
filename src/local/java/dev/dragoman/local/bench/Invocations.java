package dev.dragoman.local.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;

/** Lambda's side of the Runtime API for one function; notes the time of every poll, event and result. */
final class Invocations implements AutoCloseable {
    private static final long LIMIT_SECONDS = 60;

    private final InstantServer server = new InstantServer(this::answer);
    private final SynchronousQueue<String> events = new SynchronousQueue<>();
    private final BlockingQueue<Invoked> results = new LinkedBlockingQueue<>();
    private volatile long polled;
    private volatile long handedOut;

    Invocations() throws IOException {}

    /**
     * An invocation.
     *
     * @param polled when the function asked for the event, on the monotonic clock
     * @param handedOut when it got the event
     * @param answered when its result had arrived
     * @param succeeded false if it reported an error
     * @param result what it posted
     */
    record Invoked(long polled, long handedOut, long answered, boolean succeeded, String result) {
        /** From the event's last byte written to the result's last byte read, in nanoseconds. */
        long took() {
            return answered - handedOut;
        }
    }

    /** The environment variables of a function that gets its events from here. */
    Map<String, String> environment(Map<String, String> others) {
        Map<String, String> environment = new TreeMap<>(others);
        environment.put("AWS_LAMBDA_RUNTIME_API", server.address());
        return environment;
    }

    /**
     * Hands an event to the function as soon as it asks for one, and waits for the result.
     *
     * @throws IllegalStateException if none arrives within a minute
     */
    Invoked invoke(String event) throws InterruptedException {
        if (events.offer(event, LIMIT_SECONDS, TimeUnit.SECONDS)) {
            Invoked invoked = results.poll(LIMIT_SECONDS, TimeUnit.SECONDS);
            if (invoked != null) {
                return invoked;
            }
        }
        throw new IllegalStateException("the function did not ask for an event or did not answer it within a minute");
    }

    private byte[] answer(String start, byte[] body) throws InterruptedException {
        if (start.startsWith("GET ")) {
            polled = System.nanoTime();
            String event = events.take();
            byte[] response = InstantServer.json(
                    "200 OK",
                    "Lambda-Runtime-Aws-Request-Id: 1\r\nLambda-Runtime-Deadline-Ms: "
                            + (System.currentTimeMillis() + LIMIT_SECONDS * 1_000) + "\r\n",
                    event);
            handedOut = System.nanoTime();
            return response;
        }
        long answered = System.nanoTime();
        boolean succeeded = start.contains("/response ");
        results.add(new Invoked(polled, handedOut, answered, succeeded, new String(body, StandardCharsets.UTF_8)));
        return InstantServer.json("202 Accepted", "", "{}");
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
