package dev.dragoman.local.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.json.Json;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** Two packaged servers, of which one has something more, called at one connection by many short turns. */
final class WithAndWithout {
    private static final Duration TURN = Duration.ofMillis(Integer.getInteger("turns.millis", 500));
    private static final int ROUNDS = Integer.getInteger("turns.rounds", 60);
    private static final int WARM_UP_ROUNDS = Integer.getInteger("turns.warmUpRounds", 40);

    private WithAndWithout() {}

    /**
     * Measures them, and says what the second one adds.
     *
     * @param peers the server without it, then the one with it
     */
    static ObjectNode byTurns(List<Peer> peers) throws IOException {
        turns(peers, WARM_UP_ROUNDS);
        List<Turns> both = turns(peers, ROUNDS);
        ObjectNode report = Json.object().put("rounds", ROUNDS).put("millisOfATurn", TURN.toMillis());
        for (Turns each : both) {
            report.putObject(each.name())
                    .put("calls", each.calls())
                    .put("medianMillis", each.millis(50))
                    .put("p90Millis", each.millis(90))
                    .put("p99Millis", each.millis(99))
                    .put("processorMicrosOfACall", each.microsOfProcessor());
        }
        Turns without = both.get(0);
        Turns with = both.get(1);
        double added = with.millis(50) - without.millis(50);
        double micros = with.microsOfProcessor() - without.microsOfProcessor();
        report.put("addedMedianMillis", added).put("addedProcessorMicros", micros);
        System.out.printf(
                "a call at one connection, median: without %.3f ms, with %.3f ms, added %.3f ms; p99 %.3f and %.3f ms;"
                        + " processor time without %.1f us, with %.1f us, added %.1f us%n",
                without.millis(50),
                with.millis(50),
                added,
                without.millis(99),
                with.millis(99),
                without.microsOfProcessor(),
                with.microsOfProcessor(),
                micros);
        return report;
    }

    private static List<Turns> turns(List<Peer> peers, int rounds) throws IOException {
        List<Turns> turns = peers.stream().map(peer -> new Turns(peer, 1)).toList();
        for (int round = 0; round < rounds; round++) {
            for (int i = 0; i < turns.size(); i++) {
                // The first of a round is the other one each time.
                turns.get((i + round) % turns.size()).addClosed(TURN);
            }
        }
        return turns;
    }
}
