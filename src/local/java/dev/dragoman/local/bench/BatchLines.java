package dev.dragoman.local.bench;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.json.Json;
import dev.dragoman.local.DragomanProcess;
import dev.dragoman.local.LocalServer;
import dev.dragoman.local.LocalStack;
import dev.dragoman.local.S3Server;
import dev.dragoman.local.SqsServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * The lines of a batch file beside the same asks one by one, both by the same queue to the same server, whose heap is small: how many
 * per second, from the event in the queue to the receipt, and whether the rate or the memory depends on the length of the file.
 */
final class BatchLines {
    private static final String SIZES = System.getProperty("batch.sizes", "1000,10000,50000");
    private static final int TURNS = Integer.getInteger("batch.turns", 1);
    private static final int WARM_UP = Integer.getInteger("batch.warmUp", 2_000);
    /** So that a line has less than 4,000 bytes, and 50,000 of them less than a batch file may have. */
    private static final int LINE = 3_800;

    private static final String BUCKET = "bench-batches";
    private static final int SQS_MEBIBYTES = 2_048;
    private static final List<String> HEAP = List.of("-Xmx256m");
    private static final Duration PATIENCE = Duration.ofMinutes(30);

    private BatchLines() {}

    static ObjectNode run() throws IOException, InterruptedException {
        ObjectNode report = Json.object();
        try (LocalServer s3 = S3Server.start(0);
                LocalServer sqs = SqsServer.start(0, SQS_MEBIBYTES);
                LocalStack stack = new LocalStack(s3, sqs, null);
                PreparedModel model = new PreparedModel();
                AskQueues queues = new AskQueues(stack.aws(), "x".repeat(LINE));
                DragomanProcess server = server(queues, model)) {
            stack.createBucket(BUCKET);
            ServerMemory memory = new ServerMemory(server.pid());
            oneByOne(queues, server, WARM_UP);
            inABatch(queues, stack.s3(), WARM_UP, "warm-up");
            ArrayNode rows = report.putArray("sizes");
            for (int size : Arrays.stream(SIZES.split(",", -1))
                    .mapToInt(Integer::parseInt)
                    .toArray()) {
                for (int turn = 1; turn <= TURNS; turn++) {
                    double single = oneByOne(queues, server, size);
                    double lines = inABatch(queues, stack.s3(), size, size + "-" + turn);
                    double alive = memory.live();
                    rows.addObject()
                            .put("lines", size)
                            .put("asksPerSecond", single)
                            .put("linesPerSecond", lines)
                            .put("besideAsks", lines / single)
                            .put("aliveMiB", alive)
                            .put("mostResidentMiB", memory.mostResident());
                    System.out.printf(
                            "%6d lines: %.0f lines/s, one by one %.0f (%.2f x); %.1f MiB alive, at most %d MiB resident%n",
                            size, lines, single, lines / single, alive, memory.mostResident());
                }
            }
        }
        return report;
    }

    private static double oneByOne(AskQueues queues, DragomanProcess server, int size)
            throws IOException, InterruptedException {
        return QueuedAsks.dragoman(queues, server, size);
    }

    private static double inABatch(AskQueues queues, S3Client s3, int size, String name)
            throws IOException, InterruptedException {
        Path file = Files.createTempFile("batch", ".jsonl");
        try (var out = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
            ObjectNode line = Json.object().put("method", "POST").put("url", "/v1/responses");
            for (int i = 0; i < size; i++) {
                line.put("custom_id", "line-" + i).putObject("body").put("input", queues.question(i));
                out.write(Json.text(line));
                out.newLine();
            }
        }
        s3.putObject(put -> put.bucket(BUCKET).key("inbox/" + name + ".jsonl"), file);
        Files.delete(file);
        ObjectNode event = Json.object();
        ObjectNode item = event.putArray("Records").addObject();
        item.put("eventSource", "aws:s3").put("eventName", "ObjectCreated:Put");
        ObjectNode object = item.putObject("s3");
        object.putObject("bucket").put("name", BUCKET);
        object.putObject("object").put("key", "inbox/" + name + ".jsonl");
        long began = System.nanoTime();
        queues.sqs().sendMessage(send -> send.queueUrl(queues.asks()).messageBody(Json.text(event)));
        String receipt = "summaries/" + name + ".jsonl.receipt.json";
        while (!isThere(s3, receipt)) {
            if (Duration.ofNanos(System.nanoTime() - began).compareTo(PATIENCE) > 0) {
                throw new IllegalStateException("the batch " + name + " was not done in time");
            }
            Thread.sleep(50);
        }
        double seconds = (System.nanoTime() - began) / 1e9;
        int completed = Json.read(s3.getObjectAsBytes(get -> get.bucket(BUCKET).key(receipt))
                        .asByteArray())
                .object()
                .map(json -> json.at("/outcomes/completed").asInt())
                .orElse(0);
        if (completed != size) {
            throw new IllegalStateException("of " + size + " lines, " + completed + " were answered");
        }
        return size / seconds;
    }

    private static boolean isThere(S3Client s3, String key) {
        try {
            s3.headObject(head -> head.bucket(BUCKET).key(key));
            return true;
        } catch (NoSuchKeyException missing) {
            return false;
        } catch (S3Exception other) {
            if (other.statusCode() == 404) {
                return false;
            }
            throw other;
        }
    }

    private static DragomanProcess server(AskQueues queues, PreparedModel model) {
        Map<String, String> environment = new TreeMap<>(queues.environment());
        environment.put("GMI_API_KEY", "key");
        environment.put("DRAGOMAN_MODEL_BASE_URL", model.baseUrl());
        environment.put("DRAGOMAN_POLL_QUEUE", AskQueues.ASKS);
        DragomanProcess server = DragomanProcess.launch(0, environment, HEAP);
        server.awaitReady(Duration.ofSeconds(60));
        return server;
    }
}
