package dev.dragoman.local.trial;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.json.Json;
import dev.dragoman.local.LocalStack;
import dev.dragoman.local.Waiting;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;

/** The queues of a storm: the asks, those that were given up, the answers. */
final class StormQueues {
    /** The name of the queue with the asks. */
    static final String ASKS = "storm-asks";

    private static final String DEAD = "storm-dead";
    private static final int LARGEST_BATCH = 10;

    private final SqsClient sqs;
    private final String asks;
    private final String dead;
    private final String answers;

    StormQueues(LocalStack stack, int maxReceives) {
        sqs = stack.sqs();
        asks = stack.createQueue(ASKS, DEAD, maxReceives);
        dead = stack.createQueue(DEAD);
        answers = stack.createQueue("storm-answers");
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

    private ObjectNode message(int number) {
        ObjectNode ask = Json.object().put("id", "storm-" + number).put("replyTo", answers);
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
