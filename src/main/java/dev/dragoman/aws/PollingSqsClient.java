package dev.dragoman.aws;

import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityBatchRequest;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityBatchResponse;
import software.amazon.awssdk.services.sqs.model.DeleteMessageRequest;
import software.amazon.awssdk.services.sqs.model.DeleteMessageResponse;
import software.amazon.awssdk.services.sqs.model.GetQueueUrlRequest;
import software.amazon.awssdk.services.sqs.model.GetQueueUrlResponse;
import software.amazon.awssdk.services.sqs.model.ListQueuesRequest;
import software.amazon.awssdk.services.sqs.model.ListQueuesResponse;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageRequest;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageResponse;

/**
 * SQS as Camel polls it, for clients that change a part of that: what they leave alone is passed on. The SDK has such a class for
 * S3 only. What Camel's poller does not call is not supported.
 */
public abstract class PollingSqsClient implements SqsClient {
    private final SqsClient sqs;

    /** @param sqs makes the calls */
    protected PollingSqsClient(SqsClient sqs) {
        this.sqs = sqs;
    }

    @Override
    public ReceiveMessageResponse receiveMessage(ReceiveMessageRequest request) {
        return sqs.receiveMessage(request);
    }

    @Override
    public DeleteMessageResponse deleteMessage(DeleteMessageRequest request) {
        return sqs.deleteMessage(request);
    }

    @Override
    public ChangeMessageVisibilityBatchResponse changeMessageVisibilityBatch(
            ChangeMessageVisibilityBatchRequest request) {
        return sqs.changeMessageVisibilityBatch(request);
    }

    @Override
    public GetQueueUrlResponse getQueueUrl(GetQueueUrlRequest request) {
        return sqs.getQueueUrl(request);
    }

    @Override
    public ListQueuesResponse listQueues(ListQueuesRequest request) {
        return sqs.listQueues(request);
    }

    @Override
    public String serviceName() {
        return sqs.serviceName();
    }

    /** Does nothing: whoever made the client closes it. */
    @Override
    public void close() {}
}
