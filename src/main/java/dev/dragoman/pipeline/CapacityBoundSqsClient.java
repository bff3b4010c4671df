package dev.dragoman.pipeline;

import dev.dragoman.aws.PollingSqsClient;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jboss.logging.Logger;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageRequest;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageResponse;

/**
 * The client with which Camel polls the queue: it receives no more messages than there are free places. Camel asks for the same
 * number each time, and extends the visibility of a message only from when its turn comes: what waits for its turn would be
 * delivered again elsewhere.
 */
final class CapacityBoundSqsClient extends PollingSqsClient {
    private static final Logger LOG = Logger.getLogger(CapacityBoundSqsClient.class);

    private final SqsClient sqs;
    private final QueuePlaces places;
    private final BooleanSupplier ending;

    /**
     * @param sqs makes the calls
     * @param places those that messages may take
     * @param ending whether the routes are being stopped: from then on no message is begun
     */
    CapacityBoundSqsClient(SqsClient sqs, QueuePlaces places, BooleanSupplier ending) {
        super(sqs);
        this.sqs = sqs;
        this.places = places;
        this.ending = ending;
    }

    /** Waits a while for a free place. What is received and can't be begun is given back to the queue at once. */
    @Override
    public ReceiveMessageResponse receiveMessage(ReceiveMessageRequest request) {
        giveBack(request.queueUrl());
        int most = places.take(request.maxNumberOfMessages());
        List<Message> received = List.of();
        try {
            if (most == 0 || ending.getAsBoolean()) {
                return nothing();
            }
            ReceiveMessageResponse response = sqs.receiveMessage(
                    request.toBuilder().maxNumberOfMessages(most).build());
            received = response.messages();
            if (!ending.getAsBoolean()) {
                return response;
            }
        } finally {
            places.received(received.stream().map(Message::receiptHandle).toList(), most);
        }
        giveBack(request.queueUrl());
        return nothing();
    }

    private static ReceiveMessageResponse nothing() {
        return ReceiveMessageResponse.builder().build();
    }

    private void giveBack(String queueUrl) {
        List<String> handles = places.notBegun();
        if (handles.isEmpty()) {
            return;
        }
        List<ChangeMessageVisibilityBatchRequestEntry> entries = handles.stream()
                .map(handle -> ChangeMessageVisibilityBatchRequestEntry.builder()
                        .id(Integer.toString(handles.indexOf(handle)))
                        .receiptHandle(handle)
                        .visibilityTimeout(0)
                        .build())
                .toList();
        try {
            sqs.changeMessageVisibilityBatch(change -> change.queueUrl(queueUrl).entries(entries));
        } catch (SdkException unreached) {
            LOG.warnf(
                    "%d messages were received and not begun; they are delivered again after their visibility timeout (%s)",
                    handles.size(), unreached.getClass().getSimpleName());
        }
    }
}
