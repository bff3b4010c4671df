package dev.dragoman.stream;

/** An event is longer than the reader's limit. The events before it have been read; nothing after it can be. */
public final class EventTooLarge extends RuntimeException {
    private static final long serialVersionUID = 1;

    EventTooLarge(int maxEventBytes) {
        super("An event of the stream is longer than " + maxEventBytes + " bytes");
    }
}
