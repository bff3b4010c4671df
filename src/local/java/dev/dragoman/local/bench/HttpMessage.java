package dev.dragoman.local.bench;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/**
 * Reads one HTTP/1.1 message after the other, requests or responses, from the bytes of a connection: with a {@code
 * Content-Length}, in chunks, or without a body. No pipelining, no trailers: enough for benchmarks, and cheap.
 */
final class HttpMessage {
    private static final byte[] HEAD_END = ascii("\r\n\r\n");
    private static final byte[] LAST_CHUNK = ascii("0\r\n\r\n");
    private static final int UNKNOWN = -1;

    private byte[] bytes = new byte[4_096];
    private int length;
    private int body = UNKNOWN;
    private int end = UNKNOWN;

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** Adds the received bytes; true once the message is whole. */
    boolean add(ByteBuffer come) {
        int more = come.remaining();
        if (length + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + more));
        }
        int from = Math.max(0, length - HEAD_END.length + 1);
        come.get(bytes, length, more);
        length += more;
        if (body == UNKNOWN) {
            readHead(from);
        }
        return body != UNKNOWN && (end == UNKNOWN ? endsWith(LAST_CHUNK) : length >= end);
    }

    private void readHead(int from) {
        int at = find(HEAD_END, from);
        if (at < 0) {
            return;
        }
        body = at + HEAD_END.length;
        String head = new String(bytes, 0, at, StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT);
        if (head.contains("\r\ntransfer-encoding: chunked")) {
            return;
        }
        int field = head.indexOf("\r\ncontent-length:");
        int lineEnd = head.indexOf("\r\n", field + 2);
        end = field < 0
                ? body
                : body
                        + Integer.parseInt(head.substring(field + 17, lineEnd < 0 ? head.length() : lineEnd)
                                .strip());
    }

    private boolean endsWith(byte[] wanted) {
        return length - body >= wanted.length && find(wanted, length - wanted.length) >= 0;
    }

    private int find(byte[] wanted, int from) {
        for (int at = from; at <= length - wanted.length; at++) {
            if (Arrays.equals(bytes, at, at + wanted.length, wanted, 0, wanted.length)) {
                return at;
            }
        }
        return -1;
    }

    /** Whether a response has status 200 and its body contains these bytes. */
    boolean answers(byte[] marker) {
        boolean ok = length > 12 && bytes[9] == '2' && bytes[10] == '0' && bytes[11] == '0';
        return ok && find(marker, body) >= 0;
    }

    /** Whether the path of a request ends with this. */
    boolean asksFor(byte[] pathEnd) {
        int at = find(pathEnd, 0);
        return at >= 0 && at < body;
    }

    /** The beginning of the message, for error messages. */
    String beginning() {
        return new String(bytes, 0, Math.min(length, 500), StandardCharsets.UTF_8);
    }

    /** Forgets this message, so that the next one can be read. */
    void clear() {
        length = 0;
        body = UNKNOWN;
        end = UNKNOWN;
    }
}
