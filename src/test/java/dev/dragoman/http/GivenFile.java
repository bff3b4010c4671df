package dev.dragoman.http;

import dev.dragoman.event.UploadForm.UploadedFile;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** A file that is put away in memory, in pieces of some size. */
final class GivenFile implements UploadedFile {
    private final int piece;
    private final ByteArrayOutputStream held = new ByteArrayOutputStream();
    private final ByteArrayOutputStream away = new ByteArrayOutputStream();
    private volatile int mostHeld;

    GivenFile(int piece) {
        this.piece = piece;
    }

    @Override
    public synchronized void add(byte[] bytes) {
        held.writeBytes(bytes);
        mostHeld = Math.max(mostHeld, held.size());
    }

    @Override
    public synchronized boolean isFull() {
        return held.size() >= piece;
    }

    @Override
    public synchronized void putAway() {
        away.writeBytes(held.toByteArray());
        held.reset();
    }

    @Override
    public synchronized long size() {
        return (long) held.size() + away.size();
    }

    int mostHeld() {
        return mostHeld;
    }

    synchronized String text() {
        putAway();
        return away.toString(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {}
}
