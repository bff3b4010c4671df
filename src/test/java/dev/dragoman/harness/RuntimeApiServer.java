package dev.dragoman.harness;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.dragoman.local.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Lambda's side of the Runtime API, on loopback: hands out one event at a time with its request id and deadline, and
 * takes results, errors, init errors and streamed (chunked) bodies.
 */
public final class RuntimeApiServer implements AutoCloseable {
    /**
     * What the function posted.
     *
     * @param path the last part of the path: {@code response} or {@code error}
     * @param headers the request's headers, names as the JDK's server spells them
     * @param body the whole body
     */
    public record Posted(String path, Map<String, String> headers, byte[] body) {
        /** The body as text. */
        public String text() {
            return new String(body, java.nio.charset.StandardCharsets.UTF_8);
        }
    }

    private record Pending(String requestId, Instant deadline, byte[] event) {}

    private static final String BASE = "/2018-06-01/runtime/";

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool(work -> {
        Thread thread = new Thread(work, "runtime-api");
        thread.setDaemon(true);
        return thread;
    });
    private final LinkedBlockingQueue<Pending> events = new LinkedBlockingQueue<>();
    private final Map<String, CompletableFuture<Posted>> results = new ConcurrentHashMap<>();
    private final CompletableFuture<Posted> initError = new CompletableFuture<>();
    private final CompletableFuture<Instant> firstPoll = new CompletableFuture<>();

    private final AtomicInteger failing = new AtomicInteger();
    private final AtomicInteger polls = new AtomicInteger();
    private volatile boolean cutHalfway;

    private RuntimeApiServer(HttpServer server) {
        this.server = server;
    }

    /** Starts it on a free port. */
    public static RuntimeApiServer start() {
        try {
            RuntimeApiServer api = new RuntimeApiServer(HttpServer.create(Ports.address(0), 0));
            api.server.setExecutor(api.threads);
            api.server.createContext(BASE + "invocation/next", api::next);
            api.server.createContext(BASE + "invocation/", api::result);
            api.server.createContext(BASE + "init/error", api::init);
            api.server.start();
            return api;
        } catch (IOException noPort) {
            throw new UncheckedIOException(noPort);
        }
    }

    /** The value of {@code AWS_LAMBDA_RUNTIME_API}. */
    public String address() {
        return Ports.LOOPBACK + ":" + server.getAddress().getPort();
    }

    /** Lets so many of the next polls fail with status 500, or with half an invocation. */
    public void failPolls(int count, boolean halfway) {
        cutHalfway = halfway;
        failing.set(count);
    }

    /** How often the function has asked for an event. */
    public int polls() {
        return polls.get();
    }

    private void next(HttpExchange exchange) throws IOException {
        polls.incrementAndGet();
        if (failing.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            exchange.getResponseHeaders().set("Lambda-Runtime-Aws-Request-Id", "half");
            exchange.sendResponseHeaders(cutHalfway ? 200 : 500, cutHalfway ? 100 : -1);
            if (cutHalfway) {
                exchange.getResponseBody().write("{\"input\": ".getBytes(java.nio.charset.StandardCharsets.UTF_8));
                exchange.getResponseBody().flush();
            }
            exchange.close();
            return;
        }
        firstPoll.complete(Instant.now());
        try {
            Pending pending = events.take();
            exchange.getResponseHeaders().set("Lambda-Runtime-Aws-Request-Id", pending.requestId());
            exchange.getResponseHeaders()
                    .set(
                            "Lambda-Runtime-Deadline-Ms",
                            Long.toString(pending.deadline().toEpochMilli()));
            exchange.getResponseHeaders()
                    .set("Lambda-Runtime-Invoked-Function-Arn", "arn:aws:lambda:us-east-1:000000000000:function:test");
            exchange.sendResponseHeaders(200, pending.event().length == 0 ? -1 : pending.event().length);
            exchange.getResponseBody().write(pending.event());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } finally {
            exchange.close();
        }
    }

    private void result(HttpExchange exchange) throws IOException {
        String[] parts = exchange.getRequestURI()
                .getPath()
                .substring((BASE + "invocation/").length())
                .split("/", 2);
        Posted posted = posted(exchange, parts[1]);
        exchange.sendResponseHeaders(202, -1);
        exchange.close();
        results.getOrDefault(parts[0], new CompletableFuture<>()).complete(posted);
    }

    private void init(HttpExchange exchange) throws IOException {
        Posted posted = posted(exchange, "error");
        exchange.sendResponseHeaders(202, -1);
        exchange.close();
        initError.complete(posted);
    }

    private static Posted posted(HttpExchange exchange, String path) throws IOException {
        Map<String, String> headers = new ConcurrentHashMap<>();
        exchange.getRequestHeaders().forEach((name, values) -> headers.put(name, String.join(",", values)));
        return new Posted(path, headers, exchange.getRequestBody().readAllBytes());
    }

    /** Hands an event to the function and waits for what it posts; its deadline is the limit. */
    public Posted invoke(byte[] event, Duration limit) {
        return await(begin(event, limit), limit);
    }

    /** Hands an event to the function; what it posts comes later, or not at all. */
    public CompletableFuture<Posted> begin(byte[] event, Duration limit) {
        String requestId = UUID.randomUUID().toString();
        CompletableFuture<Posted> result = new CompletableFuture<>();
        results.put(requestId, result);
        events.add(new Pending(requestId, Instant.now().plus(limit), event));
        return result;
    }

    /** What the function said of its failed start. */
    public Posted initError(Duration limit) {
        return await(initError, limit);
    }

    /** Waits until the function has asked for its first event. */
    public void awaitFirstPoll(Duration limit) {
        await(firstPoll, limit);
    }

    private static <T> T await(CompletableFuture<T> future, Duration limit) {
        try {
            return future.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException late) {
            throw new AssertionError("nothing was posted within " + limit, late);
        } catch (ExecutionException | InterruptedException broken) {
            throw new AssertionError(broken);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
