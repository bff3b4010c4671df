package dev.dragoman.model;

import io.vertx.core.Context;
import io.vertx.core.http.HttpClient;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * A client for each event loop, and one for all other threads. A connection belongs to the event loop that opened it: with
 * one client for all, most calls would go over another loop's connection, and two threads would wake each other twice.
 */
public final class Clients {
    private final Map<Thread, HttpClient> ofLoops = new ConcurrentHashMap<>();
    private final Supplier<HttpClient> client;
    private final HttpClient ofOthers;

    /**
     * @param client makes one
     */
    public Clients(Supplier<HttpClient> client) {
        this.client = client;
        this.ofOthers = client.get();
    }

    /** The one to call with from this thread. */
    HttpClient current() {
        return Context.isOnEventLoopThread()
                ? ofLoops.computeIfAbsent(Thread.currentThread(), loop -> client.get())
                : ofOthers;
    }
}
