package dev.dragoman.e2e;

/** How an ask comes to Dragoman and its answer back. */
enum Way {
    /** A call of the server, streamed where the request says so. */
    HTTP(true),
    /** A message in a queue that the server polls. */
    POLLED_QUEUE(false),
    /** A batch of one message that Lambda hands to the function. */
    LAMBDA_QUEUE(false),
    /** An invocation of the function. */
    INVOCATION(false);

    private final boolean streams;

    Way(boolean streams) {
        this.streams = streams;
    }

    /** Whether an answer comes in events where the request asks for them. */
    boolean streams() {
        return streams;
    }
}
