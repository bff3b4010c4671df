package dev.dragoman.model;

import io.netty.util.concurrent.FastThreadLocal;
import io.vertx.core.Context;
import java.util.function.Supplier;

/**
 * Keeps one client for each event loop, made at its first use there, and one for all other threads. Vert.x gives a call
 * the connection that was used last, whichever loop that belongs to. With a single client most calls of the server would
 * hop to another thread and back, and each hop wakes a thread (docs/adr/0020).
 *
 * @param <T> the client
 */
public final class PerEventLoop<T> implements Supplier<T> {
    private final T shared;
    private final FastThreadLocal<T> own;

    /**
     * @param maker makes a client; must be quick, because it is called on event loops
     */
    public PerEventLoop(Supplier<T> maker) {
        shared = maker.get();
        own = new FastThreadLocal<>() {
            @Override
            protected T initialValue() {
                return maker.get();
            }
        };
    }

    @Override
    public T get() {
        return Context.isOnEventLoopThread() ? own.get() : shared;
    }
}
