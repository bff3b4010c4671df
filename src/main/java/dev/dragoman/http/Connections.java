package dev.dragoman.http;

import com.sun.management.UnixOperatingSystemMXBean;
import dev.dragoman.config.HttpConfig;
import io.netty.channel.Channel;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.impl.ConnectionBase;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The connections of all clients, with or without a key, bounded in number and in the time that a request's head may take.
 * If there are too many, the one that has waited longest for a request makes room for the new one: so a probe is always let
 * in, and a client whose call is being answered stays.
 */
@Singleton
public final class Connections {
    /** Beyond the limit, for probes and for calls that are refused while all other connections are in use. */
    static final int RESERVE = 16;

    private static final long LOOK_MILLIS = 500;

    private final int most;
    private final long headNanos;
    private final LongSupplier nanos;
    private final Set<WatchedConnection> all = new HashSet<>();
    // In the order in which they began to wait.
    private final Set<WatchedConnection> waiting = new LinkedHashSet<>();

    @Inject
    Connections(HttpConfig config, Vertx vertx) {
        this(most(config), config.headTimeout(), System::nanoTime);
        vertx.setPeriodic(LOOK_MILLIS, due -> closeLate());
    }

    /**
     * @param most how many there may be
     * @param headTimeout how long a head may take, from the connection or from its first byte
     * @param nanos the monotonic clock
     */
    Connections(int most, Duration headTimeout, LongSupplier nanos) {
        this.most = most;
        this.headNanos = headTimeout.toNanos();
        this.nanos = nanos;
    }

    // Half of what the process may still open: the calls to the provider, to S3 and to SQS need some, too.
    private static int most(HttpConfig config) {
        if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system) {
            long free = system.getMaxFileDescriptorCount() - system.getOpenFileDescriptorCount();
            return (int) Math.max(1, Math.min(config.maxConnections(), free / 2 - RESERVE));
        }
        return config.maxConnections();
    }

    /** How many there may be; over HTTP/1.1 there can't be more calls in progress. */
    int most() {
        return most;
    }

    /**
     * Takes in a connection of which nothing has been read yet.
     *
     * @param channel what it is to Netty
     */
    void enter(Channel channel) {
        channel.pipeline().addFirst(new WatchedConnection(this, channel, nanos));
    }

    /**
     * A request has begun: its head is complete.
     *
     * @param request the request
     * @return to be run when its response is over; only the first time counts
     */
    Runnable began(HttpServerRequest request) {
        WatchedConnection connection = of(request);
        if (connection == null) {
            return () -> {};
        }
        return began(connection, request.version() == HttpVersion.HTTP_2);
    }

    private static @Nullable WatchedConnection of(HttpServerRequest request) {
        return ((ConnectionBase) request.connection()).channel().pipeline().get(WatchedConnection.class);
    }

    /**
     * Leaves a request's connection: nothing more is read from it, and what has been read already is no request.
     *
     * @param request the last one
     */
    void leave(HttpServerRequest request) {
        WatchedConnection connection = of(request);
        if (connection != null) {
            connection.leave();
        }
    }

    /** Whether that has been done. */
    boolean isLeft(HttpServerRequest request) {
        WatchedConnection connection = of(request);
        return connection != null && connection.isLeft();
    }

    synchronized Runnable began(WatchedConnection connection, boolean multiplexed) {
        waiting.remove(connection);
        return connection.began(multiplexed);
    }

    synchronized void ended(WatchedConnection connection) {
        if (all.contains(connection)) {
            waiting.add(connection);
        }
    }

    void opened(WatchedConnection connection) {
        Optional<WatchedConnection> leaving;
        synchronized (this) {
            all.add(connection);
            waiting.add(connection);
            leaving = all.size() > most ? leaving() : Optional.empty();
        }
        leaving.ifPresent(WatchedConnection::close);
    }

    // The new one itself waits too. It leaves only if all others are in use, and the reserve as well.
    private Optional<WatchedConnection> leaving() {
        Optional<WatchedConnection> longest =
                waiting.stream().findFirst().filter(first -> waiting.size() > 1 || all.size() > most + RESERVE);
        longest.ifPresent(this::closed);
        return longest;
    }

    synchronized void closed(WatchedConnection connection) {
        all.remove(connection);
        waiting.remove(connection);
    }

    /** Closes every connection whose head has not come in time. */
    void closeLate() {
        List<WatchedConnection> late;
        synchronized (this) {
            late = waiting.stream()
                    .filter(connection -> connection.isLate(headNanos))
                    .toList();
        }
        late.forEach(WatchedConnection::close);
    }
}
