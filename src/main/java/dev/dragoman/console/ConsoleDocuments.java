package dev.dragoman.console;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.console.DocumentEntry.Parts;
import dev.dragoman.console.DocumentEntry.State;
import dev.dragoman.console.DocumentListing.Listed;
import dev.dragoman.delivery.DocumentResult;
import dev.dragoman.delivery.ResultLocation;
import dev.dragoman.event.DocumentScope;
import dev.dragoman.event.S3Location;
import dev.dragoman.json.Json;
import dev.dragoman.memory.BoundedMap;
import dev.dragoman.pipeline.Inbox;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * The documents of the polled bucket: those that wait, those that are in work, and those that have results. Read from the bucket
 * when somebody looks; nothing is kept but the list for two seconds, and which summaries are whole. All methods block, and throw
 * an {@link software.amazon.awssdk.core.exception.SdkException} if S3 does not answer as it should.
 */
final class ConsoleDocuments {
    /** How many documents a list has. */
    static final int MOST = 200;

    private static final long FRESH_NANOS = Duration.ofSeconds(2).toNanos();

    /** How many pages of a thousand objects are listed, of the inbox and of the results. */
    private static final int INBOX_PAGES = 2;

    private static final int RESULT_PAGES = 10;

    /** How many documents are asked how far they are. */
    private static final int LOOKED_AT = 10;

    /** In bytes: what is read of a result, and of how far a document is. */
    private static final int LARGEST = 1024 * 1024;

    private static final int LARGEST_PROGRESS = 16 * 1024;

    private static final int KNOWN_SUMMARIES = 1_000;

    private final S3Client s3;
    private final S3Location input;
    private final ResultLocation output;
    private final DocumentScope scope;
    private final Inbox inbox;
    private final LongSupplier nanos;

    // Whether a summary is cut off, by its key and entity tag: each is looked at once.
    private final Map<String, Boolean> cutOff = BoundedMap.byUse(KNOWN_SUMMARIES);

    private @Nullable ObjectNode listed;
    private long listedAt;

    /** What became of a file that was dropped. */
    enum Drop {
        /** It lies in the inbox. */
        TAKEN,
        /** There is one of that name, which stays. */
        THERE,
        /** No document may have that name. */
        BAD_NAME
    }

    /**
     * @param s3 reads and writes the bucket
     * @param input the bucket, and as its key what the keys of documents begin with
     * @param output knows the names of results
     * @param scope knows which objects are documents
     * @param inbox knows what is in work
     * @param nanos the monotonic clock
     */
    ConsoleDocuments(
            S3Client s3,
            S3Location input,
            ResultLocation output,
            DocumentScope scope,
            Inbox inbox,
            LongSupplier nanos) {
        this.s3 = s3;
        this.input = input;
        this.output = output;
        this.scope = scope;
        this.inbox = inbox;
        this.nanos = nanos;
    }

    /**
     * The newest documents.
     *
     * @return what the page gets, and all who ask within two seconds
     */
    synchronized ObjectNode list() {
        ObjectNode known = listed;
        if (known == null || nanos.getAsLong() - listedAt > FRESH_NANOS) {
            known = read();
            listed = known;
            listedAt = nanos.getAsLong();
        }
        return known;
    }

    private ObjectNode read() {
        DocumentObjects objects = new DocumentObjects(s3);
        DocumentListing listing = new DocumentListing(input, output.prefix(), inbox::isInWork);
        boolean inboxRead = objects.list(input, INBOX_PAGES, object -> {
            if (isDocument(object)) {
                listing.addDocument(object);
            }
        });
        boolean resultsRead = objects.list(results(), RESULT_PAGES, listing::addResult);
        ObjectNode json = Json.object();
        ArrayNode documents = json.putArray("documents");
        int looks = LOOKED_AT;
        for (Listed each : listing.newest(MOST)) {
            DocumentEntry entry = each.entry();
            if (each.progress() != null && looks-- > 0) {
                entry = entry.inParts(parts(objects, each.progress()));
            } else if (each.summary() != null && isCutOff(objects, each.summary())) {
                entry = entry.with(State.TRUNCATED);
            }
            documents.add(entry.json());
        }
        return json.put("complete", inboxRead && resultsRead && listing.size() <= MOST);
    }

    private S3Location results() {
        return new S3Location(output.bucket() == null ? input.bucket() : output.bucket(), output.prefix());
    }

    private boolean isDocument(S3Object object) {
        return scope.isInput(new S3Location(input.bucket(), object.key()));
    }

    private @Nullable Parts parts(DocumentObjects objects, S3Object progress) {
        return objects.text(new S3Location(results().bucket(), progress.key()), LARGEST_PROGRESS)
                .flatMap(text -> Json.readLenient(text).object())
                .map(json -> new Parts(
                        json.path("partsDone").asInt(), json.path("parts").asInt()))
                .orElse(null);
    }

    private boolean isCutOff(DocumentObjects objects, S3Object summary) {
        String version = summary.key() + " " + summary.eTag();
        Boolean known = cutOff.get(version);
        if (known == null) {
            known = objects.text(new S3Location(results().bucket(), summary.key()), DocumentResult.NOTICE)
                    .map(DocumentResult::isCutOff)
                    .orElse(false);
            cutOff.put(version, known);
        }
        return known;
    }

    /**
     * What there is of one document.
     *
     * @param name one that is readable
     * @return what the page gets; empty if there is nothing
     */
    Optional<ObjectNode> read(String name) {
        DocumentObjects objects = new DocumentObjects(s3);
        S3Location document = place(name);
        Optional<String> summary = objects.text(output.of(document, ResultLocation.SUMMARY), LARGEST);
        Optional<ObjectNode> receipt = json(objects, document, ResultLocation.RECEIPT);
        Optional<ObjectNode> error = json(objects, document, ResultLocation.ERROR);
        Optional<String> lines = objects.text(output.of(document, ResultLocation.LINES), LARGEST);
        Optional<String> errorLines = objects.text(output.of(document, ResultLocation.ERROR_LINES), LARGEST);
        boolean waits = objects.isThere(document);
        if (!waits && summary.isEmpty() && receipt.isEmpty() && error.isEmpty() && lines.isEmpty()) {
            return Optional.empty();
        }
        ObjectNode json = Json.object()
                .put("name", name)
                .put("state", state(document, summary, receipt, error).label())
                .put("inInbox", waits)
                .put("summary", summary.orElse(null))
                .put("lines", lines.orElse(null))
                .put("errorLines", errorLines.orElse(null));
        json.set("receipt", receipt.orElse(null));
        json.set("error", error.orElse(null));
        return Optional.of(json);
    }

    // An error takes the place of a summary and its receipt, and they that of an error.
    private State state(
            S3Location document, Optional<String> summary, Optional<ObjectNode> receipt, Optional<ObjectNode> error) {
        if (inbox.isInWork(document)) {
            return State.WORKING;
        }
        if (receipt.isEmpty()) {
            return error.isPresent() ? State.FAILED : State.WAITING;
        }
        return summary.filter(DocumentResult::isCutOff).isPresent() ? State.TRUNCATED : State.COMPLETED;
    }

    private Optional<ObjectNode> json(DocumentObjects objects, S3Location document, String suffix) {
        return objects.text(output.of(document, suffix), LARGEST)
                .flatMap(text -> Json.readLenient(text).object());
    }

    /**
     * Puts a file into the inbox.
     *
     * @param name what it is to be called there
     * @param content all of it
     * @return whether it is there now
     */
    Drop drop(String name, byte[] content) {
        S3Location document = place(name);
        int room = S3Location.LONGEST_KEY - input.key().length();
        if (!DocumentName.isGood(name, room) || !scope.isInput(document)) {
            return Drop.BAD_NAME;
        }
        if (!new DocumentObjects(s3).write(document, content)) {
            return Drop.THERE;
        }
        forget();
        return Drop.TAKEN;
    }

    private synchronized void forget() {
        listed = null;
    }

    /** Where the document of a name lies while it waits. */
    S3Location place(String name) {
        return new S3Location(input.bucket(), input.key() + name);
    }

    /**
     * What the series tell of the bucket.
     *
     * @param untidied how many documents are answered and could not be moved
     */
    ObjectNode json(int untidied) {
        return Json.object()
                .put("working", inbox.inWork())
                .put("listed", inbox.isListed())
                .put("untidied", untidied);
    }
}
