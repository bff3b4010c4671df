package dev.dragoman.local.trial;

import dev.dragoman.local.LocalStack;
import java.io.IOException;

/** A bad day for the packaged server, and what is expected of it. */
public sealed interface Trial
        permits Storm,
                Flood,
                Kill,
                Outage,
                Hostile,
                LongTrial,
                LongReading,
                LongFunction,
                LongMemory,
                Batching,
                Budgeted {
    /**
     * Runs the trial.
     *
     * @param stack S3, SQS and the stand-in model; its model is reset first
     * @return its result
     * @throws IOException if something on the machine fails
     * @throws InterruptedException if the process ends while it waits
     */
    Findings run(LocalStack stack) throws IOException, InterruptedException;
}
