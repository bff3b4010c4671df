package dev.dragoman.pipeline;

import dev.dragoman.event.Ask;
import dev.dragoman.event.Event;
import dev.dragoman.event.EventParser;
import java.util.List;
import org.apache.camel.Body;
import org.apache.camel.Header;
import org.apache.camel.component.aws2.s3.AWS2S3Constants;
import org.apache.camel.component.aws2.sqs.Sqs2Constants;
import org.jspecify.annotations.Nullable;

/** What Camel's pollers bring, in the same words as what Lambda brings. */
public final class PolledMessages {
    private final EventParser events;

    /**
     * @param events reads what messages hold
     */
    public PolledMessages(EventParser events) {
        this.events = events;
    }

    /**
     * A polled queue message.
     *
     * @param body its body
     * @param messageId its id
     * @return a batch of one
     */
    public Event.Batch message(@Body String body, @Header(Sqs2Constants.MESSAGE_ID) String messageId) {
        return new Event.Batch(List.of(events.message(messageId, body, null)));
    }

    /**
     * A polled object.
     *
     * @param bucket its bucket
     * @param key its key
     * @param versionId its version; null in a bucket without versions
     * @param eTag its entity tag
     * @return one ask about it
     */
    public List<Ask> document(
            @Header(AWS2S3Constants.BUCKET_NAME) String bucket,
            @Header(AWS2S3Constants.KEY) String key,
            @Header(AWS2S3Constants.VERSION_ID) @Nullable String versionId,
            @Header(AWS2S3Constants.E_TAG) @Nullable String eTag) {
        return List.of(events.polledDocument(bucket, key, versionId, eTag));
    }

    /**
     * Whether a listed key is a document: folder markers are listed too.
     *
     * @param key the key
     * @return false for a key that ends in a slash
     */
    public boolean isDocument(@Header(AWS2S3Constants.KEY) String key) {
        return !key.endsWith("/");
    }
}
