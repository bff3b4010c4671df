package dev.dragoman.local.bench;

import dev.dragoman.local.Ports;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** Makes the same call over and over, on connections that are already open. One thread reads for all of them. */
final class Load implements AutoCloseable {
    private static final long LONGEST_NANOS = Duration.ofSeconds(60).toNanos();
    private static final long GRACE_NANOS = Duration.ofSeconds(10).toNanos();

    private final Selector selector = Selector.open();
    private final List<Line> lines = new ArrayList<>();
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(64 * 1024);
    private final byte[] request;

    private Queue<Line> free = new ArrayDeque<>();
    private Queue<Long> due = new ArrayDeque<>();

    /**
     * The result of a run.
     *
     * @param seconds how long it lasted
     * @param nanos the time of every call that was answered correctly
     * @param errors how many calls were not
     * @param error the first of them; null for none
     */
    record Outcome(
            double seconds,
            Histogram nanos,
            long errors,
            @Nullable String error) {
        double perSecond() {
            return nanos.getTotalCount() / seconds;
        }
    }

    /** A connection with one call at a time. */
    private static final class Line {
        private final SocketChannel channel;
        private final HttpMessage response = new HttpMessage();
        private volatile long since;

        Line(SocketChannel channel) {
            this.channel = channel;
        }
    }

    /** Connects. */
    Load(int port, byte[] request, int connections) throws IOException {
        this.request = request;
        for (int i = 0; i < connections; i++) {
            SocketChannel channel = SocketChannel.open(Ports.address(port));
            channel.configureBlocking(false);
            channel.socket().setTcpNoDelay(true);
            Line line = new Line(channel);
            channel.register(selector, SelectionKey.OP_READ, line);
            lines.add(line);
        }
    }

    /** A closed loop: every connection calls again as soon as it is answered. Measures the throughput. */
    Outcome closed(Duration length) throws IOException {
        Tally tally = new Tally();
        long began = System.nanoTime();
        for (Line line : lines) {
            send(line, began);
        }
        int busy = lines.size();
        while (busy > 0 && tally.intact() && System.nanoTime() - began < length.toNanos() + GRACE_NANOS) {
            for (Line line : answered(tally)) {
                long now = System.nanoTime();
                if (now - began < length.toNanos()) {
                    send(line, now);
                } else {
                    busy--;
                }
            }
        }
        return tally.outcome(began, busy);
    }

    /**
     * An open loop: calls fall due at an even pace, whether or not earlier ones have been answered. The time of a call
     * begins when it falls due, so waiting for a connection counts. Measures the latency.
     */
    Outcome open(double perSecond, Duration length) throws IOException, InterruptedException {
        free = new ArrayDeque<>(lines);
        due = new ArrayDeque<>();
        long calls = Math.round(perSecond * length.toMillis() / 1_000);
        Tally tally = new Tally();
        long began = System.nanoTime();
        Thread pace = new Thread(() -> pace(began, 1e9 / perSecond, calls), "pace");
        pace.start();
        while (tally.seen() < calls && tally.intact() && System.nanoTime() - began < length.toNanos() + GRACE_NANOS) {
            for (Line line : answered(tally)) {
                free(line);
            }
        }
        pace.interrupt();
        pace.join();
        return tally.outcome(began, calls - tally.seen());
    }

    private void pace(long began, double every, long calls) {
        try {
            for (long call = 0; call < calls && !Thread.currentThread().isInterrupted(); call++) {
                long at = began + Math.round(call * every);
                for (long left = at - System.nanoTime(); left > 0; left = at - System.nanoTime()) {
                    LockSupport.parkNanos(left);
                }
                due(at);
            }
        } catch (IOException broken) {
            // The reader notices the broken connection too, and counts it.
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void due(long at) throws IOException {
        Line line = free.poll();
        if (line == null) {
            due.add(at);
        } else {
            send(line, at);
        }
    }

    private synchronized void free(Line line) throws IOException {
        Long waiting = due.poll();
        if (waiting == null) {
            free.add(line);
        } else {
            send(line, waiting);
        }
    }

    private void send(Line line, long since) throws IOException {
        line.since = since;
        line.response.clear();
        if (line.channel.write(ByteBuffer.wrap(request)) != request.length) {
            throw new IOException("a request did not fit into the socket's buffer");
        }
    }

    private List<Line> answered(Tally tally) throws IOException {
        List<Line> answered = new ArrayList<>();
        selector.select(
                key -> {
                    Line line = (Line) key.attachment();
                    if (read(line, tally)) {
                        tally.count(line, System.nanoTime() - line.since);
                        answered.add(line);
                    }
                },
                100);
        return answered;
    }

    private boolean read(Line line, Tally tally) {
        try {
            int read = line.channel.read(buffer.clear());
            if (read < 0) {
                tally.broken("the connection was closed");
            }
            return read > 0 && line.response.add(buffer.flip());
        } catch (IOException broken) {
            tally.broken(broken.toString());
            return false;
        }
    }

    /** Counts a call. Nothing is counted once a connection has broken. */
    private static final class Tally {
        private final Histogram nanos = new Histogram(LONGEST_NANOS, 3);
        private long errors;
        private @Nullable String error;
        private boolean broken;

        void count(Line line, long took) {
            if (line.response.answers(PreparedModel.MARKER)) {
                nanos.recordValue(Math.min(LONGEST_NANOS, took));
            } else {
                error(line.response.beginning());
            }
        }

        void broken(String why) {
            broken = true;
            error(why);
        }

        private void error(String what) {
            errors++;
            error = error == null ? what : error;
        }

        long seen() {
            return nanos.getTotalCount() + errors;
        }

        boolean intact() {
            return !broken;
        }

        Outcome outcome(long began, long unanswered) {
            if (unanswered > 0) {
                errors += unanswered - 1;
                error("no answer");
            }
            return new Outcome((System.nanoTime() - began) / 1e9, nanos, errors, error);
        }
    }

    @Override
    public void close() throws IOException {
        for (Line line : lines) {
            line.channel.close();
        }
        selector.close();
    }
}
