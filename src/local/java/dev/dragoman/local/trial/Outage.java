package dev.dragoman.local.trial;

import dev.dragoman.json.Json;
import dev.dragoman.local.DragomanProcess;
import dev.dragoman.local.LocalStack;
import dev.dragoman.local.Ports;
import dev.dragoman.local.model.Misbehaviour;
import dev.dragoman.local.model.StandInModel;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * The provider is away, and work waits in a queue and in a bucket: for a third of the time nobody listens, then a proxy answers
 * 404, then the key is refused. Then all is well again. Nothing of that is an ask's fault, so each has to be answered in the
 * end: none rejected, none given up by the queue.
 *
 * @param asks how many wait in the queue
 * @param documents how many wait in the bucket
 * @param lasting how long the provider is away
 * @param rest DRAGOMAN_MODEL_BREAKER_REST, of which the waits are multiples
 * @param maxReceives how often a message is delivered before the queue gives it up
 */
public record Outage(int asks, int documents, Duration lasting, Duration rest, int maxReceives) implements Trial {
    private static final String BUCKET = "outage-documents";

    /** The default DRAGOMAN_CONCURRENCY: how many calls are under way when a kind of outage begins, or is tried out. */
    private static final int AT_ONCE = 10;

    /** The longest rest of the pollers, in first rests. */
    private static final int LONGEST_REST = 6;

    /** How long draining may take: the wait of a fourth delivery is a quarter of an hour at most. */
    private static final Duration PATIENCE = Duration.ofMinutes(20);

    /** An outage of a usual kind: the default rest, five deliveries. */
    static Outage of(int asks, int documents, Duration lasting) {
        return new Outage(asks, documents, lasting, Duration.ofSeconds(5), 5);
    }

    @Override
    public Findings run(LocalStack stack) throws IOException, InterruptedException {
        AskedQueues queues = new AskedQueues(stack, "outage", maxReceives);
        queues.ask(asks);
        drop(stack);
        int port = Ports.free();
        try (DragomanProcess server = DragomanProcess.server(0, environment(stack, queues, port))) {
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
                int early = answers.completed() + answers.other();
                provider.behave();
                Duration drained = drained(stack, answers, queues);
                Findings findings = new Findings();
                count(findings, stack, queues, answers);
                calls(findings, provider, server, refused, drained);
                findings.expect(early == 0, "Nothing can be answered in the outage; %d answers came.", early);
                return findings;
            }
        }
    }

    private Map<String, String> environment(LocalStack stack, AskedQueues queues, int port) {
        Map<String, String> environment = new TreeMap<>(stack.environment());
        environment.put("DRAGOMAN_MODEL_BASE_URL", "http://" + Ports.LOOPBACK + ":" + port + "/v1");
        environment.put("DRAGOMAN_MODEL_BREAKER_REST", rest.toMillis() + "ms");
        environment.put("DRAGOMAN_POLL_QUEUE", queues.name());
        environment.put("DRAGOMAN_QUEUE_MAX_RECEIVES", Integer.toString(maxReceives));
        environment.put("DRAGOMAN_POLL_BUCKET", BUCKET);
        environment.put("DRAGOMAN_POLL_INTERVAL", "500ms");
        return environment;
    }

    private void drop(LocalStack stack) {
        stack.createBucket(BUCKET);
        for (int i = 0; i < documents; i++) {
            String key = "inbox/" + i + ".md";
            RequestBody text = RequestBody.fromString("# Letter " + i + "\n\nWritten while nobody was there.");
            stack.s3().putObject(put -> put.bucket(BUCKET).key(key), text);
        }
    }

    private static void during(Duration time, Answers answers, AskedQueues queues) {
        long began = System.nanoTime();
        while (since(began).compareTo(time) < 0) {
            answers.take(queues);
        }
    }

    private Duration drained(LocalStack stack, Answers answers, AskedQueues queues) {
        long over = System.nanoTime();
        boolean done = false;
        while (!done && since(over).compareTo(PATIENCE) < 0 && queues.dead() == 0) {
            answers.take(queues);
            done = answers.completed() >= asks && queues.left() == 0 && count(stack, "inbox/") == 0;
        }
        Duration drained = since(over);
        // If an ask gets a second message, it gets it soon.
        answers.take(queues);
        return drained;
    }

    private static long count(LocalStack stack, String prefix) {
        return stack.s3().listObjectsV2Paginator(list -> list.bucket(BUCKET).prefix(prefix)).contents().stream()
                .map(S3Object::key)
                .count();
    }

    private static Duration since(long nanos) {
        return Duration.ofNanos(System.nanoTime() - nanos);
    }

    private void count(Findings findings, LocalStack stack, AskedQueues queues, Answers answers) {
        long done = count(stack, "done/");
        long failed = count(stack, "failed/");
        int dead = queues.dead();
        int left = queues.left();
        findings.figures()
                .put("asks", asks)
                .put("documents", documents)
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
                "outage: %d asks, %d documents, %d s without a provider, %d deliveries at most",
                asks, documents, lasting.toSeconds(), maxReceives);
        findings.say(
                "answers: %d completed, %d others, %d twice; documents: %d done, %d failed; %d asks dead-lettered, %d"
                        + " left",
                answers.completed(), answers.other(), answers.repeated(), done, failed, dead, left);
        findings.expect(
                answers.completed() == asks && answers.other() == 0 && answers.repeated() == 0,
                "Each of %d asks should have one completed answer; there are %d completed, %d others, %d repeated.",
                asks,
                answers.completed(),
                answers.other(),
                answers.repeated());
        findings.expect(
                done == documents && failed == 0,
                "Each of %d documents should be done; %d are, and %d failed.",
                documents,
                done,
                failed);
        findings.expect(dead == 0, "No ask should be given up; %d are in the dead-letter queue.", dead);
        findings.expect(left == 0, "The queue should be empty; %d asks are left.", left);
    }

    private void calls(Findings findings, StandInModel provider, DragomanProcess server, int refused, Duration drained)
            throws IOException, InterruptedException {
        ServerMetrics metrics = ServerMetrics.of(server);
        int returned = (int) (metrics.sum("dragoman_asks_seconds_count", "outcome=\"unavailable\"")
                + metrics.sum("dragoman_asks_seconds_count", "outcome=\"misconfigured\""));
        long tries = lasting.dividedBy(rest.multipliedBy(LONGEST_REST)) + LONGEST_REST;
        findings.figures()
                .put("callsRefused", refused)
                .put("callsAnswered", provider.paid())
                .put("handedBack", returned)
                .put("secondsToDrain", drained.toMillis() / 1e3);
        findings.say(
                "calls: %d refused in the last two thirds of the outage, %d answered; asks and documents handed back"
                        + " %d times",
                refused, provider.paid(), returned);
        findings.say("drained %.1f s after the outage", drained.toMillis() / 1e3);
        findings.expect(
                refused <= tries * AT_ONCE,
                "The provider should be tried %d times with %d calls at most, so with %d in all; it refused %d.",
                tries,
                AT_ONCE,
                tries * AT_ONCE,
                refused);
        findings.expect(
                provider.paid() == asks + documents,
                "There should be one paid call for each of %d; there were %d.",
                asks + documents,
                provider.paid());
    }
}
