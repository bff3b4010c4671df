package dev.dragoman.local.trial;

import dev.dragoman.local.LocalStack;
import java.io.IOException;
import java.time.Duration;

/**
 * Long documents at each door that has time for them, one after the other.
 *
 * @param server polls a queue and is killed
 * @param function is called from a queue
 * @param memory has little of it
 */
public record LongTrial(LongReading server, LongFunction function, LongMemory memory) implements Trial {
    private static final int SECTION = 4_000;
    private static final long MODEL_MILLIS = 300;
    private static final Duration INVOCATION = Duration.ofSeconds(20);
    private static final int PAGES = 2_000;
    private static final int HEAP = 256;
    private static final int GROWTH = 32;

    /**
     * The full trial: 2,000 pages, and a text of 40 MB; the heap is measured with one of more.
     *
     * @param kills how often processes are killed, a fifth of them functions
     * @param megabytes of the text with which the heap is measured
     */
    static LongTrial full(int kills, int megabytes) {
        int sections = 40_000_000 / SECTION;
        int ofFunctions = kills / 5;
        return new LongTrial(
                new LongReading(kills - ofFunctions, PAGES, sections, SECTION, MODEL_MILLIS),
                new LongFunction(ofFunctions, PAGES, sections, SECTION, MODEL_MILLIS, INVOCATION),
                new LongMemory(PAGES, megabytes * 1_000_000 / SECTION, SECTION, HEAP, GROWTH));
    }

    @Override
    public Findings run(LocalStack stack) throws IOException, InterruptedException {
        Findings findings = new Findings();
        findings.add("server", server.run(stack));
        findings.add("function", function.run(stack));
        findings.add("memory", memory.run(stack));
        return findings;
    }
}
