package dev.dragoman.local.trial;

import dev.dragoman.local.DragomanProcess;
import dev.dragoman.local.LocalStack;
import dev.dragoman.local.bench.ServerMemory;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Whether a server's heap grows with the length of a document: one with a small heap reads documents, and another documents
 * that are eight times as long.
 *
 * @param pages of the longer PDF
 * @param sections of the longer text
 * @param sectionSize of each section, in bytes
 * @param heap the most heap of a server, in MiB
 * @param growth by how much more may be alive with the longer documents, in MiB
 */
public record LongMemory(int pages, int sections, int sectionSize, int heap, int growth) implements Trial {
    private static final int TIMES = 8;
    private static final Duration PATIENCE = Duration.ofMinutes(20);
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

    /** What a server had in memory at most, while it read. */
    private record Peak(double live, long resident, Duration took) {}

    @Override
    public Findings run(LocalStack stack) throws IOException, InterruptedException {
        LongPapers few = new LongPapers(stack, "long-memory-less", pages / TIMES, sections / TIMES, sectionSize);
        LongPapers many = new LongPapers(stack, "long-memory", pages, sections, sectionSize);
        Findings findings = new Findings();
        Peak less = read(few, findings);
        Peak more = read(many, findings);
        findings.expect(
                less.live() > 0 && more.live() > 0,
                "The server's memory should have been looked at while it read; it was done too soon, or the JDK has no jcmd.");
        findings.expect(
                more.live() - less.live() < growth,
                "With documents %d times as long less than %d MiB more should be alive; %.1f were instead of %.1f.",
                TIMES,
                growth,
                more.live(),
                less.live());
        findings.figures()
                .put("heapMiB", heap)
                .put("liveHeapMiB", more.live())
                .put("liveHeapMiBWithAnEighth", less.live())
                .put("residentMiB", more.resident())
                .put("minutes", more.took().toSeconds() / 60.0);
        findings.say(
                "long-memory: heap of %d MiB, of which at most %.1f MiB were alive (%.1f with an eighth of the pages and"
                        + " bytes); %d MiB resident; %.1f min",
                heap, more.live(), less.live(), more.resident(), more.took().toSeconds() / 60.0);
        return findings;
    }

    private Peak read(LongPapers papers, Findings findings) throws IOException, InterruptedException {
        papers.bring();
        long began = System.nanoTime();
        try (FactModel model = FactModel.start(0);
                DragomanProcess server = launch(papers, model)) {
            ServerMemory memory = new ServerMemory(server.pid());
            server.awaitReady(Duration.ofSeconds(60));
            double live = 0;
            while (server.alive() && !papers.isDone() && since(began).compareTo(PATIENCE) < 0) {
                live = Math.max(live, memory.live());
                Thread.sleep(BETWEEN_LOOKS.toMillis());
            }
            findings.expect(server.alive(), "The server should not run out of memory.");
            Peak peak = new Peak(live, memory.mostResident(), since(began));
            findings.add(papers.judged(model, 0));
            return peak;
        }
    }

    private DragomanProcess launch(LongPapers papers, FactModel model) {
        Map<String, String> settings = papers.environment(
                model, Map.of("DRAGOMAN_POLL_QUEUE", papers.queue(), "DRAGOMAN_DOCUMENTS_PARTS_MAX", "2500"));
        return DragomanProcess.launch(
                0, settings, List.of("-XX:+UseG1GC", "-XX:+ExitOnOutOfMemoryError", "-Xmx" + heap + "m"));
    }

    private static Duration since(long nanos) {
        return Duration.ofNanos(System.nanoTime() - nanos);
    }
}
