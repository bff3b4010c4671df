package dev.dragoman.event;

import com.fasterxml.jackson.databind.JsonNode;
import dev.dragoman.json.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Turns what arrived into {@link Trigger}s and {@link Ask}s. Never throws: what can't be read becomes an ask with
 * {@link Content.Malformed} content, so that its sender can be told.
 */
public final class TriggerParser {
    private final S3Notifications notifications;
    private final GatewayPatience patience;

    /**
     * A parser.
     *
     * @param scope which objects that notifications name are documents to answer
     * @param gatewayTimeout how long API Gateway waits for a whole response
     */
    public TriggerParser(DocumentScope scope, Duration gatewayTimeout) {
        notifications = new S3Notifications(scope);
        patience = new GatewayPatience(gatewayTimeout);
    }

    /**
     * Reads the payload of a Lambda invocation, recognised by its shape: an HTTP call, a batch of messages, S3
     * notifications, or else an ask. Of an event of another AWS service, or one without a part that AWS always sends, comes an
     * ask that can't be answered, so that the function fails and the source keeps the event.
     *
     * @param payload any bytes, also none
     * @param requestId the invocation's id, which stays the same when AWS retries an asynchronous invocation
     * @param endBy when the invocation ends; null means never
     * @return what arrived; an invocation with a malformed ask if it is neither an ask nor an event
     * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/lambda-services.html">Lambda's event sources</a>
     */
    public Trigger parse(byte[] payload, String requestId, @Nullable Instant endBy) {
        AskContext context = AskContext.invocation(requestId, endBy);
        return Json.read(payload)
                .<Trigger>match(
                        node -> recognise(node, context),
                        problem -> new Trigger.DirectInvocation(
                                context.malformed(AskErrors.notAnAsk("payload", problem))));
    }

    private Trigger recognise(JsonNode node, AskContext context) {
        if (PayloadPointer.isOne(node)) {
            return new Trigger.DirectInvocation(context.malformed(AskErrors.pointerInInvocation()));
        }
        Optional<Trigger.HttpRequest> http = HttpTriggers.read(node, context.id(), context.endBy(), patience);
        if (http.isPresent()) {
            return http.get();
        }
        Optional<List<QueueMessage>> batch = SqsBatches.read(node, (id, body) -> message(id, body, context.endBy()));
        if (batch.isPresent()) {
            return new Trigger.MessageBatch(batch.get());
        }
        return notifications
                .read(node, context.endBy())
                .<Trigger>map(Trigger.NewDocuments::new)
                .or(() -> MessageSources.read(node, (id, body) -> message(id, body, context.endBy()))
                        .map(messages -> new Trigger.MessageBatch(messages, MessageSources.source(node))))
                .orElseGet(() -> ForeignEvents.isOne(node)
                        ? new Trigger.NewDocuments(List.of(context.malformed(AskErrors.notUnderstood())))
                        : new Trigger.DirectInvocation(AskReader.read(node, context)));
    }

    /**
     * Reads a call to one of the two endpoints. {@code Idempotency-Key} makes it pay-once.
     *
     * @param call the call; its path decides the endpoint
     * @return an ask; malformed (404, 405) also if path or method is another
     */
    public Ask http(HttpCall call) {
        return HttpAsks.read(call);
    }

    /**
     * Reads a message of a queue: an ask, or a notification of S3 as S3, SNS or EventBridge put it there. An ask may be in the
     * envelope of SNS or EventBridge too.
     *
     * @param messageId the message's id, which stays the same when it is delivered again
     * @param body its body
     * @param endBy when the invocation ends; null means never
     * @return the message with its asks
     */
    public QueueMessage message(String messageId, String body, @Nullable Instant endBy) {
        AskContext context = AskContext.message(messageId, endBy);
        return Json.read(body)
                .match(
                        node -> SnsEnvelope.open(node)
                                .map(inside -> message(messageId, inside, endBy))
                                .orElseGet(() -> queued(messageId, node, context)),
                        problem -> malformed(messageId, context, AskErrors.notAnAsk("message body", problem)));
    }

    private QueueMessage queued(String messageId, JsonNode node, AskContext context) {
        if (PayloadPointer.isOne(node)) {
            return PayloadPointer.read(node, context.endBy())
                    .map(pointer -> new QueueMessage(messageId, List.of(), null, pointer))
                    .orElseGet(() -> malformed(messageId, context, AskErrors.brokenPointer()));
        }
        Optional<List<Ask>> documents = notifications.read(node, context.endBy());
        if (documents.isPresent()) {
            return new QueueMessage(messageId, documents.get());
        }
        Optional<List<QueueMessage>> inside =
                MessageSources.read(node, (id, body) -> message(messageId, body, context.endBy()));
        if (inside.isPresent() && inside.get().size() == 1) {
            return inside.get().get(0);
        }
        return ForeignEvents.isOne(node)
                ? malformed(messageId, context, AskErrors.notUnderstood())
                : new QueueMessage(messageId, List.of(AskReader.read(node, context)));
    }

    private static QueueMessage malformed(String messageId, AskContext context, Content.Malformed why) {
        return new QueueMessage(messageId, List.of(context.malformed(why)));
    }

    /**
     * A message whose body could not be read from where its pointer says.
     *
     * @param messageId the message's id
     * @param why the reason, whose status says whose fault it is
     * @param endBy when the invocation ends; null means never
     * @return the message with an ask that can't be answered
     */
    public QueueMessage unreadable(String messageId, Content.Malformed why, @Nullable Instant endBy) {
        return malformed(messageId, AskContext.message(messageId, endBy), why);
    }

    /**
     * The ask of a document that polling found. Does not check the scope: the caller lists the input prefix only
     * ({@link DocumentScope#isInput}).
     *
     * @param bucket its bucket
     * @param key its key, not URL-encoded
     * @param versionId its version; null if there is none
     * @param eTag its entity tag, with or without quotes; null if it is not known
     * @return the same ask as a notification about this object gives
     */
    public Ask polledDocument(String bucket, String key, @Nullable String versionId, @Nullable String eTag) {
        return DocumentAsks.of(new S3Location(bucket, key), versionId, eTag, null);
    }
}
