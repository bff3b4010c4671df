package dev.dragoman.local;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;

/**
 * Lambda's side of the Runtime API, on loopback: hands out one event at a time with its request id and deadline, and
 * takes results, errors, init errors and streamed results, whose chunks are seen as they arrive. It uses plain sockets,
 * so that it can also close connections, as happens while a process is frozen.
 */
public final class RuntimeApiServer implements AutoCloseable {
    /**
     * What the function posted.
     *
     * @param path the last part of the path: {@code response} or {@code error}
     * @param headers the request's headers, names in any case
     * @param body the whole body
     * @param trailers what came after it, names in any case
     */
    public record Posted(String path, Map<String, String> headers, byte[] body, Map<String, String> trailers) {
        /** Whether it is a result, and no function error. */
        public boolean succeeded() {
            return path.equals("response");
        }

        /** The body as text. */
        public String text() {
            return new String(body, StandardCharsets.UTF_8);
        }
    }

    private record Pending(String requestId, Instant deadline, byte[] event) {}

    private static final String BASE = "/2018-06-01/runtime/";
    private static final String INIT = "init";

    private final SocketServer server = SocketServer.start("runtime-api", this::serve);
    private final BlockingQueue<Pending> events = new LinkedBlockingQueue<>();
    private final Map<String, Incoming> results = new ConcurrentHashMap<>(Map.of(INIT, new Incoming()));
    private final CompletableFuture<Instant> firstPoll = new CompletableFuture<>();

    private final AtomicInteger failing = new AtomicInteger();
    private final AtomicInteger polls = new AtomicInteger();
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicInteger unconfirmed = new AtomicInteger();
    private volatile boolean cutHalfway;
    private volatile boolean forgetful;

    private RuntimeApiServer() {}

    /** Starts it on a free port. */
    public static RuntimeApiServer start() {
        return new RuntimeApiServer();
    }

    /** The value of {@code AWS_LAMBDA_RUNTIME_API}. */
    public String address() {
        return server.address();
    }

    /** Lets so many of the next polls fail with status 500, or with half an invocation. */
    public void failPolls(int count, boolean halfway) {
        cutHalfway = halfway;
        failing.set(count);
    }

    /** Closes each connection after its answer without saying so, as where a process was frozen in between. */
    public void forgetConnections(boolean on) {
        forgetful = on;
    }

    /** Takes so many of the next results, and closes the connection instead of confirming them. */
    public void confirmNot(int count) {
        unconfirmed.set(count);
    }

    /** How often the function has asked for an event. */
    public int polls() {
        return polls.get();
    }

    /** How many connections the function has opened. */
    public int connections() {
        return connections.get();
    }

    private void serve(Socket socket) throws IOException, InterruptedException {
        connections.incrementAndGet();
        socket.setTcpNoDelay(true);
        InputStream in = new BufferedInputStream(socket.getInputStream());
        for (RawRequest request = RawRequest.read(in); request != null; request = RawRequest.read(in)) {
            String path = request.path().substring(BASE.length());
            boolean kept = path.equals("invocation/next") ? next(socket) : take(socket, request, path);
            if (!kept || forgetful || "close".equals(request.headers().get("Connection"))) {
                return;
            }
        }
    }

    private boolean next(Socket socket) throws IOException, InterruptedException {
        polls.incrementAndGet();
        if (failing.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            String half = "Content-Length: 100\r\nLambda-Runtime-Aws-Request-Id: half\r\n\r\n{\"input\": ";
            send(socket, cutHalfway ? "200 OK" : "500 Error", cutHalfway ? half : "Content-Length: 0\r\n\r\n");
            return false;
        }
        firstPoll.complete(Instant.now());
        Pending pending = events.take();
        send(
                socket,
                "200 OK",
                "Lambda-Runtime-Aws-Request-Id: " + pending.requestId() + "\r\nLambda-Runtime-Deadline-Ms: "
                        + pending.deadline().toEpochMilli()
                        + "\r\nLambda-Runtime-Invoked-Function-Arn: arn:aws:lambda:us-east-1:000000000000:function:test"
                        + "\r\nContent-Length: " + pending.event().length + "\r\n\r\n",
                pending.event());
        return true;
    }

    // As Lambda does it, a second result of an invocation is refused.
    private boolean take(Socket socket, RawRequest request, String path) throws IOException, InterruptedException {
        String[] parts = path.split("/", -1);
        Incoming incoming = results.getOrDefault(parts[parts.length - 2], new Incoming());
        incoming.begin(socket);
        try {
            Map<String, String> trailers = request.body(incoming::add);
            boolean first = incoming.posted()
                    .complete(new Posted(parts[parts.length - 1], request.headers(), incoming.body(), trailers));
            if (unconfirmed.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                return false;
            }
            send(socket, first ? "202 Accepted" : "403 Forbidden", "Content-Length: 0\r\n\r\n");
            return true;
        } catch (IOException brokenOff) {
            incoming.posted().completeExceptionally(brokenOff);
            throw brokenOff;
        }
    }

    private static void send(Socket socket, String status, String rest, byte... body) throws IOException {
        byte[] head = ("HTTP/1.1 " + status + "\r\n" + rest).getBytes(StandardCharsets.US_ASCII);
        byte[] all = Arrays.copyOf(head, head.length + body.length);
        System.arraycopy(body, 0, all, head.length, body.length);
        socket.getOutputStream().write(all);
    }

    /** Hands an event to the function and waits for what it posts; its deadline is the limit. */
    public Posted invoke(byte[] event, Duration limit) {
        return stream(event, limit).await(limit);
    }

    /** Hands an event to the function; what it posts comes later, or not at all. */
    public CompletableFuture<Posted> begin(byte[] event, Duration limit) {
        return stream(event, limit).posted();
    }

    /** Hands an event to the function; its result can be watched while it arrives. */
    public Incoming stream(byte[] event, Duration limit) {
        String requestId = UUID.randomUUID().toString();
        Incoming incoming = new Incoming();
        results.put(requestId, incoming);
        events.add(new Pending(requestId, Instant.now().plus(limit), event));
        return incoming;
    }

    /** The error that the function reported for its failed start. */
    public Posted initError(Duration limit) {
        return Objects.requireNonNull(results.get(INIT)).await(limit);
    }

    /** Waits until the function has asked for its first event. */
    public void awaitFirstPoll(Duration limit) {
        Awaitility.await("first poll").atMost(limit).until(firstPoll::isDone);
    }

    @Override
    public void close() {
        server.close();
    }
}
