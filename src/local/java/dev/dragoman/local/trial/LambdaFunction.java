package dev.dragoman.local.trial;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.dragoman.local.DragomanProcess;
import dev.dragoman.local.Ports;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** The packaged function in a process of its own, with Lambda's side of the Runtime API: one event at a time, with its deadline. */
final class LambdaFunction implements AutoCloseable {
    private static final String BASE = "/2018-06-01/runtime/invocation/";
    private static final Duration START_LIMIT = Duration.ofSeconds(60);

    /**
     * What the function posted.
     *
     * @param succeeded false for a function error
     * @param body JSON
     */
    record Posted(boolean succeeded, byte[] body) {}

    private record Invocation(String id, Instant deadline, byte[] event, CompletableFuture<Posted> posted) {}

    private final HttpServer api;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final BlockingQueue<Invocation> waiting = new LinkedBlockingQueue<>();
    private final Map<String, Invocation> handedOut = new ConcurrentHashMap<>();
    private final CompletableFuture<Instant> started = new CompletableFuture<>();
    private final DragomanProcess process;

    private LambdaFunction(HttpServer api, Map<String, String> environment, List<String> jvmOptions) {
        this.api = api;
        api.createContext(BASE, this::handle);
        api.setExecutor(threads);
        api.start();
        Map<String, String> all = new TreeMap<>(environment);
        all.put(
                "AWS_LAMBDA_RUNTIME_API",
                Ports.LOOPBACK + ":" + api.getAddress().getPort());
        process = DragomanProcess.launch(0, all, jvmOptions);
    }

    /**
     * Starts it and waits until it asks for its first event.
     *
     * @throws IllegalStateException if it does not within a minute
     */
    static LambdaFunction start(Map<String, String> environment, List<String> jvmOptions)
            throws IOException, InterruptedException {
        LambdaFunction function = new LambdaFunction(HttpServer.create(Ports.address(0), 0), environment, jvmOptions);
        if (function.within(function.started, START_LIMIT).isEmpty()) {
            function.close();
            throw new IllegalStateException("the function did not ask for an event");
        }
        return function;
    }

    /**
     * Hands it an event.
     *
     * @param event JSON
     * @param limit its time
     * @param patience how long to wait for the result
     * @return what it posted; empty if nothing came meanwhile
     */
    Optional<Posted> invoke(byte[] event, Duration limit, Duration patience) throws InterruptedException {
        Invocation invocation = new Invocation(
                UUID.randomUUID().toString(), Instant.now().plus(limit), event, new CompletableFuture<>());
        handedOut.put(invocation.id(), invocation);
        waiting.add(invocation);
        return within(invocation.posted(), patience);
    }

    private <T> Optional<T> within(CompletableFuture<T> result, Duration time) throws InterruptedException {
        try {
            return Optional.of(result.get(time.toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException late) {
            return Optional.empty();
        } catch (ExecutionException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private void handle(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath().substring(BASE.length());
        try (exchange) {
            if (path.equals("next")) {
                started.complete(Instant.now());
                handOut(exchange, waiting.take());
            } else {
                byte[] body = exchange.getRequestBody().readAllBytes();
                @Nullable Invocation invocation = handedOut.remove(path.substring(0, path.indexOf('/')));
                boolean first = invocation != null
                        && invocation.posted().complete(new Posted(path.endsWith("/response"), body));
                exchange.sendResponseHeaders(first ? 202 : 403, -1);
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private static void handOut(HttpExchange exchange, Invocation invocation) throws IOException {
        exchange.getResponseHeaders().add("Lambda-Runtime-Aws-Request-Id", invocation.id());
        exchange.getResponseHeaders()
                .add(
                        "Lambda-Runtime-Deadline-Ms",
                        Long.toString(invocation.deadline().toEpochMilli()));
        exchange.getResponseHeaders()
                .add("Lambda-Runtime-Invoked-Function-Arn", "arn:aws:lambda:us-east-1:000000000000:function:trial");
        exchange.sendResponseHeaders(200, invocation.event().length);
        exchange.getResponseBody().write(invocation.event());
    }

    /** Kills it (SIGKILL), as Lambda does when its time is over. */
    void kill() {
        process.kill();
    }

    @Override
    public void close() {
        process.close();
        api.stop(0);
        threads.shutdownNow();
    }
}
