package dev.dragoman.document;

import dev.dragoman.memory.BoundedMap;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import org.apache.pdfbox.io.RandomAccessRead;
import org.apache.pdfbox.io.RandomAccessReadView;

/**
 * An object's bytes for a reader that jumps about in them: fetched in blocks, of which the last used ones are kept, so that an
 * object of any size takes the same memory. A failure of S3 passes unchecked, so that no reader takes it for a fault of the
 * document.
 */
final class StoredBytes implements RandomAccessRead {
    static final int BLOCK = 512 * 1024;
    static final int KEPT = 8;

    private final DocumentSource.StoredSource object;
    private final Map<Long, byte[]> blocks = BoundedMap.byUse(KEPT);
    private byte[] block = new byte[0];
    private long blockStart;
    private long position;
    private boolean closed;

    StoredBytes(DocumentSource.StoredSource object) {
        this.object = object;
    }

    @Override
    public int read() {
        if (position >= object.size()) {
            return -1;
        }
        int within = within();
        position++;
        return block[within] & 0xFF;
    }

    @Override
    public int read(byte[] into, int offset, int length) {
        if (position >= object.size()) {
            return -1;
        }
        int within = within();
        int count = Math.min(length, block.length - within);
        System.arraycopy(block, within, into, offset, count);
        position += count;
        return count;
    }

    // The place of the position in its block.
    private int within() {
        if (position < blockStart || position >= blockStart + block.length) {
            long number = position / BLOCK;
            block = blocks.computeIfAbsent(number, this::fetch);
            blockStart = number * BLOCK;
        }
        return (int) (position - blockStart);
    }

    private byte[] fetch(long number) {
        long first = number * BLOCK;
        int count = (int) Math.min(BLOCK, object.size() - first);
        try {
            return object.range(first, count);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Override
    public long getPosition() {
        return position;
    }

    @Override
    public void seek(long to) throws IOException {
        if (to < 0) {
            throw new IOException("a position before the beginning");
        }
        position = Math.min(to, object.size());
    }

    @Override
    public long length() {
        return object.size();
    }

    @Override
    public boolean isClosed() {
        return closed;
    }

    @Override
    public boolean isEOF() {
        return position >= object.size();
    }

    @Override
    public RandomAccessReadView createView(long start, long length) {
        return new RandomAccessReadView(this, start, length);
    }

    @Override
    public void close() {
        closed = true;
        blocks.clear();
    }
}
