package dev.dragoman.local.bench;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.json.Json;
import dev.dragoman.local.Aws;
import dev.dragoman.local.DragomanProcess;
import dev.dragoman.local.LocalServer;
import dev.dragoman.local.SqsServer;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/**
 * Asks that wait in one queue and are answered to another: how many per second, and whether the rate falls with a
 * longer queue. A bare consumer that receives a message, sends an answer and deletes the message shows how fast the SQS
 * server is.
 */
final class QueuedAsks {
    private static final String SIZES = System.getProperty("queue.sizes", "1000,10000,100000");
    private static final int WARM_UP = Integer.getInteger("queue.warmUp", 3_000);
    private static final int SQS_MEBIBYTES = 2_048;

    private QueuedAsks() {}

    static ObjectNode run() throws IOException, InterruptedException {
        int[] sizes =
                Arrays.stream(SIZES.split(",", -1)).mapToInt(Integer::parseInt).toArray();
        ObjectNode report = Json.object();
        try (LocalServer sqs = SqsServer.start(0, SQS_MEBIBYTES);
                PreparedModel model = new PreparedModel();
                AskQueues queues = new AskQueues(new Aws(sqs.endpoint(), sqs.endpoint()));
                DragomanProcess server = server(queues, model)) {
            ServerMemory memory = new ServerMemory(server.pid());
            queues.fill(queues.asks(), WARM_UP);
            queues.awaitAnswers(WARM_UP);
            ArrayNode rows = report.putArray("sizes");
            for (int size : sizes) {
                double bare = bare(queues, size);
                double own = dragoman(queues, server, size);
                rows.addObject()
                        .put("asks", size)
                        .put("bareAsksPerSecond", bare)
                        .put("dragomanAsksPerSecond", own)
                        .put("besideBare", own / bare)
                        .put("mostResidentMiB", memory.mostResident());
                System.out.printf(
                        "%7d asks: %.0f asks/s, the bare consumer %.0f (%.2f x); at most %d MiB resident%n",
                        size, own, bare, own / bare, memory.mostResident());
            }
        }
        return report;
    }

    private static double bare(AskQueues queues, int size) throws InterruptedException {
        queues.fill(queues.bare(), size);
        long began = System.nanoTime();
        try (BareConsumer consumer = new BareConsumer(queues)) {
            consumer.start();
            queues.awaitAnswers(size);
        }
        return size / ((System.nanoTime() - began) / 1e9);
    }

    // The server is stopped while the queue is filled. So it is warm, and starts with the whole queue.
    static double dragoman(AskQueues queues, DragomanProcess server, int size)
            throws IOException, InterruptedException {
        signal("-STOP", server);
        queues.fill(queues.asks(), size);
        signal("-CONT", server);
        long began = System.nanoTime();
        queues.awaitAnswers(size);
        return size / ((System.nanoTime() - began) / 1e9);
    }

    private static void signal(String name, DragomanProcess server) throws IOException, InterruptedException {
        new ProcessBuilder("kill", name, Long.toString(server.pid())).start().waitFor();
    }

    private static DragomanProcess server(AskQueues queues, PreparedModel model) {
        Map<String, String> environment = new TreeMap<>(queues.environment());
        environment.put("GMI_API_KEY", "key");
        environment.put("DRAGOMAN_MODEL_BASE_URL", model.baseUrl());
        environment.put("DRAGOMAN_POLL_QUEUE", AskQueues.ASKS);
        DragomanProcess server = DragomanProcess.server(0, environment);
        server.awaitReady(Duration.ofSeconds(60));
        return server;
    }
}
