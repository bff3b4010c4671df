package dev.dragoman.local.trial;

import dev.dragoman.local.DragomanProcess;
import dev.dragoman.local.LocalStack;
import dev.dragoman.local.model.Misbehaviour;
import dev.dragoman.local.model.ReceivedCall;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/**
 * The server is killed (SIGKILL) again and again at random moments, while asks and documents come in, many of them more
 * than once. In the end each has one stored answer, and its receipt says what was paid for beyond that.
 *
 * @param kills how often
 * @param asks how many are queued
 * @param documents how many are dropped in the polled bucket
 * @param seed of all random choices
 */
public record Kill(int kills, int asks, int documents, long seed) implements Trial {
    /** How long the model takes: long enough that most kills meet a call in flight. */
    private static final Duration CALL = Duration.ofMillis(400);

    /** A server lives at least this share of the time that the first one took to start, and a random while longer. */
    private static final double SHORTEST_LIFE = 0.5;

    private static final long LONGEST_WORK_MILLIS = 3_000;

    private static final Duration PATIENCE = Duration.ofMinutes(5);

    /** The full trial: 1,000 asks and documents. */
    static Kill full(int kills) {
        return new Kill(kills, 700, 300, 4_711);
    }

    @Override
    public Findings run(LocalStack stack) throws IOException, InterruptedException {
        KillWork work = new KillWork(stack, asks, documents, new Random(seed));
        stack.model().reset();
        stack.model().misbehave(Misbehaviour.NONE.delayed(CALL));
        Map<String, String> environment = environment(stack, work);
        Set<ReceivedCall> calls = new LinkedHashSet<>();
        long began = System.nanoTime();
        Duration start = startingTakes(environment);
        Random random = new Random(seed);
        for (int kill = 0; kill < kills; kill++) {
            work.bring(kill, kills);
            try (DragomanProcess server = DragomanProcess.launch(0, environment, List.of())) {
                Thread.sleep(life(start, random));
                server.kill();
            }
            calls.addAll(stack.model().calls());
        }
        Duration drained = drained(environment, work);
        calls.addAll(stack.model().calls());
        return judged(new KillBooks(work, calls), Duration.ofNanos(System.nanoTime() - began), drained);
    }

    private static Map<String, String> environment(LocalStack stack, KillWork work) {
        Map<String, String> environment = new TreeMap<>(stack.environment());
        environment.putAll(work.environment());
        // Short, so that the trial does not wait long for the messages and leases that a killed server leaves behind.
        environment.put("DRAGOMAN_LEASE", "4s");
        environment.put("DRAGOMAN_POLL_VISIBILITY", "10");
        environment.put("DRAGOMAN_POLL_INTERVAL", "500ms");
        return environment;
    }

    private static Duration startingTakes(Map<String, String> environment) {
        long began = System.nanoTime();
        DragomanProcess.server(0, environment).close();
        return Duration.ofNanos(System.nanoTime() - began);
    }

    private static long life(Duration start, Random random) {
        double shortest = SHORTEST_LIFE * start.toMillis();
        return Math.round(shortest + random.nextDouble() * (start.toMillis() - shortest + LONGEST_WORK_MILLIS));
    }

    private static Duration drained(Map<String, String> environment, KillWork work) throws InterruptedException {
        long began = System.nanoTime();
        try (DragomanProcess server = DragomanProcess.server(0, environment)) {
            Duration taken = Duration.ZERO;
            while (server.alive() && !work.isDone() && taken.compareTo(PATIENCE) < 0) {
                work.takeAnswers();
                taken = Duration.ofNanos(System.nanoTime() - began);
            }
            return taken;
        }
    }

    private Findings judged(KillBooks books, Duration whole, Duration drained) {
        int all = asks + documents;
        Findings findings = new Findings();
        findings.figures()
                .put("kills", kills)
                .put("asks", asks)
                .put("documents", documents)
                .put("messagesAndUploads", books.brought())
                .put("answered", books.answered())
                .put("answersStored", books.stored())
                .put("repliesRepeated", books.repeatedReplies())
                .put("calls", books.calls())
                .put("paidTwice", books.calls() - all)
                .put("leasesThatRanOut", books.lapsed())
                .put("minutes", whole.toSeconds() / 60.0)
                .put("secondsToDrain", drained.toMillis() / 1e3);
        findings.say(
                "kill: %d kills in %.1f min under %d asks and %d documents, brought %d times in all",
                kills, whole.toSeconds() / 60.0, asks, documents, books.brought());
        findings.say(
                "answered: %d of %d, each with one stored answer: %d; replies that came more than once: %d",
                books.answered(), all, books.stored(), books.repeatedReplies());
        findings.say(
                "paid calls: %d, so %d more than asks; leases that ran out in flight, all in receipts: %d",
                books.calls(), books.calls() - all, books.lapsed());
        findings.say("drained %.1f s after the last kill", drained.toMillis() / 1e3);
        findings.expect(books.missing().isEmpty(), "Every ask should be answered; not answered: %s.", books.missing());
        findings.expect(books.stored() == all, "There should be %d stored answers; there are %d.", all, books.stored());
        findings.expect(
                books.contradictory().isEmpty(),
                "All replies to an ask should be the same answer; they differ for %s.",
                books.contradictory());
        findings.expect(
                books.unmarked().isEmpty(),
                "Each further call should be a lease that ran out, in the receipt; not so for %s.",
                books.unmarked());
        return findings;
    }
}
