package dev.dragoman.local.model;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The waits of misbehaviours. All of them end at once when the stand-in is reset or closed. */
final class Pauses {
    private volatile CountDownLatch gate = new CountDownLatch(1);

    /** Waits; breaks off the call if the stand-in is reset meanwhile. */
    void pause(long millis) throws IOException {
        if (millis > 0 && await(millis)) {
            throw new IOException("reset during a wait");
        }
    }

    /** Waits for the reset. */
    void hang() throws IOException {
        if (await(Long.MAX_VALUE)) {
            throw new IOException("hung until the reset");
        }
    }

    private boolean await(long millis) throws IOException {
        try {
            return gate.await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("closed during a wait");
        }
    }

    void release() {
        CountDownLatch old = gate;
        gate = new CountDownLatch(1);
        old.countDown();
    }
}
