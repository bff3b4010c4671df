package dev.dragoman.delivery;

import dev.dragoman.event.Content;
import dev.dragoman.event.EntityTag;
import dev.dragoman.event.OneLine;
import dev.dragoman.event.S3Location;
import dev.dragoman.outcome.Answer;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.EncodingType;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * Moves answered documents of a polled bucket out of the input prefix, so that the listing stays short and nothing is answered
 * twice. What can't be moved is remembered: it is not answered again, only moved, after waits that grow up to 15 min. Kept in
 * memory; after a restart the ledger has the answer.
 */
public final class DocumentMover {
    private static final Logger LOG = Logger.getLogger(DocumentMover.class);

    private static final int NOT_FOUND = 404;
    private static final int PRECONDITION_FAILED = 412;
    private static final int FORBIDDEN = 403;

    /** How many documents may wait to be moved; while there are so many, no more are taken. */
    private static final int MOST = 10_000;

    /** How many moves are tried again before the bucket is listed. */
    private static final int A_ROUND = 100;

    private record Move(Content.Document document, String folder) {
        S3Location from() {
            return document.location();
        }
    }

    private record Untidied(Move move, int tries, long until) {}

    private final S3Client s3;
    private final ResultLocation output;
    private final LongSupplier nanos;
    private final VisibilityBackoff backoff;
    private final Map<S3Location, Untidied> left = new LinkedHashMap<>();

    /**
     * @param s3 moves objects
     * @param output knows the names of documents
     * @param nanos the monotonic time, which measures the waits
     * @param random from 0 to 1
     */
    public DocumentMover(S3Client s3, ResultLocation output, LongSupplier nanos, DoubleSupplier random) {
        this.s3 = s3;
        this.output = output;
        this.nanos = nanos;
        this.backoff = new VisibilityBackoff(random);
    }

    /**
     * Moves documents: to {@code done/} if there is a summary, to {@code failed/} if there is none. A document that has to be
     * answered again stays, and so does an object that has replaced the document meanwhile. Blocks.
     *
     * @param answers the delivered answers of polled documents
     */
    public void tidy(List<Answer> answers) {
        for (Answer answer : answers) {
            if (answer.isDone() && !answer.outcome().isReplaced()) {
                String folder = answer.outcome().usableText().isPresent() ? "done/" : "failed/";
                answer.ask().content().asDocument().ifPresent(document -> attempt(new Move(document, folder), 1));
            }
        }
    }

    /** Tries again to move what could not be moved, and has rested. Blocks. */
    public void retry() {
        due().forEach(untidied -> attempt(untidied.move(), untidied.tries() + 1));
    }

    private synchronized List<Untidied> due() {
        return left.values().stream()
                .filter(untidied -> untidied.until() - nanos.getAsLong() <= 0)
                .limit(A_ROUND)
                .toList();
    }

    /**
     * Whether a listed document has its result already, and only has to be moved.
     *
     * @param document as the listing tells of it
     * @return false if another object is now under the same key
     */
    public synchronized boolean isAnswered(Content.Document document) {
        Untidied untidied = left.get(document.location());
        return untidied != null && isSame(untidied.move().document().eTag(), document.eTag());
    }

    private static boolean isSame(@Nullable String one, @Nullable String other) {
        return one == null || other == null || one.equals(other);
    }

    /**
     * Whether so many documents wait to be moved that no more of them may be answered.
     *
     * @return true if there is no room for another one
     */
    public boolean isFull() {
        return left() >= MOST;
    }

    /**
     * How many documents have their result and could not be moved.
     *
     * @return none, as a rule
     */
    public synchronized int left() {
        return left.size();
    }

    private void attempt(Move move, int tries) {
        try {
            move(move);
            settle(move);
        } catch (SdkException failure) {
            if (tries == 1) {
                LOG.warnf(
                        "%s is answered, but can't be moved to %s: %s. It is not answered again; moving it is tried again now and then",
                        OneLine.of(move.from().uri()), move.folder(), reason(failure, move));
            }
            rest(move, tries);
        }
    }

    private synchronized void settle(Move move) {
        left.remove(move.from());
    }

    private synchronized void rest(Move move, int tries) {
        Duration wait = backoff.grown(tries);
        // At the end of the line: each round begins with those that have waited longest.
        left.remove(move.from());
        left.put(move.from(), new Untidied(move, tries, nanos.getAsLong() + wait.toNanos()));
    }

    private static String reason(SdkException failure, Move move) {
        if (!(failure instanceof AwsServiceException answered)) {
            return "S3 did not answer";
        }
        return answered.statusCode() == FORBIDDEN
                ? "allow s3:PutObject on %s, s3:DeleteObject on the document and s3:ListBucket on its bucket"
                        .formatted(move.folder())
                : "S3 says " + answered.statusCode();
    }

    private void move(Move move) {
        Content.Document document = move.document();
        S3Location from = move.from();
        try {
            destination(move)
                    .ifPresent(to -> s3.copyObject(copy -> copy.sourceBucket(from.bucket())
                            .sourceKey(from.key())
                            .copySourceIfMatch(document.eTag())
                            .destinationBucket(to.bucket())
                            .destinationKey(to.key())));
            s3.deleteObject(
                    delete -> delete.bucket(from.bucket()).key(from.key()).ifMatch(document.eTag()));
        } catch (S3Exception failure) {
            switch (failure.statusCode()) {
                case PRECONDITION_FAILED ->
                    LOG.infof("%s was replaced while it was answered, and stays", OneLine.of(from.uri()));
                case NOT_FOUND -> LOG.debugf("%s was moved by another server", OneLine.of(from.uri()));
                default -> throw failure;
            }
        }
    }

    /**
     * Where a document goes without taking another one's place: under its own name, or beside an older document of that name.
     * Empty if the document is there already, because deleting it failed. If the folder can't be listed, the second name it is.
     */
    private Optional<S3Location> destination(Move move) {
        String tag = String.valueOf(move.document().eTag());
        S3Location own = output.putAway(move.from(), move.folder());
        S3Location beside = output.putAwayBeside(move.from(), move.folder(), tag);
        try {
            Optional<String> there = tagOf(own);
            if (there.isEmpty()) {
                return Optional.of(own);
            }
            return there.get().equals(tag) || tagOf(beside).isPresent() ? Optional.empty() : Optional.of(beside);
        } catch (S3Exception unseen) {
            if (unseen.statusCode() != FORBIDDEN) {
                throw unseen;
            }
            return Optional.of(beside);
        }
    }

    // By a listing, which a polled bucket has to allow anyway; nothing else needs to read done/ and failed/.
    private Optional<String> tagOf(S3Location location) {
        return s3
                .listObjectsV2(list -> list.bucket(location.bucket())
                        .prefix(location.key())
                        .maxKeys(1)
                        .encodingType(EncodingType.URL))
                .contents()
                .stream()
                .filter(object -> object.key().equals(location.key()))
                .map(object -> String.valueOf(EntityTag.of(object.eTag())))
                .findFirst();
    }
}
