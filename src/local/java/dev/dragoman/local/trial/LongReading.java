package dev.dragoman.local.trial;

import dev.dragoman.local.DragomanProcess;
import dev.dragoman.local.LocalStack;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * Long documents under a server that polls a queue and is killed again and again: whether each page is read, in one part,
 * paid for once or marked, and nothing ends in the dead-letter queue.
 *
 * @param kills how often the server is killed
 * @param pages of the PDF, with a fact on each
 * @param sections of the text, with a fact in each
 * @param sectionSize of each section, in bytes
 * @param modelMillis how long the model takes for a call
 */
public record LongReading(int kills, int pages, int sections, int sectionSize, long modelMillis) implements Trial {
    private static final int SEED = 1_911;
    private static final int LONGEST_WORK_MILLIS = 2_500;
    private static final int HEAP = 256;
    private static final Duration START_LIMIT = Duration.ofSeconds(60);
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    @Override
    public Findings run(LocalStack stack) throws IOException, InterruptedException {
        LongPapers papers = new LongPapers(stack, "long-server", pages, sections, sectionSize);
        papers.bring();
        try (FactModel model = FactModel.start(modelMillis)) {
            long began = System.nanoTime();
            int killed = 0;
            int handedOn = 0;
            Random random = new Random(SEED);
            while (killed < kills && !papers.isDone()) {
                try (DragomanProcess server = launch(papers, model)) {
                    awaitCall(server, papers, model);
                    Thread.sleep(random.nextInt(LONGEST_WORK_MILLIS));
                    server.kill();
                    killed++;
                    handedOn += handedOn(server);
                }
            }
            long lastKill = System.nanoTime();
            try (DragomanProcess server = launch(papers, model)) {
                server.awaitReady(START_LIMIT);
                while (server.alive() && !papers.isDone() && since(lastKill).compareTo(PATIENCE) < 0) {
                    Thread.sleep(200);
                }
                handedOn += handedOn(server);
            }
            Findings findings = papers.judged(model, handedOn);
            findings.expect(
                    killed == kills,
                    "The server should be killed %d times before all is read; it was %d times.",
                    kills,
                    killed);
            double minutes = since(began).toSeconds() / 60.0;
            findings.figures().put("kills", killed).put("minutes", minutes);
            findings.say("long-server: %d kills, %.1f min in all", killed, minutes);
            return findings;
        }
    }

    // A life counts from its first call: how long a start and the look at the documents take depends on the machine.
    private static void awaitCall(DragomanProcess server, LongPapers papers, FactModel model)
            throws InterruptedException {
        int before = model.calls().size();
        long launched = System.nanoTime();
        server.awaitReady(START_LIMIT);
        while (model.calls().size() == before
                && !papers.isDone()
                && since(launched).compareTo(START_LIMIT) < 0) {
            Thread.sleep(50);
        }
    }

    private static DragomanProcess launch(LongPapers papers, FactModel model) {
        Map<String, String> settings = new TreeMap<>(papers.environment(model, Map.of()));
        settings.put("DRAGOMAN_POLL_QUEUE", papers.queue());
        settings.put("DRAGOMAN_POLL_VISIBILITY", "10");
        // So few at a time that there is work for all kills.
        settings.put("DRAGOMAN_CONCURRENCY", "2");
        return DragomanProcess.launch(0, settings, List.of("-Xmx" + HEAP + "m"));
    }

    private static int handedOn(DragomanProcess server) {
        return (int) server.lines().stream()
                .filter(line -> line.contains("is handed on"))
                .count();
    }

    private static Duration since(long nanos) {
        return Duration.ofNanos(System.nanoTime() - nanos);
    }
}
