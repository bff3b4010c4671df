package dev.dragoman.local.model;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;

/** Sends an answer, with the waits and cuts of a misbehaviour. */
final class Sender {
    private static final Map<String, String> SIGNATURE = Map.of("X-Stand-In", "true");

    private final Pauses pauses;

    Sender(Pauses pauses) {
        this.pauses = pauses;
    }

    // The server breaks the connection when a handler throws, which is how a cut is made.
    void send(HttpExchange exchange, HttpAnswer answer, Misbehaviour misbehaviour, Transmission transmission)
            throws IOException {
        pauses.pause(misbehaviour.delayMillis());
        if (misbehaviour.cutAfterBytes() == 0) {
            throw new IOException("cut before the first byte");
        }
        answer.with(SIGNATURE)
                .with(misbehaviour.headers())
                .headers()
                .forEach((name, value) -> exchange.getResponseHeaders().set(name, value));
        // The server's length codes: 0 means "of unknown length", -1 means "no body".
        long length = answer.stream() ? 0 : answer.length() == 0 ? -1 : answer.length();
        exchange.sendResponseHeaders(answer.status(), length);
        if (length < 0 || write(exchange.getResponseBody(), answer.pieces(), misbehaviour, transmission)) {
            transmission.end();
        }
        // Not in a finally clause: closing would end a cut stream as if it were whole.
        exchange.close();
    }

    /** Whether all pieces were written. A cut throws, unless it has to look like a normal end. */
    private boolean write(OutputStream out, List<byte[]> pieces, Misbehaviour misbehaviour, Transmission transmission)
            throws IOException {
        long left = misbehaviour.cutAfterBytes() < 0 ? Long.MAX_VALUE : misbehaviour.cutAfterBytes();
        for (int event = 0; event < pieces.size(); event++) {
            if (event > 0) {
                pauses.pause(misbehaviour.eventDelayMillis());
            }
            if (event == misbehaviour.stallAfterEvents()) {
                pauses.hang();
            }
            byte[] piece = pieces.get(event);
            boolean cut = event == misbehaviour.cutAfterEvents() || piece.length > left;
            if (cut) {
                write(out, piece, event == misbehaviour.cutAfterEvents() ? 0 : (int) left, transmission);
                if (misbehaviour.endsCleanly()) {
                    return false;
                }
                throw new IOException("cut");
            }
            write(out, piece, piece.length, transmission);
            transmission.wrote();
            left -= piece.length;
        }
        return true;
    }

    private static void write(OutputStream out, byte[] piece, int length, Transmission transmission)
            throws IOException {
        try {
            out.write(piece, 0, length);
            out.flush();
        } catch (IOException gone) {
            transmission.abort();
            throw gone;
        }
    }
}
