package dev.dragoman.local.trial;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.json.Json;
import dev.dragoman.local.Aws;
import dev.dragoman.local.LocalStack;
import dev.dragoman.local.Waiting;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;

/** The queues of a trial: the asks, those that were given up, the answers. */
final class AskedQueues {
    private static final int LARGEST_BATCH = 10;

    private final SqsClient sqs;
    private final String trial;
    private final String asks;
    private final String dead;
    private final String answers;

    /**
     * @param stack has SQS
     * @param trial the name of the trial, with which all names begin
     * @param maxReceives how often a message is delivered before the queue gives it up
     */
    AskedQueues(LocalStack stack, String trial, int maxReceives) {
        this.trial = trial;
        sqs = stack.sqs();
        asks = stack.createQueue(name(), trial + "-dead", maxReceives);
        dead = stack.createQueue(trial + "-dead");
        answers = stack.createQueue(trial + "-answers");
    }

    /** The name of the queue with the asks. */
    String name() {
        return trial + "-asks";
    }

    /** Sends a number of asks, each to be answered on the reply queue. */
    void ask(int count) {
        for (int from = 0; from < count; from += LARGEST_BATCH) {
            List<SendMessageBatchRequestEntry> entries = IntStream.range(from, Math.min(count, from + LARGEST_BATCH))
                    .mapToObj(n -> SendMessageBatchRequestEntry.builder()
                            .id(Integer.toString(n))
                            .messageBody(Json.text(message(n)))
                            .build())
                    .toList();
            sqs.sendMessageBatch(send -> send.queueUrl(asks).entries(entries));
        }
    }

    /** Sends a message about an object, as S3 does. */
    void announce(String bucket, String key) {
        sqs.sendMessage(send -> send.queueUrl(asks).messageBody(notification(bucket, key)));
    }

    /** A notification of S3 about a new object. */
    static String notification(String bucket, String key) {
        ObjectNode event = Json.object();
        ObjectNode item = event.putArray("Records").addObject();
        item.put("eventSource", "aws:s3").put("eventName", "ObjectCreated:Put").put("awsRegion", Aws.REGION);
        ObjectNode s3 = item.putObject("s3");
        s3.putObject("bucket").put("name", bucket);
        s3.putObject("object").put("key", key);
        return Json.text(event);
    }

    /** The URL of the queue with the asks. */
    String url() {
        return asks;
    }

    private ObjectNode message(int number) {
        ObjectNode ask = Json.object().put("id", trial + "-" + number).put("replyTo", answers);
        ask.putObject("body").put("input", "Question " + number);
        return ask;
    }

    /** Receives answers from the reply queue; waits a second for the first. */
    List<JsonNode> answers() {
        List<Message> messages = sqs.receiveMessage(receive -> receive.queueUrl(answers)
                        .maxNumberOfMessages(LARGEST_BATCH)
                        .waitTimeSeconds(1))
                .messages();
        List<JsonNode> read = new ArrayList<>();
        List<DeleteMessageBatchRequestEntry> taken = new ArrayList<>();
        for (Message message : messages) {
            read.add(((Json.Result.Value) Json.read(message.body())).node());
            taken.add(DeleteMessageBatchRequestEntry.builder()
                    .id(Integer.toString(taken.size()))
                    .receiptHandle(message.receiptHandle())
                    .build());
        }
        if (!taken.isEmpty()) {
            sqs.deleteMessageBatch(delete -> delete.queueUrl(answers).entries(taken));
        }
        return read;
    }

    /** How many asks are still in the queue, hidden or not. */
    int left() {
        return Waiting.in(sqs, asks);
    }

    /** How many asks were given up. */
    int dead() {
        return Waiting.in(sqs, dead);
    }
}
