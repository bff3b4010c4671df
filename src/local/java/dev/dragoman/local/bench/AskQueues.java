package dev.dragoman.local.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.json.Json;
import dev.dragoman.local.Aws;
import dev.dragoman.local.Waiting;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchResponse;

/** The queues of the benchmark: asks for Dragoman, asks for the bare consumer, and the answers of both. */
final class AskQueues implements AutoCloseable {
    /** The name of the queue with Dragoman's asks. */
    static final String ASKS = "bench-asks";

    private static final int BATCH = 10;
    private static final int SENDERS = 4;
    private static final Duration STILL = Duration.ofSeconds(30);
    private static final long BETWEEN_LOOKS_MILLIS = 50;

    private final Aws aws;
    private final SqsClient sqs;
    private final String padding;
    private final String asks;
    private final String bare;
    private final String answers;

    AskQueues(Aws aws) {
        this(aws, "");
    }

    /** @param padding what each ask has behind its question */
    AskQueues(Aws aws, String padding) {
        this.aws = aws;
        this.padding = padding;
        this.sqs = aws.sqsClient();
        this.asks = create(ASKS);
        this.bare = create("bench-bare");
        this.answers = create("bench-answers");
    }

    private String create(String name) {
        return sqs.createQueue(create -> create.queueName(name)).queueUrl();
    }

    SqsClient sqs() {
        return sqs;
    }

    /** The URL of the queue with Dragoman's asks. */
    String asks() {
        return asks;
    }

    /** The URL of the queue with the bare consumer's asks. */
    String bare() {
        return bare;
    }

    /** The URL of the queue with the answers. */
    String answers() {
        return answers;
    }

    Map<String, String> environment() {
        return aws.environment();
    }

    /** Sends a number of asks. */
    void fill(String queue, int count) throws InterruptedException {
        List<Thread> senders = new ArrayList<>();
        for (int sender = 0; sender < SENDERS; sender++) {
            int first = sender * BATCH;
            Thread thread = new Thread(() -> {
                for (int from = first; from < count; from += SENDERS * BATCH) {
                    send(queue, from, Math.min(count, from + BATCH));
                }
            });
            thread.start();
            senders.add(thread);
        }
        for (Thread sender : senders) {
            sender.join();
        }
    }

    private void send(String queue, int from, int to) {
        List<SendMessageBatchRequestEntry> entries = IntStream.range(from, to)
                .mapToObj(number -> SendMessageBatchRequestEntry.builder()
                        .id(Integer.toString(number))
                        .messageBody(Json.text(ask(number)))
                        .build())
                .toList();
        SendMessageBatchResponse sent =
                sqs.sendMessageBatch(send -> send.queueUrl(queue).entries(entries));
        if (sent.hasFailed() && !sent.failed().isEmpty()) {
            throw new IllegalStateException("the SQS server did not take all asks");
        }
    }

    private ObjectNode ask(int number) {
        ObjectNode ask = Json.object().put("replyTo", answers);
        ask.putObject("body").put("input", question(number));
        return ask;
    }

    /** The text of an ask. */
    String question(int number) {
        return "Question " + number + ": when does the tide turn?" + padding;
    }

    /**
     * Waits for a number of answers, checks some of them, and deletes all of them.
     *
     * @throws IllegalStateException if no further answer arrives for a while, if too many arrive, or if a message is no
     *     answer
     */
    void awaitAnswers(int count) throws InterruptedException {
        int before = 0;
        long moved = System.nanoTime();
        for (int come = count(answers); come < count; come = count(answers)) {
            if (come != before) {
                before = come;
                moved = System.nanoTime();
            } else if (System.nanoTime() - moved > STILL.toNanos()) {
                throw new IllegalStateException("of " + count + " answers, " + (count - come) + " did not come");
            }
            Thread.sleep(BETWEEN_LOOKS_MILLIS);
        }
        check(count);
    }

    private void check(int count) {
        List<Message> some = sqs.receiveMessage(
                        receive -> receive.queueUrl(answers).maxNumberOfMessages(BATCH))
                .messages();
        if (count(answers) != count || some.isEmpty()) {
            throw new IllegalStateException("there are other answers than asks");
        }
        for (Message answer : some) {
            if (!answer.body().contains(PreparedModel.TEXT)) {
                throw new IllegalStateException("this is no answer: " + answer.body());
            }
        }
        sqs.purgeQueue(purge -> purge.queueUrl(answers));
    }

    private int count(String queue) {
        return Waiting.in(sqs, queue);
    }

    @Override
    public void close() {
        sqs.close();
    }
}
