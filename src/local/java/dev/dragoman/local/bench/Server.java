package dev.dragoman.local.bench;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.json.Json;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The packaged server beside nginx and Portkey's gateway, in one run: how many calls each carries, and how much later
 * their answers come than the model's own. They run by turns, so that other work on the machine affects all of them.
 */
final class Server {
    private static final List<Integer> CONNECTIONS = List.of(1, 16, 64);
    private static final Duration TURN = Duration.ofSeconds(Integer.getInteger("server.seconds", 3));
    private static final int ROUNDS = Integer.getInteger("server.rounds", 3);

    /** How many calls a JVM needs until the code of a call is compiled. */
    private static final int WARM_UP_CALLS = Integer.getInteger("server.warmUp", 100_000);

    /** The option with which docs/server.md and the image start the jar. */
    private static final List<String> JVM_OPTIONS = List.of("-XX:+UseParallelGC");

    private static final Duration WARM_UP_LIMIT = Duration.ofSeconds(25);

    /** The share of the slowest server's throughput at which the latency of all is measured. */
    private static final double SHARE = 0.5;

    private static final int PORTKEY = 1;

    private Server() {}

    static ObjectNode run() throws IOException, InterruptedException {
        List<Peer> peers = new ArrayList<>();
        try (PreparedModel model = new PreparedModel()) {
            peers.add(Peer.direct(model));
            peers.add(Peer.portkey(model));
            peers.add(Peer.nginx(model));
            peers.add(Peer.dragoman(model, JVM_OPTIONS));
            return compare(peers);
        } finally {
            for (Peer peer : peers) {
                peer.close();
            }
        }
    }

    private static ObjectNode compare(List<Peer> peers) throws IOException, InterruptedException {
        ObjectNode report = Json.object();
        ObjectNode versions = report.putObject("versions");
        versions.put("node", Version.of("node", "--version"));
        peers.forEach(peer -> versions.put(peer.name(), peer.version()));
        report.put("secondsOfATurn", TURN.toSeconds()).put("rounds", ROUNDS);
        for (Peer peer : peers) {
            warmUp(peer);
        }
        ArrayNode all = report.putArray("connections");
        for (int connections : CONNECTIONS) {
            all.add(compare(peers, connections));
        }
        return report;
    }

    private static void warmUp(Peer peer) throws IOException {
        long began = System.nanoTime();
        long calls = 0;
        while (calls < WARM_UP_CALLS && System.nanoTime() - began < WARM_UP_LIMIT.toNanos()) {
            try (Load load = new Load(peer.port(), peer.request(), 16)) {
                calls += peer.checked(load.closed(TURN)).nanos().getTotalCount();
            }
        }
    }

    private static ObjectNode compare(List<Peer> peers, int connections) throws IOException, InterruptedException {
        List<Turns> all =
                peers.stream().map(peer -> new Turns(peer, connections)).toList();
        for (int round = 0; round < ROUNDS; round++) {
            for (Turns turns : all) {
                turns.addClosed(TURN);
            }
        }
        double pace = SHARE * all.stream().mapToDouble(Turns::perSecond).min().orElseThrow();
        for (int round = 0; round < ROUNDS; round++) {
            for (Turns turns : all) {
                turns.addOpen(pace, TURN);
            }
        }
        Turns direct = all.get(0);
        Turns portkey = all.get(PORTKEY);
        ObjectNode report = Json.object().put("connections", connections).put("openLoopCallsPerSecond", pace);
        System.out.printf("%n%d connection(s); latencies at %.0f calls/s%n", connections, pace);
        for (Turns turns : all) {
            report.set(turns.name(), turns.report(direct, portkey));
            System.out.println(turns.line(direct, portkey));
        }
        return report;
    }
}
