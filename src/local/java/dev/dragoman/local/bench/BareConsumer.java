package dev.dragoman.local.bench;

import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.services.sqs.model.Message;

/**
 * As many threads as Dragoman answers queued asks at a time. Each takes ten messages, and for each of them sends an answer
 * of the usual size and deletes it. It asks no model and keeps nothing.
 */
final class BareConsumer implements AutoCloseable {
    private static final int THREADS = 10;
    private static final int MESSAGES = 10;

    // As long as Dragoman's answer with its receipt.
    private static final String ANSWER =
            "{\"text\":\"" + PreparedModel.TEXT + "\",\"response\":\"" + ".".repeat(1_200) + "\"}";

    private final AskQueues queues;
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean ended;

    BareConsumer(AskQueues queues) {
        this.queues = queues;
    }

    void start() {
        for (int i = 0; i < THREADS; i++) {
            Thread thread = new Thread(this::consume, "bare-consumer");
            thread.start();
            threads.add(thread);
        }
    }

    private void consume() {
        while (!ended) {
            List<Message> messages = queues.sqs()
                    .receiveMessage(receive -> receive.queueUrl(queues.bare())
                            .maxNumberOfMessages(MESSAGES)
                            .visibilityTimeout(60)
                            .waitTimeSeconds(1))
                    .messages();
            for (Message message : messages) {
                queues.sqs().sendMessage(send -> send.queueUrl(queues.answers()).messageBody(ANSWER));
                queues.sqs()
                        .deleteMessage(delete -> delete.queueUrl(queues.bare()).receiptHandle(message.receiptHandle()));
            }
        }
    }

    @Override
    public void close() {
        ended = true;
        for (Thread thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException stop) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
