package dev.dragoman.local.model;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** The calls that came in, the latest thousand of them, and how many answers were made. */
final class Journal {
    private static final int KEPT = 1_000;

    private final Deque<ReceivedCall> calls = new ArrayDeque<>();
    private int chargeable;
    private int paid;

    synchronized void note(ReceivedCall call) {
        if (calls.size() == KEPT) {
            calls.removeFirst();
        }
        calls.addLast(call);
        chargeable += call.chargeable() ? 1 : 0;
    }

    synchronized void notePaid() {
        paid++;
    }

    synchronized List<ReceivedCall> calls() {
        return new ArrayList<>(calls);
    }

    synchronized int chargeable() {
        return chargeable;
    }

    synchronized int paid() {
        return paid;
    }

    synchronized void clear() {
        calls.clear();
        chargeable = 0;
        paid = 0;
    }
}
