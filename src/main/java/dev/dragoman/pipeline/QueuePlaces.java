package dev.dragoman.pipeline;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Exchange;
import org.apache.camel.component.aws2.sqs.Sqs2Constants;
import org.apache.camel.support.SynchronizationAdapter;

/**
 * The places for messages of the polled queue. A place is taken before a message is received, and is free again once the message
 * is done: so no message waits here while another server could answer it.
 */
public final class QueuePlaces {
    /** How long to wait for a place before the consumer looks again whether it is to go on. */
    private static final long PATIENCE_SECONDS = 5;

    private final Semaphore free;
    private final Set<String> notBegun = new LinkedHashSet<>();

    /** @param places how many */
    public QueuePlaces(int places) {
        this.free = new Semaphore(places);
    }

    /**
     * Takes free places; waits a while if there is none. They stay taken until {@link #received} says what for.
     *
     * @param most how many to take
     * @return how many were taken; 0 if none became free, or the thread was interrupted
     */
    int take(int most) {
        int taken = 0;
        try {
            taken = free.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS) ? 1 : 0;
        } catch (InterruptedException ending) {
            Thread.currentThread().interrupt();
        }
        while (taken > 0 && taken < most && free.tryAcquire()) {
            taken++;
        }
        return taken;
    }

    /**
     * Notes what came for the places that were taken. Those that are left over are free again.
     *
     * @param handles the receipt handles of the messages
     * @param taken how many places were taken for them
     */
    synchronized void received(List<String> handles, int taken) {
        notBegun.addAll(handles);
        free.release(taken - handles.size());
    }

    /**
     * The messages that were received and not begun, because the consumer was stopped or failed in between. Their places are
     * free again.
     *
     * @return their receipt handles
     */
    synchronized List<String> notBegun() {
        List<String> handles = new ArrayList<>(notBegun);
        notBegun.clear();
        free.release(handles.size());
        return handles;
    }

    /**
     * Begins a message: its place is free again when the exchange is done, however it ends.
     *
     * @param exchange with the message's receipt handle
     */
    public synchronized void begin(Exchange exchange) {
        String handle = exchange.getMessage().getHeader(Sqs2Constants.RECEIPT_HANDLE, String.class);
        if (notBegun.remove(handle)) {
            exchange.getExchangeExtension().addOnCompletion(new SynchronizationAdapter() {
                @Override
                public void onDone(Exchange done) {
                    free.release();
                }

                // Camel hands completions over to a copy that is sent to a seda queue; the place stays with the
                // message.
                @Override
                public boolean allowHandover() {
                    return false;
                }
            });
        }
    }
}
