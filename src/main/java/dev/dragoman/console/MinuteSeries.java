package dev.dragoman.console;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.json.Json;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.HdrHistogram.IntCountsHistogram;

/** What the last hour was like, minute by minute. Takes about 100 KB, however many asks there are. */
final class MinuteSeries {
    /** How many minutes are kept, with the one that runs. */
    static final int MINUTES = 60;

    /** The outcomes, as asks have them; design section 4. */
    static final List<String> OUTCOMES =
            List.of("completed", "truncated", "refused", "rejected", "unavailable", "misconfigured", "expired");

    private static final int SECONDS = 60;

    /** What takes longer counts as this. */
    private static final long LONGEST_MILLIS = 3_600_000;

    private static final int DIGITS = 1;
    private static final double HALF = 50;
    private static final double NEARLY_ALL = 95;

    private final Supplier<Instant> now;
    private final Minute[] minutes = new Minute[MINUTES];

    /** What was in one minute. */
    private static final class Minute {
        private final Map<String, Integer> outcomes = new TreeMap<>();
        private final IntCountsHistogram millis = new IntCountsHistogram(LONGEST_MILLIS, DIGITS);
        private long number = -1;
        private long input;
        private long output;
        private long microUsd;

        /** Begins another minute in the same place. */
        void begin(long next) {
            number = next;
            outcomes.clear();
            millis.reset();
            input = 0;
            output = 0;
            microUsd = 0;
        }

        void add(FinishedAsk ask) {
            outcomes.merge(ask.outcome(), 1, Integer::sum);
            // What the ledger answers at once says nothing of the provider.
            if (ask.called() && ask.millis() >= 0) {
                millis.recordValue(Math.min(ask.millis(), LONGEST_MILLIS));
            }
            if (!ask.sum()) {
                input += ask.replayed() ? 0 : Math.max(0, ask.inputTokens());
                output += ask.replayed() ? 0 : Math.max(0, ask.outputTokens());
                microUsd += Math.max(0, ask.microUsd());
            }
        }

        void addTo(ObjectNode json) {
            for (String outcome : OUTCOMES) {
                json.withObject("/asks").withArray(outcome).add(outcomes.getOrDefault(outcome, 0));
            }
            boolean isKnown = millis.getTotalCount() > 0;
            json.withArray("p50").add(isKnown ? (Long) millis.getValueAtPercentile(HALF) : null);
            json.withArray("p95").add(isKnown ? (Long) millis.getValueAtPercentile(NEARLY_ALL) : null);
            json.withArray("inputTokens").add(input);
            json.withArray("outputTokens").add(output);
            json.withArray("costMicroUsd").add(microUsd);
        }
    }

    /** @param now the time */
    MinuteSeries(Supplier<Instant> now) {
        this.now = now;
        for (int i = 0; i < MINUTES; i++) {
            minutes[i] = new Minute();
        }
    }

    private long minute() {
        return Math.floorDiv(now.get().getEpochSecond(), SECONDS);
    }

    /** Counts an ask that has just ended. */
    synchronized void add(FinishedAsk ask) {
        long number = minute();
        Minute minute = minutes[(int) (number % MINUTES)];
        if (minute.number != number) {
            minute.begin(number);
        }
        minute.add(ask);
    }

    /** The last hour, oldest minute first; the last one still runs. */
    synchronized ObjectNode json() {
        ObjectNode json = Json.object();
        ArrayNode seconds = json.putArray("minutes");
        Minute nothing = new Minute();
        long last = minute();
        for (long number = last - MINUTES + 1; number <= last; number++) {
            seconds.add(number * SECONDS);
            Minute kept = minutes[(int) (number % MINUTES)];
            (kept.number == number ? kept : nothing).addTo(json);
        }
        return json;
    }
}
