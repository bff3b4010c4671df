package dev.dragoman.pipeline;

import dev.dragoman.delivery.DocumentMover;
import dev.dragoman.delivery.PollBackoff;
import dev.dragoman.event.Ask;
import dev.dragoman.event.Content;
import dev.dragoman.event.EntityTag;
import dev.dragoman.event.OneLine;
import dev.dragoman.event.S3Location;
import dev.dragoman.event.TriggerParser;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.support.SynchronizationAdapter;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.EncodingType;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * The input prefix of the polled bucket. It is listed, never opened: what a document holds is read once it is claimed, and only
 * if it was not answered before.
 */
public final class Inbox {
    private static final Logger LOG = Logger.getLogger(Inbox.class);

    private final S3Client s3;
    private final S3Location prefix;
    private final TriggerParser events;
    private final PollBackoff resting;
    private final DocumentMover documentMover;
    private final BooleanSupplier quiet;
    private final Set<S3Location> inWork = ConcurrentHashMap.newKeySet();
    private volatile boolean listed = true;

    /**
     * @param s3 lists the bucket
     * @param prefix the bucket, and as its key what the keys of documents begin with
     * @param events makes the asks
     * @param resting knows which documents have to wait before they are tried again
     * @param documentMover knows which documents are answered and only have to be moved
     * @param quiet whether no call to the model can be made now
     */
    public Inbox(
            S3Client s3,
            S3Location prefix,
            TriggerParser events,
            PollBackoff resting,
            DocumentMover documentMover,
            BooleanSupplier quiet) {
        this.s3 = s3;
        this.prefix = prefix;
        this.events = events;
        this.resting = resting;
        this.documentMover = documentMover;
        this.quiet = quiet;
    }

    /**
     * Lists the documents in the order of their keys. Reads a page of the listing when it is needed, and ends once nothing more
     * may be taken.
     *
     * @param exchange shows whether the process is about to end
     * @return each with its entity tag and without a version, which a listing does not tell
     * @throws SdkException if the bucket can't be listed; the iterator throws it too
     */
    public Iterator<Content.Document> documents(Exchange exchange) {
        // Names may hold characters that XML does not allow. The SDK decodes them again.
        Iterator<Content.Document> documents = s3
                .listObjectsV2Paginator(list ->
                        list.bucket(prefix.bucket()).prefix(prefix.key()).encodingType(EncodingType.URL))
                .contents()
                .stream()
                .takeWhile(object -> takesMore(exchange))
                .filter(object -> !isFolder(object))
                .map(this::document)
                .iterator();
        // Reads the first page.
        boolean unused = documents.hasNext();
        if (!listed) {
            LOG.infof("%s is listed again", prefix.uri());
        }
        listed = true;
        return documents;
    }

    private boolean takesMore(Exchange exchange) {
        return !quiet.getAsBoolean()
                && !documentMover.isFull()
                && exchange.getContext().isRunAllowed();
    }

    // A marker that consoles make for a folder is empty. One that holds something is somebody's document.
    private boolean isFolder(S3Object object) {
        boolean empty = object.size() == null || object.size() == 0;
        return object.key().equals(prefix.key()) || (object.key().endsWith("/") && empty);
    }

    private Content.Document document(S3Object object) {
        String tag = EntityTag.of(object.eTag());
        return new Content.Document(new S3Location(prefix.bucket(), object.key()), null, tag, null);
    }

    /**
     * Takes a document for this exchange, until the exchange is done.
     *
     * @param exchange answers the document, or hands it over to one that does
     * @param document a listed one
     * @return false if it is in work, rests, or is answered and only has to be moved
     */
    public boolean claim(Exchange exchange, @Body Content.Document document) {
        S3Location location = document.location();
        if (!takesMore(exchange)
                || documentMover.isAnswered(document)
                || resting.isPaused(document)
                || !inWork.add(location)) {
            return false;
        }
        exchange.getExchangeExtension().addOnCompletion(new SynchronizationAdapter() {
            @Override
            public void onDone(Exchange done) {
                inWork.remove(location);
            }
        });
        return true;
    }

    /**
     * The ask about a claimed document. Looks at the object first: it may have been a while since it was listed.
     *
     * @param document a claimed one
     * @return the same ask as an event about the object gives; none if another server has moved it meanwhile
     */
    public List<Ask> asks(@Body Content.Document document) {
        S3Location location = document.location();
        try {
            HeadObjectResponse head =
                    s3.headObject(request -> request.bucket(location.bucket()).key(location.key()));
            return List.of(ask(location, head.versionId(), head.eTag()));
        } catch (NoSuchKeyException moved) {
            return List.of();
        } catch (SdkException unreadable) {
            // The pipeline meets it too, and makes the outcome of it.
            return List.of(ask(location, null, document.eTag()));
        }
    }

    private Ask ask(S3Location location, @Nullable String version, @Nullable String tag) {
        return events.polledDocument(location.bucket(), location.key(), version, tag);
    }

    /**
     * Whether this process answers a document just now.
     *
     * @param document where it is
     * @return false if it waits, or if another process does
     */
    public boolean isInWork(S3Location document) {
        return inWork.contains(document);
    }

    /**
     * How many documents this process answers just now.
     *
     * @return none if no bucket is polled
     */
    public int inWork() {
        return inWork.size();
    }

    /**
     * Warns that the listing failed: once, until it succeeds again. The next poll tries again.
     *
     * @param cause what the listing threw
     */
    public void warn(@ExchangeProperty(Exchange.EXCEPTION_CAUGHT) Throwable cause) {
        if (listed) {
            LOG.warnf(
                    "%s can't be listed, and is tried again at each poll: %s",
                    prefix.uri(), OneLine.of(String.valueOf(cause.getMessage())));
        }
        listed = false;
    }

    /**
     * Whether the bucket could be listed when it was last tried.
     *
     * @return true also before the first time
     */
    public boolean isListed() {
        return listed;
    }
}
