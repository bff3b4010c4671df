package dev.dragoman.local.trial;

import dev.dragoman.local.DragomanProcess;
import dev.dragoman.local.LocalStack;
import dev.dragoman.local.model.Misbehaviour;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/**
 * The provider refuses everything for a while, and the queue is full. Nothing may be lost or given up, and the provider
 * must not be flooded: it may see one call for each ask, a tenth more, and the probes.
 *
 * @param asks how many wait in the queue
 * @param lasting how long the provider answers 429
 * @param retryAfter the wait that it asks for, in whole seconds
 * @param maxReceives how often a message is delivered before the queue gives it up
 */
public record Storm(int asks, Duration lasting, Duration retryAfter, int maxReceives) implements Trial {
    /**
     * How many calls may be under way at the same time, so before the first 429 arrives: the default
     * DRAGOMAN_CONCURRENCY.
     */
    private static final int AT_ONCE = 10;

    /** How long draining may take; far more than it does, as the waits of the last delivery may be minutes. */
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    /** A usual storm: {@code Retry-After: 3}, five deliveries. */
    static Storm of(int asks, Duration lasting) {
        return new Storm(asks, lasting, Duration.ofSeconds(3), 5);
    }

    @Override
    public Findings run(LocalStack stack) throws IOException, InterruptedException {
        AskedQueues queues = new AskedQueues(stack, "storm", maxReceives);
        queues.ask(asks);
        stack.model().reset();
        stack.model().misbehave(Misbehaviour.error(429).header("Retry-After", Long.toString(retryAfter.toSeconds())));
        Map<String, String> environment = new TreeMap<>(stack.environment());
        environment.put("DRAGOMAN_POLL_QUEUE", queues.name());
        environment.put("DRAGOMAN_QUEUE_MAX_RECEIVES", Integer.toString(maxReceives));
        try (DragomanProcess server = DragomanProcess.server(0, environment)) {
            Answers answers = new Answers();
            long began = System.nanoTime();
            while (since(began).compareTo(lasting) < 0) {
                answers.take(queues);
            }
            stack.model().behave();
            Duration lasted = since(began);
            long over = System.nanoTime();
            while (!(answers.completed() == asks && queues.left() == 0)
                    && since(over).compareTo(PATIENCE) < 0
                    && queues.dead() == 0) {
                answers.take(queues);
            }
            Duration drained = since(over);
            // If an ask gets a second message, it gets it soon.
            answers.take(queues);
            return judged(stack, queues, answers, lasted, drained, returned(server));
        }
    }

    private static int returned(DragomanProcess server) throws IOException, InterruptedException {
        return (int) ServerMetrics.of(server).sum("dragoman_asks_seconds_count", "outcome=\"unavailable\"");
    }

    private static Duration since(long nanos) {
        return Duration.ofNanos(System.nanoTime() - nanos);
    }

    private Findings judged(
            LocalStack stack, AskedQueues queues, Answers answers, Duration lasted, Duration drained, int returned) {
        int calls = stack.model().chargeable();
        int limited = calls - stack.model().paid();
        long probes = lasted.dividedBy(retryAfter) + 1 + AT_ONCE;
        int left = queues.left();
        int dead = queues.dead();
        Findings findings = new Findings();
        findings.figures()
                .put("asks", asks)
                .put("stormSeconds", lasting.toSeconds())
                .put("retryAfterSeconds", retryAfter.toSeconds())
                .put("maxReceives", maxReceives)
                .put("completedAnswers", answers.completed())
                .put("otherAnswers", answers.other())
                .put("repeatedAnswers", answers.repeated())
                .put("deadLettered", dead)
                .put("leftInQueue", left)
                .put("calls", calls)
                .put("callsAnswered429", limited)
                .put("returnedToTheQueue", returned)
                .put("secondsToDrain", drained.toMillis() / 1e3);
        findings.say(
                "storm: %d asks, %d s of 429 with Retry-After: %d, %d deliveries at most",
                asks, lasting.toSeconds(), retryAfter.toSeconds(), maxReceives);
        findings.say(
                "answers: %d completed, %d others, %d twice; %d asks dead-lettered, %d left in the queue",
                answers.completed(), answers.other(), answers.repeated(), dead, left);
        findings.say(
                "calls: %d, of them %d answered 429; messages returned to the queue %d times",
                calls, limited, returned);
        findings.say("drained %.1f s after the storm", drained.toMillis() / 1e3);
        findings.expect(
                answers.completed() == asks && answers.other() == 0 && answers.repeated() == 0,
                "Each of %d asks should have one completed answer; there are %d completed, %d others, %d repeated.",
                asks,
                answers.completed(),
                answers.other(),
                answers.repeated());
        findings.expect(dead == 0, "No ask should be given up; %d are in the dead-letter queue.", dead);
        findings.expect(left == 0, "The queue should be empty; %d asks are left.", left);
        findings.expect(
                limited <= probes,
                "The provider should see a probe each %d s and the %d first calls, %d in all; it answered %d with 429.",
                retryAfter.toSeconds(),
                AT_ONCE,
                probes,
                limited);
        findings.expect(
                calls <= 1.1 * asks + probes,
                "There should be %.0f calls at most, 1.1 for each ask and %d probes; there were %d.",
                1.1 * asks + probes,
                probes,
                calls);
        return findings;
    }
}
