package dev.dragoman.batch;

import dev.dragoman.event.Door;
import dev.dragoman.event.Endpoint;
import dev.dragoman.event.S3Location;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A batch: its file, and where everything about it is.
 *
 * @param name what its log lines call it
 * @param file the requests
 * @param versionId the file's version; null in a bucket without versions
 * @param eTag the file's entity tag
 * @param size the file's, in bytes
 * @param identity what makes its lines the same asks when they are worked on again: the file's version, or the batch's id
 * @param work the prefix of the objects that say how far it is
 * @param results where its results go
 * @param door the door of its lines
 * @param endpoint where all lines have to be sent; null if the first line decides
 * @param window how long after it was checked it expires
 * @param owned the client's batch that it is; null for a file of the inbox
 * @param client the label of that client's key; null if there is none
 */
record BatchJob(
        String name,
        S3Location file,
        @Nullable String versionId,
        @Nullable String eTag,
        long size,
        String identity,
        S3Location work,
        ResultPlaces results,
        Door door,
        @Nullable Endpoint endpoint,
        Duration window,
        BatchPlaces.@Nullable OwnedBatch owned,
        @Nullable String client) {
    static final String PLAN = "plan.json";
    static final String CANCELLED = "cancel.json";
    static final String END = "end.json";

    private static final String SLICES = "slices/";
    private static final String COUNTS = "counts/";

    /**
     * Where results go.
     *
     * @param output the lines that were answered
     * @param errors the others
     * @param receipt the counts; written last
     * @param stale what an older file of the same name may have left, and has to go; null for nothing
     */
    record ResultPlaces(
            S3Location output,
            S3Location errors,
            S3Location receipt,
            @Nullable S3Location stale) {}

    /** Whether somebody may cancel it. */
    boolean cancellable() {
        return owned != null;
    }

    /** What was found when the file was checked. */
    S3Location plan() {
        return at(PLAN);
    }

    /** Is there once somebody has cancelled the batch. */
    S3Location cancelled() {
        return at(CANCELLED);
    }

    /** Is there once the results are. */
    S3Location ended() {
        return at(END);
    }

    /** The results of a slice, from 1. */
    S3Location slice(int number) {
        return at(sliceName(number));
    }

    static String sliceName(int number) {
        return SLICES + "%05d".formatted(number);
    }

    /** An object whose name says how many lines of a slice were answered, and how many were not: for whoever lists them. */
    S3Location counts(int number, int completed, int failed) {
        return at(COUNTS + String.format(Locale.ROOT, "%05d-%d-%d", number, completed, failed));
    }

    /**
     * What the names of the objects begin with that the messages of a chain of slices leave behind. They stand beside the others,
     * which are listed for each message.
     */
    S3Location chain(int number) {
        String beside = work.key().substring(0, work.key().length() - 1);
        return new S3Location(work.bucket(), beside + String.format(Locale.ROOT, "-chains/%05d/", number));
    }

    private S3Location at(String name) {
        return new S3Location(work.bucket(), work.key() + name);
    }
}
