package dev.dragoman.local.trial;

import dev.dragoman.local.Ports;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * Many callers that ask at the same moment, on connections that are already open. One thread serves them all, so that
 * the client takes as little of the machine as possible; it reads responses while it is still sending.
 */
final class Crowd implements AutoCloseable {
    private static final byte[] GREETING =
            "GET /q/health/live HTTP/1.1\r\nHost: crowd\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int SENT_BETWEEN_LOOKS = 8;
    private static final int BUFFER = 64 * 1024;

    private final Selector selector = Selector.open();
    private final List<Caller> callers = new ArrayList<>();
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
    private int answered;

    /**
     * Connects them, and waits until the server has accepted each: a client sees its connection as open before the
     * server has accepted it.
     *
     * @param port where the server listens, on loopback
     * @param count how many there are
     */
    Crowd(int port, int count) throws IOException {
        for (int i = 0; i < count; i++) {
            SocketChannel channel = SocketChannel.open(Ports.address(port));
            channel.configureBlocking(false);
            Caller caller = new Caller(channel);
            channel.register(selector, SelectionKey.OP_READ, caller);
            callers.add(caller);
        }
        ask(GREETING);
    }

    /**
     * Sends every caller's request, and waits for the responses.
     *
     * @param request the bytes that each sends
     * @return how long sending took, in nanoseconds
     */
    long ask(byte[] request) throws IOException {
        long sending = send(request);
        await();
        return sending;
    }

    /** Sends one caller's request, and waits for the response. */
    void ask(Caller one, byte[] request) throws IOException {
        answered = callers.size() - 1;
        one.ask(request);
        await();
    }

    /** Sends every caller's request; does not wait. */
    long send(byte[] request) throws IOException {
        answered = 0;
        long began = System.nanoTime();
        int sent = 0;
        for (Caller caller : callers) {
            caller.ask(request);
            if (++sent % SENT_BETWEEN_LOOKS == 0) {
                look(0);
            }
        }
        return System.nanoTime() - began;
    }

    /** Waits for the missing responses, for a minute at most. */
    void await() throws IOException {
        long began = System.nanoTime();
        while (answered < callers.size() && System.nanoTime() - began < LIMIT.toNanos()) {
            look(100);
        }
    }

    private void look(long millis) throws IOException {
        int ready = millis == 0 ? selector.selectNow() : selector.select(millis);
        if (ready == 0) {
            return;
        }
        for (Iterator<SelectionKey> keys = selector.selectedKeys().iterator(); keys.hasNext(); keys.remove()) {
            if (((Caller) keys.next().attachment()).read(buffer)) {
                answered++;
            }
        }
    }

    /** The callers, each with its response. */
    List<Caller> callers() {
        return callers;
    }

    @Override
    public void close() throws IOException {
        for (SelectionKey key : selector.keys()) {
            key.channel().close();
        }
        selector.close();
    }
}
