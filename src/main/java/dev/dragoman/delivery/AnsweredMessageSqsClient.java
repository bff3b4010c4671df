package dev.dragoman.delivery;

import dev.dragoman.aws.PollingSqsClient;
import dev.dragoman.memory.BoundedMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleSupplier;
import org.jboss.logging.Logger;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.DeleteMessageRequest;
import software.amazon.awssdk.services.sqs.model.DeleteMessageResponse;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageRequest;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageResponse;

/**
 * SQS as the poller of a queue sees it. A message is deleted once it is answered; if that fails and the message comes again, it
 * is not handed out, only deleted again, and hidden for waits that grow up to 15 min. Kept in memory, for the latest 10,000
 * messages; after a restart the ledger has the answer.
 */
public final class AnsweredMessageSqsClient extends PollingSqsClient {
    private static final Logger LOG = Logger.getLogger(AnsweredMessageSqsClient.class);

    private static final int MOST = 10_000;

    private final SqsClient sqs;
    private final VisibilityBackoff backoff;
    private final Map<String, String> idsByReceipt = BoundedMap.byAge(MOST);
    private final Map<String, Integer> failuresById = BoundedMap.byAge(MOST);

    /**
     * @param sqs makes the calls
     * @param random from 0 to 1
     */
    public AnsweredMessageSqsClient(SqsClient sqs, DoubleSupplier random) {
        super(sqs);
        this.sqs = sqs;
        this.backoff = new VisibilityBackoff(random);
    }

    /** Receives messages, without those that are answered. */
    @Override
    public ReceiveMessageResponse receiveMessage(ReceiveMessageRequest request) {
        ReceiveMessageResponse response = sqs.receiveMessage(request);
        List<Message> unanswered = new ArrayList<>();
        for (Message message : response.messages()) {
            if (isAnswered(message)) {
                deleteMessage(delete -> delete.queueUrl(request.queueUrl()).receiptHandle(message.receiptHandle()));
            } else {
                unanswered.add(message);
            }
        }
        return response.toBuilder().messages(unanswered).build();
    }

    private synchronized boolean isAnswered(Message message) {
        idsByReceipt.put(message.receiptHandle(), message.messageId());
        return failuresById.containsKey(message.messageId());
    }

    /** Deletes a message, which is answered. If that fails, it is remembered, and nothing is thrown. */
    @Override
    public DeleteMessageResponse deleteMessage(DeleteMessageRequest request) {
        try {
            DeleteMessageResponse response = sqs.deleteMessage(request);
            deleted(request.receiptHandle());
            return response;
        } catch (SdkException failure) {
            int failures = undeleted(request.receiptHandle());
            if (failures == 1) {
                LOG.warnf(
                        "A message of the polled queue is answered, but can't be deleted; allow sqs:DeleteMessage. It is not answered"
                                + " again; deleting it is tried again when it comes (%s)",
                        failure.getClass().getSimpleName());
            }
            hide(request, failures);
            return DeleteMessageResponse.builder().build();
        }
    }

    private synchronized void deleted(String receipt) {
        String id = idsByReceipt.remove(receipt);
        if (id != null) {
            failuresById.remove(id);
        }
    }

    private synchronized int undeleted(String receipt) {
        String id = idsByReceipt.remove(receipt);
        return id == null ? 1 : failuresById.merge(id, 1, Integer::sum);
    }

    // If that fails too, the message comes again after the queue's own timeout.
    private void hide(DeleteMessageRequest message, int failures) {
        try {
            sqs.changeMessageVisibility(change -> change.queueUrl(message.queueUrl())
                    .receiptHandle(message.receiptHandle())
                    .visibilityTimeout(Math.toIntExact(backoff.grown(failures).toSeconds())));
        } catch (SdkException unreached) {
            LOG.debugf(
                    "An answered message was not hidden (%s)",
                    unreached.getClass().getSimpleName());
        }
    }

    /**
     * How many messages are answered and could not be deleted.
     *
     * @return none, as a rule
     */
    public synchronized int left() {
        return failuresById.size();
    }
}
