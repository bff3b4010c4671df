package dev.dragoman.pipeline;

import dev.dragoman.event.Continuation;
import dev.dragoman.event.SqsReceipt;
import dev.dragoman.event.Trigger;
import dev.dragoman.event.TriggerParser;
import java.util.List;
import java.util.Map;
import org.apache.camel.Body;
import org.apache.camel.Header;
import org.apache.camel.component.aws2.sqs.Sqs2Constants;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;

/** Turns what Camel's queue poller brings into the same types as what Lambda brings. */
public final class PolledItems {
    private final TriggerParser events;
    private final String queue;
    private final SqsClient sqs;
    private volatile @Nullable String queueUrl;

    /**
     * @param events reads what messages hold
     * @param queue the polled queue's name; empty if none is polled
     * @param sqs knows its URL
     */
    public PolledItems(TriggerParser events, String queue, SqsClient sqs) {
        this.events = events;
        this.queue = queue;
        this.sqs = sqs;
    }

    /**
     * A polled queue message.
     *
     * @param body its body
     * @param messageId its id
     * @param receiptHandle names this delivery
     * @param attributes what the queue knows of it
     * @param sent the attributes that its sender gave it
     * @return a batch of one
     */
    public Trigger.MessageBatch message(
            @Body String body,
            @Header(Sqs2Constants.MESSAGE_ID) String messageId,
            @Header(Sqs2Constants.RECEIPT_HANDLE) String receiptHandle,
            @Header(Sqs2Constants.ATTRIBUTES) @Nullable Map<MessageSystemAttributeName, String> attributes,
            @Header(Sqs2Constants.MESSAGE_ATTRIBUTES) @Nullable Map<String, MessageAttributeValue> sent) {
        String receives =
                attributes == null ? null : attributes.get(MessageSystemAttributeName.APPROXIMATE_RECEIVE_COUNT);
        String group = attributes == null ? null : attributes.get(MessageSystemAttributeName.MESSAGE_GROUP_ID);
        String sender = attributes == null ? null : attributes.get(MessageSystemAttributeName.SENDER_ID);
        SqsReceipt delivery = new SqsReceipt(
                queueUrl(), receiptHandle, receives == null ? 1 : Integer.parseInt(receives), group, sender);
        MessageAttributeValue handedOn = sent == null ? null : sent.get(Continuation.ATTRIBUTE);
        Continuation rest = Continuation.of(body, messageId, handedOn == null ? null : handedOn.stringValue());
        return new Trigger.MessageBatch(List.of(events.message(rest.first(), body, null)
                .withContinuation(messageId, rest)
                .withReceipt(delivery)));
    }

    private String queueUrl() {
        String known = queueUrl;
        if (known == null) {
            known = sqs.getQueueUrl(request -> request.queueName(queue)).queueUrl();
            queueUrl = known;
        }
        return known;
    }
}
