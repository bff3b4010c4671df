package dev.dragoman.local.bench;

import dev.dragoman.local.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/**
 * A model that has thought of its answer before: every call gets the same one at once. One thread and one selector, so
 * that it is much faster than whatever stands in front of it.
 */
final class InstantModel implements AutoCloseable {
    /** What it says, in every answer; in nothing else. */
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

    InstantModel() throws IOException {
        server.bind(Ports.address(0), 1_000);
        server.configureBlocking(false);
        server.register(selector, SelectionKey.OP_ACCEPT);
        Thread thread = new Thread(this::serve, "instant-model");
        thread.setDaemon(true);
        thread.start();
    }

    private static byte[] response(String json) {
        return HttpMessage.ascii("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " + json.length()
                + "\r\n\r\n" + json);
    }

    int port() {
        return server.socket().getLocalPort();
    }

    String baseUrl() {
        return "http://" + Ports.LOOPBACK + ":" + port() + "/v1";
    }

    private void serve() {
        try {
            while (selector.isOpen()) {
                selector.select(this::ready);
            }
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        } catch (java.nio.channels.ClosedSelectorException closed) {
            Thread.currentThread().interrupt();
        }
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
            // Small enough for any socket's buffer, as a caller has one call on its way.
            caller.write(ByteBuffer.wrap(request.asksFor(RESPONSES) ? RESPONSE : CHAT));
            request.clear();
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        selector.close();
    }
}
