package dev.dragoman.console;

import dev.dragoman.console.DocumentEntry.State;
import dev.dragoman.delivery.ResultLocation;
import dev.dragoman.event.S3Location;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.S3Object;

/** Makes a list of documents out of what lies in the inbox and where the results are. Not for use by two threads. */
final class DocumentListing {
    private final S3Location input;
    private final String output;
    private final Predicate<S3Location> inWork;
    private final Map<String, Traces> all = new HashMap<>();

    /** What there is of one document. */
    private static final class Traces {
        private @Nullable S3Object document;
        private @Nullable S3Object summary;
        private @Nullable S3Object progress;
        private @Nullable Instant receipt;
        private @Nullable Instant error;

        /** When it got its result; null if it has none. */
        private @Nullable Instant answered() {
            return hasFailed() ? error : receipt;
        }

        private boolean hasFailed() {
            return error != null && (receipt == null || error.isAfter(receipt));
        }
    }

    /**
     * A document with what can be read to know more of it.
     *
     * @param entry what is known so far
     * @param summary its summary; null if it has none
     * @param progress tells how far it is; null if nothing does
     */
    record Listed(
            DocumentEntry entry,
            @Nullable S3Object summary,
            @Nullable S3Object progress) {}

    /**
     * @param input the bucket, and as its key what the keys of documents begin with
     * @param output what the keys of results begin with
     * @param inWork whether this process works on a document
     */
    DocumentListing(S3Location input, String output, Predicate<S3Location> inWork) {
        this.input = input;
        this.output = output;
        this.inWork = inWork;
    }

    /** Takes an object of the inbox. */
    void addDocument(S3Object object) {
        of(object.key().substring(input.key().length())).document = object;
    }

    private Traces of(String name) {
        return all.computeIfAbsent(name, each -> new Traces());
    }

    /** Takes an object that lies where results are. */
    void addResult(S3Object object) {
        String key = object.key().substring(output.length());
        if (!key.startsWith(ResultLocation.BATCH_STATE)) {
            name(key, ResultLocation.SUMMARY).ifPresent(name -> of(name).summary = object);
            name(key, ResultLocation.PROGRESS).ifPresent(name -> of(name).progress = object);
            name(key, ResultLocation.RECEIPT).ifPresent(name -> of(name).receipt = object.lastModified());
            name(key, ResultLocation.ERROR).ifPresent(name -> of(name).error = object.lastModified());
        }
    }

    private static Optional<String> name(String key, String suffix) {
        return key.endsWith(suffix) && key.length() > suffix.length()
                ? Optional.of(key.substring(0, key.length() - suffix.length()))
                : Optional.empty();
    }

    /** How many objects of the inbox and results belong together. */
    int size() {
        return all.size();
    }

    /**
     * The newest documents.
     *
     * @param most how many
     * @return newest first
     */
    List<Listed> newest(int most) {
        return all.entrySet().stream()
                .flatMap(each -> listed(each.getKey(), each.getValue()).stream())
                .sorted(Comparator.comparing((Listed each) -> each.entry().at())
                        .reversed()
                        .thenComparing(each -> each.entry().name()))
                .limit(most)
                .toList();
    }

    private Optional<Listed> listed(String name, Traces traces) {
        S3Object document = traces.document;
        Instant answered = traces.answered();
        if (document != null) {
            boolean working = inWork.test(new S3Location(input.bucket(), document.key()));
            if (working || answered == null || answered.isBefore(document.lastModified())) {
                State state = working || traces.progress != null ? State.WORKING : State.WAITING;
                return Optional.of(new Listed(
                        new DocumentEntry(name, document.size(), document.lastModified(), state, null),
                        null,
                        traces.progress));
            }
        }
        return Optional.ofNullable(answered)
                .map(at -> new Listed(
                        new DocumentEntry(
                                name,
                                document == null ? null : document.size(),
                                at,
                                traces.hasFailed() ? State.FAILED : State.COMPLETED,
                                null),
                        traces.hasFailed() ? null : traces.summary,
                        null));
    }
}
