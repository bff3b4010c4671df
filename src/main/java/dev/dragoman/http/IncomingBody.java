package dev.dragoman.http;

import dev.dragoman.http.AdmissionLimiter.Reservation;
import dev.dragoman.json.JsonWeight;
import dev.dragoman.outcome.Problem;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A request's body as it comes in. Takes memory for what each part becomes, beyond what its length announced, so that what
 * becomes too much is refused before it is there. Not for use by two threads.
 */
final class IncomingBody {
    /** The reasons to refuse one. */
    static final Problem TOO_BUSY = new Problem(
            429, "rate_limit_error", "too_busy", "Dragoman is answering as many calls as it may; try again.", null);

    /** Smaller parts are put together, in segments of at most so many bytes. */
    private static final int SMALL = 4 * 1024;

    private static final int SEGMENT = 64 * 1024;

    private static final long UPLOAD = 24 * 1024 * 1024;

    private final Reservation reservation;
    private final BodyLimits limits;
    private final JsonWeight weight = new JsonWeight();
    private final boolean isJson;
    private final List<byte[]> parts = new ArrayList<>();

    /** The small parts behind those. */
    private final ByteArrayOutputStream small = new ByteArrayOutputStream(0);

    private long length;

    /**
     * What a body may have.
     *
     * @param bytes the most bytes, encoded or not
     * @param weight the most that a body may weigh, {@link dev.dragoman.memory.MemoryBudget#largest}
     */
    record BodyLimits(long bytes, long weight) {
        /**
         * What is taken for a body of unknown length until it is read: the largest, but not so much that no other finds
         * room.
         */
        long unknown() {
            return Math.min(bytes, weight / 2);
        }

        /** What is taken for an upload, however large: the part that is held, and its copy on the way. */
        long upload() {
            return Math.min(UPLOAD, weight / 2);
        }

        /** Why a body of that many bytes is refused before any of it has come; empty if it is not. */
        Optional<Problem> refusal(long announced) {
            if (announced > bytes) {
                return Optional.of(Problem.ofAsk(
                        413,
                        "request_too_large",
                        "The request's body may have %,d bytes at most (DRAGOMAN_HTTP_MAX_BODY).".formatted(bytes),
                        null));
            }
            return announced > weight ? Optional.of(tooHeavy()) : Optional.empty();
        }

        Problem tooHeavy() {
            return Problem.ofAsk(
                    413,
                    "request_too_large",
                    ("The request would take more memory than one call may have, %,d bytes of text or fewer with many small"
                                    + " values (nine tenths of DRAGOMAN_HTTP_MAX_BODIES).")
                            .formatted(weight),
                    null);
        }
    }

    /**
     * @param reservation the call's place
     * @param limits what a body may have
     * @param isJson whether a tree will be made of it; else it takes its length
     */
    IncomingBody(Reservation reservation, BodyLimits limits, boolean isJson) {
        this.reservation = reservation;
        this.limits = limits;
        this.isJson = isJson;
    }

    /** Takes in the next part; says why the body is refused, if it is. */
    Optional<Problem> add(Buffer next) {
        byte[] part = next.getBytes();
        length += part.length;
        if (isJson) {
            weight.add(part, part.length);
        }
        Optional<Problem> refusal = limits.refusal(length).or(this::heavier);
        if (refusal.isPresent()) {
            parts.clear();
            small.reset();
        } else {
            keep(part);
        }
        return refusal;
    }

    // An array for each part would take many times what it holds if a body comes byte by byte.
    private void keep(byte[] part) {
        boolean isAlone = part.length >= SMALL || (parts.isEmpty() && small.size() == 0);
        if (isAlone || small.size() + part.length > SEGMENT) {
            endSegment();
        }
        if (isAlone) {
            parts.add(part);
        } else {
            small.writeBytes(part);
        }
    }

    private void endSegment() {
        if (small.size() > 0) {
            parts.add(small.toByteArray());
            small.reset();
        }
    }

    private Optional<Problem> heavier() {
        if (weight() > limits.weight()) {
            return Optional.of(limits.tooHeavy());
        }
        return reservation.growTo(weight()) ? Optional.empty() : Optional.of(TOO_BUSY);
    }

    /** What it weighs so far. */
    long weight() {
        return isJson ? weight.bytes() : length;
    }

    /** All of it, once; gives back the memory that it does not need. */
    byte[] whole() {
        reservation.shrinkTo(weight());
        endSegment();
        if (parts.size() == 1) {
            return parts.remove(0);
        }
        byte[] bytes = new byte[Math.toIntExact(length)];
        int at = 0;
        for (byte[] part : parts) {
            System.arraycopy(part, 0, bytes, at, part.length);
            at += part.length;
        }
        parts.clear();
        return bytes;
    }
}
