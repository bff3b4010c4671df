package dev.dragoman.local.trial;

import dev.dragoman.local.LocalStack;
import java.io.IOException;

/** A bad day for the packaged server, and what is expected of it. */
public sealed interface Trial permits Storm, Flood, Kill {
    /**
     * Lives through it.
     *
     * @param stack S3, SQS and the stand-in model; its model is reset first
     * @return what came of it
     * @throws IOException where the machine does not do what it should
     * @throws InterruptedException where the process ends while it waits
     */
    Findings run(LocalStack stack) throws IOException, InterruptedException;
}
