package dev.dragoman.local.trial;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One of many HTTP callers, on a connection of its own: one request at a time, and responses with a
 * {@code Content-Length}.
 */
final class Caller {
    private static final Pattern LENGTH = Pattern.compile("\r\ncontent-length: *(\\d+)");
    private static final String HEAD_END = "\r\n\r\n";

    private final SocketChannel channel;
    private final StringBuilder received = new StringBuilder();
    private long asked;
    private long took;
    private boolean done;

    Caller(SocketChannel channel) {
        this.channel = channel;
    }

    /** Sends the request, which is small enough for any socket's buffer. */
    void ask(byte[] request) throws IOException {
        received.setLength(0);
        done = false;
        asked = System.nanoTime();
        int written = channel.write(ByteBuffer.wrap(request));
        if (written != request.length) {
            throw new IOException("a request did not fit into the socket's buffer");
        }
    }

    /** Reads the available bytes; true once the response is whole, or the connection has ended. */
    boolean read(ByteBuffer buffer) throws IOException {
        int count = channel.read(buffer.clear());
        if (count > 0) {
            received.append(StandardCharsets.ISO_8859_1.decode(buffer.flip()));
        }
        if (count < 0) {
            channel.close();
        }
        // After the response only the end of the connection can follow.
        if (done || !(count < 0 || isWhole())) {
            return false;
        }
        done = true;
        took = System.nanoTime() - asked;
        return true;
    }

    private boolean isWhole() {
        int end = received.indexOf(HEAD_END);
        Matcher length = LENGTH.matcher(end < 0 ? "" : head(end));
        return length.find() && received.length() >= end + HEAD_END.length() + Integer.parseInt(length.group(1));
    }

    private String head(int end) {
        return received.substring(0, end).toLowerCase(Locale.ROOT);
    }

    /** The response's status; 0 if there was none. */
    int status() {
        return done && received.length() > 12 ? Integer.parseInt(received.substring(9, 12)) : 0;
    }

    /** Whether the response has a {@code Retry-After}. */
    boolean toldWhen() {
        int end = received.indexOf(HEAD_END);
        return end > 0 && head(end).contains("\r\nretry-after:");
    }

    /** Nanoseconds from the request to the whole response. */
    long took() {
        return took;
    }
}
