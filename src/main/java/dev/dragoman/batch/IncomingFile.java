package dev.dragoman.batch;

import dev.dragoman.event.UploadForm.UploadedFile;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;

/** A file on its way from a client into the bucket. Nobody sees it until it is kept. */
final class IncomingFile implements UploadedFile {
    private final String id;
    private final UploadedObject object;
    private final long most;
    private @Nullable SdkException failure;
    private long beyond;
    private boolean closed;

    /**
     * @param id the file's
     * @param object its content
     * @param most how many bytes it may have; what comes beyond is counted only
     */
    IncomingFile(String id, UploadedObject object, long most) {
        this.id = id;
        this.object = object;
        this.most = most;
    }

    String id() {
        return id;
    }

    @Override
    public void add(byte[] bytes) {
        if (failure != null || size() + bytes.length > most) {
            beyond += bytes.length;
        } else {
            object.add(bytes, 0, bytes.length);
        }
    }

    boolean isTooLarge() {
        return failure == null && beyond > 0;
    }

    @Override
    public boolean isFull() {
        return failure == null && object.isFull();
    }

    @Override
    public synchronized void putAway() {
        try {
            // A part that is sent after the rest was given up would stay.
            if (!closed) {
                object.send();
            }
        } catch (SdkException told) {
            failure = told;
        }
    }

    @Override
    public long size() {
        return object.size() + beyond;
    }

    /**
     * Keeps it: from now on the object is there.
     *
     * @throws SdkException if S3 has failed, now or before
     */
    synchronized void keep() {
        if (failure != null) {
            throw failure;
        }
        object.complete();
    }

    @Override
    public synchronized void close() {
        closed = true;
        object.close();
    }
}
