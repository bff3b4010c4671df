package dev.dragoman.local.trial;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.json.Json;
import dev.dragoman.local.DragomanProcess;
import dev.dragoman.local.LocalStack;
import dev.dragoman.local.Waiting;
import dev.dragoman.local.model.Misbehaviour;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;

/**
 * A batch file by a queue, under a function and two servers of which one after the other is killed, with a storm of rate limits in the
 * middle: whether each line has one result, in its order, and is paid for once or marked. A second file has bad lines, and must cost nothing.
 *
 * @param lines of the file; one in ten has the body of the line before
 * @param kills how often a server is killed; at each third, an invocation of the function is, too
 * @param slice how many lines are a slice
 * @param large how many lines of 4 KB a third file has, which is only checked: its last line is bad
 * @param call how long the model takes for a call; so long that the work outlasts the kills
 */
public record Batching(int lines, int kills, int slice, int large, Duration call) implements Trial {
    private static final String BUCKET = "batching";
    private static final String QUEUE = "batching-queue";
    private static final String DEAD = "batching-dead";
    private static final int MAX_RECEIVES = 5;
    private static final int SAME_BODY = 10;
    private static final int STORM = 40;
    private static final List<String> HEAP = List.of("-Xmx256m");
    private static final int LARGE_LINE = 4_096;
    private static final int SEED = 1_955;
    private static final Duration START_LIMIT = Duration.ofSeconds(60);
    private static final int LONGEST_WORK_MILLIS = 2_500;
    private static final Duration INVOCATION = Duration.ofSeconds(20);
    private static final int LONGEST_INVOCATION_MILLIS = 5_000;
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    /** The full trial, with slices of 25 lines, and a third file of 200 MB. */
    static Batching full(int lines, int kills) {
        return new Batching(lines, kills, 25, 48_000, Duration.ofMillis(400));
    }

    @Override
    public Findings run(LocalStack stack) throws IOException, InterruptedException {
        stack.createBucket(BUCKET);
        String queue = stack.createQueue(QUEUE, DEAD, MAX_RECEIVES);
        stack.model().reset();
        stack.model().misbehave(Misbehaviour.NONE.delayed(call));
        Random random = new Random(SEED);
        List<DragomanProcess> servers = new ArrayList<>();
        FunctionQueue messages = new FunctionQueue(stack.sqs(), queue, 1);
        try (FunctionWorker function = FunctionWorker.start(messages, INVOCATION, ofFunction(stack), HEAP)) {
            long began = System.nanoTime();
            put(stack, queue, "good.jsonl", file());
            put(stack, queue, "bad.jsonl", file() + "\nno JSON\n" + line(0, 0));
            servers.add(DragomanProcess.launch(0, environment(stack), HEAP));
            servers.add(DragomanProcess.launch(0, environment(stack), HEAP));
            int kill = 0;
            for (; kill < kills && !isDone(stack); kill++) {
                servers.get(1).awaitReady(START_LIMIT);
                Thread.sleep(random.nextInt(LONGEST_WORK_MILLIS));
                if (kill == kills / 2) {
                    // Taken in the order in which they are told.
                    stack.model().behave();
                    stack.model()
                            .misbehave(Misbehaviour.error(429)
                                    .header("Retry-After", "1")
                                    .times(STORM));
                    stack.model().misbehave(Misbehaviour.NONE.delayed(call));
                }
                if (kill % 3 == 2) {
                    function.kill(Duration.ofMillis(random.nextInt(LONGEST_INVOCATION_MILLIS)));
                }
                try (DragomanProcess killed = servers.remove(0)) {
                    killed.kill();
                }
                servers.add(DragomanProcess.launch(0, environment(stack), HEAP));
            }
            while (!isDone(stack) && Duration.ofNanos(System.nanoTime() - began).compareTo(PATIENCE) < 0) {
                Thread.sleep(200);
            }
            Duration took = Duration.ofNanos(System.nanoTime() - began);
            int calls = stack.model().chargeable();
            Findings findings = judged(stack, calls, stack.model().paid(), took);
            findings.expect(
                    kill == kills, "A server should be killed %d times before all is done; %d were.", kills, kill);
            findings.expect(function.done() > 0, "The function should have done some of the work.");
            findings.figures()
                    .put("messagesOfTheFunction", function.done())
                    .put("killedInvocations", function.killed());
            findings.say("the function: %d messages, %d invocations killed", function.done(), function.killed());
            checkLarge(stack, queue, findings);
            findings.expect(stack.model().chargeable() == calls, "A file with a bad line should cost nothing.");
            return findings;
        } finally {
            servers.forEach(DragomanProcess::close);
        }
    }

    private void checkLarge(LocalStack stack, String queue, Findings findings) throws InterruptedException {
        ObjectNode request = Json.object().put("method", "POST").put("url", "/v1/responses");
        request.putObject("body").put("input", "x".repeat(LARGE_LINE));
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < large; i++) {
            text.append(Json.text(request.put("custom_id", id(i)))).append('\n');
        }
        put(stack, queue, "large.jsonl", text.append("no JSON").toString());
        long began = System.nanoTime();
        JsonNode error = read(stack, "large.jsonl.error.json");
        while (error.isMissingNode()
                && Duration.ofNanos(System.nanoTime() - began).compareTo(PATIENCE) < 0) {
            Thread.sleep(100);
            error = read(stack, "large.jsonl.error.json");
        }
        double seconds = Duration.ofNanos(System.nanoTime() - began).toMillis() / 1e3;
        findings.expect(
                error.at("/receipt/errors/0/line").asInt() == large + 1,
                "The last line of the large file should be named; its error is %s.",
                error.path("error"));
        findings.figures().put("largeBytes", text.length()).put("secondsToCheck", seconds);
        findings.say("a file of %,d bytes was checked within %.1f s, with a heap of 256 MB", text.length(), seconds);
    }

    private Map<String, String> environment(LocalStack stack) {
        Map<String, String> environment = shared(stack);
        environment.put("DRAGOMAN_POLL_QUEUE", QUEUE);
        environment.put("DRAGOMAN_POLL_VISIBILITY", "10");
        return environment;
    }

    // One line at a time: so it does not do the servers' work.
    private Map<String, String> ofFunction(LocalStack stack) {
        Map<String, String> environment = shared(stack);
        environment.put("DRAGOMAN_CONCURRENCY", "1");
        return environment;
    }

    private Map<String, String> shared(LocalStack stack) {
        Map<String, String> environment = new TreeMap<>(stack.environment());
        environment.put("DRAGOMAN_LEDGER", "s3://" + BUCKET + "/ledger/");
        // Short, so that the trial does not wait long for the messages and leases that a killed server leaves behind.
        environment.put("DRAGOMAN_LEASE", "4s");
        environment.put("DRAGOMAN_BATCHES_SLICE", Integer.toString(slice));
        return environment;
    }

    private static void put(LocalStack stack, String queue, String name, String text) {
        stack.s3().putObject(put -> put.bucket(BUCKET).key("inbox/" + name), RequestBody.fromString(text));
        ObjectNode event = Json.object();
        ObjectNode item = event.putArray("Records").addObject();
        item.put("eventSource", "aws:s3").put("eventName", "ObjectCreated:Put");
        ObjectNode s3 = item.putObject("s3");
        s3.putObject("bucket").put("name", BUCKET);
        s3.putObject("object").put("key", "inbox/" + name);
        stack.sqs().sendMessage(send -> send.queueUrl(queue).messageBody(Json.text(event)));
    }

    private String file() {
        return IntStream.range(0, lines)
                .mapToObj(i -> line(i, i % SAME_BODY == 1 ? i - 1 : i))
                .collect(Collectors.joining("\n"));
    }

    private static String id(int number) {
        return "line-%05d".formatted(number);
    }

    private static String line(int number, int body) {
        ObjectNode json =
                Json.object().put("custom_id", id(number)).put("method", "POST").put("url", "/v1/responses");
        json.putObject("body").put("input", "What is number " + body + "?");
        return Json.text(json);
    }

    private static boolean isDone(LocalStack stack) {
        return !read(stack, "good.jsonl.receipt.json").isMissingNode()
                && !read(stack, "bad.jsonl.error.json").isMissingNode();
    }

    private static JsonNode read(LocalStack stack, String name) {
        return Json.read(text(stack, name)) instanceof Json.Result.Value value
                ? value.node()
                : MissingNode.getInstance();
    }

    private static String text(LocalStack stack, String name) {
        try {
            return stack.s3()
                    .getObjectAsBytes(get -> get.bucket(BUCKET).key("summaries/" + name))
                    .asString(StandardCharsets.UTF_8);
        } catch (NoSuchKeyException missing) {
            return "";
        }
    }

    private Findings judged(LocalStack stack, int calls, int paid, Duration took) {
        Findings findings = new Findings();
        JsonNode receipt = read(stack, "good.jsonl.receipt.json");
        JsonNode bad = read(stack, "bad.jsonl.error.json");
        List<String> ids = text(stack, "good.jsonl.output.jsonl")
                .lines()
                .map(line -> ((Json.Result.Value) Json.read(line))
                        .node()
                        .path("custom_id")
                        .asText())
                .toList();
        int lapsed = receipt.path("lapsedLeases").asInt();
        String dead = stack.sqs().getQueueUrl(get -> get.queueName(DEAD)).queueUrl();
        findings.expect(!receipt.isMissingNode(), "The batch should be done.");
        findings.expect(
                ids.equals(IntStream.range(0, lines).mapToObj(Batching::id).toList()),
                "The output should have each of the %d lines once and in order; it has %d.",
                lines,
                ids.size());
        findings.expect(text(stack, "good.jsonl.errors.jsonl").isEmpty(), "No line should be in the errors file.");
        findings.expect(
                paid <= lines + lapsed,
                "Each further call should be a lease that ran out; there are %d paid calls for %d lines, and %d leases.",
                paid,
                lines,
                lapsed);
        findings.expect(
                bad.at("/receipt/errors").size() == 2
                        && bad.at("/receipt/errors/0/line").asInt() == lines + 1
                        && bad.at("/receipt/errors/1/code").asText().equals("duplicate_custom_id"),
                "The second file's two bad lines should be named; its error is %s.",
                bad.path("error"));
        findings.expect(Waiting.in(stack.sqs(), dead) == 0, "Nothing should be in the dead-letter queue.");
        findings.figures()
                .put("lines", lines)
                .put("kills", kills)
                .put("slice", slice)
                .put("calls", calls)
                .put("paidCalls", paid)
                .put("leasesThatRanOut", lapsed)
                .put("mayBePaidTwice", receipt.path("mayBePaidTwice").asInt())
                .put("minutes", took.toSeconds() / 60.0);
        findings.say("batch: %,d lines, %d kills in %.1f min", lines, kills, took.toSeconds() / 60.0);
        findings.say(
                "calls: %d, of them paid for: %d; leases that ran out in flight, in the receipt: %d",
                calls, paid, lapsed);
        return findings;
    }
}
