package dev.dragoman.local.trial;

import dev.dragoman.json.Json;
import dev.dragoman.local.DragomanProcess;
import dev.dragoman.local.LocalStack;
import dev.dragoman.local.Ports;
import dev.dragoman.local.model.Misbehaviour;
import dev.dragoman.local.model.StandInModel;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * The provider is away, and work waits in a queue and in a bucket of a server, and in a function's queue: for a third of the time nobody listens, then a proxy answers
 * 404, then the key is refused. Then all is well again. Nothing of that is an ask's fault, so each has to be answered in the
 * end: none rejected, none given up by the queue.
 *
 * @param asks how many wait in the queue
 * @param documents how many wait in the bucket
 * @param forFunction how many asks, and how many documents, wait in the function's queue
 * @param lasting how long the provider is away
 * @param rest DRAGOMAN_MODEL_BREAKER_REST, of which the waits are multiples
 * @param maxReceives how often a message is delivered before the queue gives it up
 */
public record Outage(int asks, int documents, int forFunction, Duration lasting, Duration rest, int maxReceives)
        implements Trial {
    private static final String BUCKET = "outage-documents";
    private static final String FUNCTION_BUCKET = "outage-function-documents";
    private static final int BATCH = 10;

    /** The default DRAGOMAN_CONCURRENCY: how many calls are under way when a kind of outage begins, or is tried out. */
    private static final int AT_ONCE = 10;

    /** The longest rest of the pollers, in first rests. */
    private static final int LONGEST_REST = 6;

    /** How long draining may take: the wait of a fourth delivery is a quarter of an hour at most. */
    private static final Duration PATIENCE = Duration.ofMinutes(20);

    private static final Duration INVOCATION = Duration.ofMinutes(1);

    /** An outage of a usual kind: the default rest, five deliveries. */
    static Outage of(int asks, int documents, int forFunction, Duration lasting) {
        return new Outage(asks, documents, forFunction, lasting, Duration.ofSeconds(5), 5);
    }

    @Override
    public Findings run(LocalStack stack) throws IOException, InterruptedException {
        AskedQueues polled = new AskedQueues(stack, "outage", maxReceives);
        AskedQueues invoked = new AskedQueues(stack, "outage-function", maxReceives);
        List<AskedQueues> queues = List.of(polled, invoked);
        polled.ask(asks);
        invoked.ask(forFunction);
        drop(stack, BUCKET, documents);
        drop(stack, FUNCTION_BUCKET, forFunction);
        for (int i = 0; i < forFunction; i++) {
            invoked.announce(FUNCTION_BUCKET, "inbox/" + i + ".md");
        }
        int port = Ports.free();
        FunctionQueue queue = new FunctionQueue(stack.sqs(), invoked.url(), BATCH);
        try (DragomanProcess server = DragomanProcess.server(0, polling(stack, polled, port));
                FunctionWorker function =
                        FunctionWorker.start(queue, INVOCATION, environment(stack, port), List.of())) {
            Answers answers = new Answers();
            Duration third = lasting.dividedBy(3);
            during(third, answers, queues);
            try (StandInModel provider = StandInModel.start(port)) {
                provider.misbehave(
                        Misbehaviour.read(Json.object().put("kind", "html").put("status", 404)));
                during(third, answers, queues);
                provider.behave();
                provider.misbehave(Misbehaviour.error(401));
                during(third, answers, queues);
                int refused = provider.chargeable();
                int early = answers.completed() + answers.other() + count(stack, FUNCTION_BUCKET, "summaries/");
                provider.behave();
                Duration drained = drained(stack, answers, queues);
                Findings findings = new Findings();
                count(findings, stack, queues, answers);
                calls(findings, provider, server, function, refused, drained);
                findings.expect(early == 0, "Nothing can be answered in the outage; %d answers came.", early);
                return findings;
            }
        }
    }

    private Map<String, String> environment(LocalStack stack, int port) {
        Map<String, String> environment = new TreeMap<>(stack.environment());
        environment.put("DRAGOMAN_MODEL_BASE_URL", "http://" + Ports.LOOPBACK + ":" + port + "/v1");
        environment.put("DRAGOMAN_MODEL_BREAKER_REST", rest.toMillis() + "ms");
        environment.put("DRAGOMAN_QUEUE_MAX_RECEIVES", Integer.toString(maxReceives));
        return environment;
    }

    private Map<String, String> polling(LocalStack stack, AskedQueues queues, int port) {
        Map<String, String> environment = environment(stack, port);
        environment.put("DRAGOMAN_POLL_QUEUE", queues.name());
        environment.put("DRAGOMAN_POLL_BUCKET", BUCKET);
        environment.put("DRAGOMAN_POLL_INTERVAL", "500ms");
        return environment;
    }

    private static void drop(LocalStack stack, String bucket, int documents) {
        stack.createBucket(bucket);
        for (int i = 0; i < documents; i++) {
            String key = "inbox/" + i + ".md";
            RequestBody text = RequestBody.fromString("# Letter " + i + "\n\nWritten while nobody was there.");
            stack.s3().putObject(put -> put.bucket(bucket).key(key), text);
        }
    }

    private static void during(Duration time, Answers answers, List<AskedQueues> queues) {
        long began = System.nanoTime();
        while (since(began).compareTo(time) < 0) {
            queues.forEach(answers::take);
        }
    }

    private Duration drained(LocalStack stack, Answers answers, List<AskedQueues> queues) {
        long over = System.nanoTime();
        boolean done = false;
        while (!done && since(over).compareTo(PATIENCE) < 0 && dead(queues) == 0) {
            queues.forEach(answers::take);
            done = answers.completed() >= asks + forFunction
                    && left(queues) == 0
                    && count(stack, BUCKET, "inbox/") == 0;
        }
        Duration drained = since(over);
        // If an ask gets a second message, it gets it soon.
        queues.forEach(answers::take);
        return drained;
    }

    private static int count(LocalStack stack, String bucket, String prefix) {
        return keys(stack, bucket, prefix).size();
    }

    private static List<String> keys(LocalStack stack, String bucket, String prefix) {
        return stack.s3().listObjectsV2Paginator(list -> list.bucket(bucket).prefix(prefix)).contents().stream()
                .map(S3Object::key)
                .toList();
    }

    private static int dead(List<AskedQueues> queues) {
        return queues.stream().mapToInt(AskedQueues::dead).sum();
    }

    private static int left(List<AskedQueues> queues) {
        return queues.stream().mapToInt(AskedQueues::left).sum();
    }

    private static Duration since(long nanos) {
        return Duration.ofNanos(System.nanoTime() - nanos);
    }

    private void count(Findings findings, LocalStack stack, List<AskedQueues> queues, Answers answers) {
        List<String> results = keys(stack, FUNCTION_BUCKET, "summaries/");
        int receipts = (int)
                results.stream().filter(key -> key.endsWith(".receipt.json")).count();
        int done = count(stack, BUCKET, "done/") + receipts;
        int failed = count(stack, BUCKET, "failed/") + results.size() - 2 * receipts;
        int allAsks = asks + forFunction;
        int allDocuments = documents + forFunction;
        int dead = dead(queues);
        int left = left(queues);
        findings.figures()
                .put("asks", asks)
                .put("documents", documents)
                .put("functionAsks", forFunction)
                .put("functionDocuments", forFunction)
                .put("outageSeconds", lasting.toSeconds())
                .put("restMillis", rest.toMillis())
                .put("maxReceives", maxReceives)
                .put("completedAnswers", answers.completed())
                .put("otherAnswers", answers.other())
                .put("repeatedAnswers", answers.repeated())
                .put("documentsDone", done)
                .put("documentsFailed", failed)
                .put("deadLettered", dead)
                .put("leftInQueue", left);
        findings.say(
                "outage: %d asks and %d documents for a server, %d and %d for a function, %d s without a"
                        + " provider, %d deliveries at most",
                asks, documents, forFunction, forFunction, lasting.toSeconds(), maxReceives);
        findings.say(
                "answers: %d completed, %d others, %d twice; documents: %d done, %d failed; %d asks dead-lettered, %d"
                        + " left",
                answers.completed(), answers.other(), answers.repeated(), done, failed, dead, left);
        findings.expect(
                answers.completed() == allAsks && answers.other() == 0 && answers.repeated() == 0,
                "Each of %d asks should have one completed answer; there are %d completed, %d others, %d repeated.",
                allAsks,
                answers.completed(),
                answers.other(),
                answers.repeated());
        findings.expect(
                done == allDocuments && failed == 0,
                "Each of %d documents should be done; %d are, and %d failed.",
                allDocuments,
                done,
                failed);
        findings.expect(dead == 0, "No ask should be given up; %d are in the dead-letter queue.", dead);
        findings.expect(left == 0, "The queue should be empty; %d asks are left.", left);
    }

    private void calls(
            Findings findings,
            StandInModel provider,
            DragomanProcess server,
            FunctionWorker function,
            int refused,
            Duration drained)
            throws IOException, InterruptedException {
        ServerMetrics metrics = ServerMetrics.of(server);
        int returned = (int) (metrics.sum("dragoman_asks_seconds_count", "outcome=\"unavailable\"")
                + metrics.sum("dragoman_asks_seconds_count", "outcome=\"misconfigured\""));
        // A function can't rest: each message is tried as often as it is delivered, but for the last time.
        int byFunction = 2 * forFunction * (maxReceives - 1);
        int all = asks + documents + 2 * forFunction;
        long tries = lasting.dividedBy(rest.multipliedBy(LONGEST_REST)) + LONGEST_REST;
        findings.figures()
                .put("callsRefused", refused)
                .put("callsAnswered", provider.paid())
                .put("handedBack", returned)
                .put("handedBackByFunction", function.handedBack())
                .put("invocations", function.invocations())
                .put("secondsToDrain", drained.toMillis() / 1e3);
        findings.say(
                "calls: %d refused in the last two thirds of the outage, %d answered; handed back %d times by the server,"
                        + " %d times by the function in %d invocations",
                refused, provider.paid(), returned, function.handedBack(), function.invocations());
        findings.say("drained %.1f s after the outage", drained.toMillis() / 1e3);
        findings.expect(
                refused <= tries * AT_ONCE + byFunction,
                "The server should try the provider %d times with %d calls at most, and the function with %d in all; it"
                        + " refused %d.",
                tries,
                AT_ONCE,
                byFunction,
                refused);
        findings.expect(
                provider.paid() == all,
                "There should be one paid call for each of %d; there were %d.",
                all,
                provider.paid());
    }
}
