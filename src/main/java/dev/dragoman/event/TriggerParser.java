package dev.dragoman.event;

import com.fasterxml.jackson.databind.JsonNode;
import dev.dragoman.json.Json;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Turns what arrived into {@link Trigger}s and {@link Ask}s. Never throws: what can't be read becomes an ask with
 * {@link Content.Malformed} content, so that whoever sent it can be told.
 */
public final class TriggerParser {
    private final S3Notifications notifications;

    /**
     * A parser.
     *
     * @param scope which objects that notifications name are documents to answer
     */
    public TriggerParser(DocumentScope scope) {
        notifications = new S3Notifications(scope);
    }

    /**
     * Reads the payload of a Lambda invocation, recognised by its shape: an HTTP call, an SQS batch, S3
     * notifications, or else an ask. An event of AWS with a part missing that AWS always sends counts as none.
     *
     * @param payload any bytes, also none
     * @param requestId the invocation's id, which AWS keeps when it tries an asynchronous invocation again
     * @param endBy when the invocation ends; null means never
     * @return what arrived; an invocation with a malformed ask where it is nothing known
     * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/lambda-services.html">Lambda's event sources</a>
     */
    public Trigger parse(byte[] payload, String requestId, @Nullable Instant endBy) {
        AskContext arrival = AskContext.invocation(requestId, endBy);
        Json.Result result = Json.read(payload);
        return result instanceof Json.Result.Value value
                ? recognise(value.node(), arrival)
                : new Trigger.DirectInvocation(arrival.malformed(AskErrors.notAnAsk("payload", result)));
    }

    private Trigger recognise(JsonNode node, AskContext arrival) {
        Optional<Trigger.HttpRequest> http = HttpTriggers.read(node, arrival.id(), arrival.endBy());
        if (http.isPresent()) {
            return http.get();
        }
        Optional<List<QueueMessage>> batch = SqsBatches.read(node, (id, body) -> message(id, body, arrival.endBy()));
        if (batch.isPresent()) {
            return new Trigger.MessageBatch(batch.get());
        }
        return notifications
                .read(node, arrival.endBy())
                .<Trigger>map(Trigger.NewDocuments::new)
                .orElseGet(() -> new Trigger.DirectInvocation(AskReader.read(node, arrival)));
    }

    /**
     * Reads a call to one of the two endpoints. {@code Idempotency-Key} makes it pay-once.
     *
     * @param call the call; its path decides the endpoint
     * @return an ask; malformed (404, 405) also where the path or the method is another
     */
    public Ask http(HttpCall call) {
        return HttpAsks.read(call);
    }

    /**
     * Reads a message of a queue: an ask, or a notification of S3 as S3, SNS or EventBridge put it there.
     *
     * @param messageId the message's id, which stays the same when it is delivered again
     * @param body its body
     * @param endBy when the invocation ends; null means never
     * @return the message with what it asks
     */
    public QueueMessage message(String messageId, String body, @Nullable Instant endBy) {
        AskContext arrival = AskContext.message(messageId, endBy);
        Json.Result result = Json.read(body);
        List<Ask> asks = result instanceof Json.Result.Value value
                ? queued(SnsEnvelope.open(value.node()), arrival)
                : List.of(arrival.malformed(AskErrors.notAnAsk("message body", result)));
        return new QueueMessage(messageId, asks);
    }

    private List<Ask> queued(JsonNode node, AskContext arrival) {
        return notifications.read(node, arrival.endBy()).orElseGet(() -> List.of(AskReader.read(node, arrival)));
    }

    /**
     * The ask of a document that polling found. The caller lists the input prefix only; what the scope leaves out is
     * for the caller to leave out ({@link DocumentScope#isInput}).
     *
     * @param bucket its bucket
     * @param key its key, not URL-encoded
     * @param versionId its version; null where there is none
     * @param eTag its entity tag, with or without quotes; null where it is not known
     * @return the same ask as a notification of this very object gives
     */
    public Ask polledDocument(String bucket, String key, @Nullable String versionId, @Nullable String eTag) {
        return DocumentAsks.of(new S3Location(bucket, key), versionId, eTag, null);
    }
}
