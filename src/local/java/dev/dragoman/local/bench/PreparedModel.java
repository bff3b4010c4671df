package dev.dragoman.local.bench;

import dev.dragoman.local.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A model with a prepared answer: every call gets the same one, at once or after a set time. It uses one thread and one
 * selector, so that it is much faster than the server under test and takes little of the machine that both share.
 */
public final class PreparedModel implements AutoCloseable {
    /** The text of every answer; occurs nowhere else. */
    static final String TEXT = "The tide turns at noon.";

    /** The bytes of it. */
    static final byte[] MARKER = HttpMessage.ascii(TEXT);

    private static final byte[] RESPONSES = HttpMessage.ascii("/responses ");

    private static final byte[] CHAT = response("{\"id\":\"chatcmpl-1\",\"object\":\"chat.completion\","
            + "\"created\":1700000000,\"model\":\"m\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\","
            + "\"content\":\"" + TEXT + "\",\"refusal\":null},\"logprobs\":null,\"finish_reason\":\"stop\"}],"
            + "\"usage\":{\"prompt_tokens\":1500,\"completion_tokens\":7,\"total_tokens\":1507}}");

    private static final byte[] RESPONSE = response("{\"id\":\"resp_1\",\"object\":\"response\","
            + "\"created_at\":1700000000,\"status\":\"completed\",\"model\":\"m\",\"output\":[{\"type\":\"message\","
            + "\"id\":\"msg_1\",\"status\":\"completed\",\"role\":\"assistant\",\"content\":[{\"type\":\"output_text\","
            + "\"text\":\"" + TEXT + "\",\"annotations\":[]}]}],"
            + "\"usage\":{\"input_tokens\":1500,\"output_tokens\":7,\"total_tokens\":1507}}");

    private final Selector selector = Selector.open();
    private final ServerSocketChannel server = ServerSocketChannel.open();
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(64 * 1024);
    private final Queue<Due> thinking = new ArrayDeque<>();
    private final AtomicInteger calls = new AtomicInteger();
    private volatile Duration takes = Duration.ZERO;
    private volatile boolean hurrying;

    /** An answer that is due at some time. */
    private record Due(long nanos, SocketChannel caller, byte[] answer) {}

    /** Starts it. */
    public PreparedModel() throws IOException {
        server.bind(Ports.address(0), 1_000);
        server.configureBlocking(false);
        server.register(selector, SelectionKey.OP_ACCEPT);
        Thread thread = new Thread(this::serve, "prepared-model");
        thread.setDaemon(true);
        thread.start();
    }

    private static byte[] response(String json) {
        return HttpMessage.ascii("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " + json.length()
                + "\r\n\r\n" + json);
    }

    /**
     * Answers later from now on.
     *
     * @param time how long each call takes
     */
    public void take(Duration time) {
        hurrying = false;
        takes = time;
    }

    /** Answers all calls now, whatever they should have taken, and those to come at once. */
    public void hurry() {
        takes = Duration.ZERO;
        hurrying = true;
        selector.wakeup();
    }

    /** How many calls it has had. */
    public int calls() {
        return calls.get();
    }

    int port() {
        return server.socket().getLocalPort();
    }

    /** What {@code DRAGOMAN_MODEL_BASE_URL} has to be. */
    public String baseUrl() {
        return "http://" + Ports.LOOPBACK + ":" + port() + "/v1";
    }

    private void serve() {
        try {
            while (selector.isOpen()) {
                selector.select(this::ready, millisToTheNext());
                answerThoseDue();
            }
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        } catch (java.nio.channels.ClosedSelectorException closed) {
            Thread.currentThread().interrupt();
        }
    }

    // At least 1, because 0 means no limit.
    private long millisToTheNext() {
        Due next = thinking.peek();
        return next == null ? 0 : Math.max(1, (next.nanos() - System.nanoTime()) / 1_000_000);
    }

    // In the order of the calls: a slow one, made before the time was shortened, holds up those behind it.
    private void answerThoseDue() {
        for (Due next = thinking.peek(); next != null && isDue(next); next = thinking.peek()) {
            thinking.remove();
            try {
                answer(next.caller(), next.answer());
            } catch (IOException gone) {
                next.caller().keyFor(selector).cancel();
            }
        }
    }

    private boolean isDue(Due next) {
        return hurrying || next.nanos() <= System.nanoTime();
    }

    // Small enough for any socket's buffer, because a caller has one call at a time.
    private static void answer(SocketChannel caller, byte[] answer) throws IOException {
        caller.write(ByteBuffer.wrap(answer));
    }

    private void ready(SelectionKey key) {
        try {
            if (key.isAcceptable()) {
                accept();
            } else {
                read(key);
            }
        } catch (IOException gone) {
            key.cancel();
        }
    }

    private void accept() throws IOException {
        SocketChannel caller = server.accept();
        caller.configureBlocking(false);
        caller.socket().setTcpNoDelay(true);
        caller.register(selector, SelectionKey.OP_READ, new HttpMessage());
    }

    private void read(SelectionKey key) throws IOException {
        SocketChannel caller = (SocketChannel) key.channel();
        if (caller.read(buffer.clear()) < 0) {
            caller.close();
            return;
        }
        HttpMessage request = (HttpMessage) key.attachment();
        if (request.add(buffer.flip())) {
            calls.incrementAndGet();
            byte[] answer = request.asksFor(RESPONSES) ? RESPONSE : CHAT;
            request.clear();
            if (takes.isZero()) {
                answer(caller, answer);
            } else {
                thinking.add(new Due(System.nanoTime() + takes.toNanos(), caller, answer));
            }
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        selector.close();
    }
}
