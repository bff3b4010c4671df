package dev.dragoman.local.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.json.Json;
import dev.dragoman.local.Aws;
import dev.dragoman.local.LocalDirectory;
import dev.dragoman.local.LocalServer;
import dev.dragoman.local.S3Server;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * What a budget adds to a call, at one connection: two packaged servers with the same prices and the same ledger in a local S3,
 * one of them with a budget that holds for every call. They are called by turns, many short ones. The request sets no output
 * limit, so that the one with the budget also sets it and tells so.
 */
final class BudgetLatency {
    private static final Duration TURN = Duration.ofMillis(Integer.getInteger("budget.turnMillis", 500));
    private static final int ROUNDS = Integer.getInteger("budget.rounds", 60);
    private static final int WARM_UP_ROUNDS = Integer.getInteger("budget.warmUpRounds", 40);
    private static final double NANOS_OF_A_MILLI = 1e6;
    private static final String BUCKET = "budget-ledger";

    private BudgetLatency() {}

    static ObjectNode run() throws IOException, InterruptedException {
        LocalServer s3 = S3Server.start(0);
        Aws aws = new Aws(s3.endpoint(), s3.endpoint());
        List<Peer> peers = new ArrayList<>();
        try (PreparedModel model = new PreparedModel();
                S3Client client = aws.s3Client()) {
            client.createBucket(create -> create.bucket(BUCKET));
            Map<String, String> settings = settings(aws);
            peers.add(Peer.dragoman("without", model, List.of("-XX:+UseParallelGC"), settings));
            settings.put("DRAGOMAN_BUDGETS", file("budgets.json", """
                    {"budgets": [{"name": "all", "scope": "all", "amount": 1000000, "period": "month"}]}
                    """));
            peers.add(Peer.dragoman("with", model, List.of("-XX:+UseParallelGC"), settings));
            return byTurns(peers);
        } finally {
            for (Peer peer : peers) {
                peer.close();
            }
            s3.close();
        }
    }

    private static Map<String, String> settings(Aws aws) throws IOException {
        Map<String, String> settings = new TreeMap<>(aws.environment());
        settings.put("DRAGOMAN_LEDGER", "s3://" + BUCKET + "/ledger/");
        settings.put("DRAGOMAN_PRICES", file("prices.json", """
                {"version": "bench", "models": [{"model": "*", "input": 1, "output": 1}]}
                """));
        return settings;
    }

    private static String file(String name, String text) throws IOException {
        Path folder = LocalDirectory.ofBuild().fresh("budget-");
        return Files.writeString(folder.resolve(name), text).toString();
    }

    private static ObjectNode byTurns(List<Peer> peers) throws IOException {
        turns(peers, WARM_UP_ROUNDS);
        List<Histogram> nanos = turns(peers, ROUNDS);
        ObjectNode report = Json.object().put("rounds", ROUNDS).put("millisOfATurn", TURN.toMillis());
        for (int i = 0; i < peers.size(); i++) {
            report.putObject(peers.get(i).name())
                    .put("calls", nanos.get(i).getTotalCount())
                    .put("medianMillis", millis(nanos.get(i), 50))
                    .put("p90Millis", millis(nanos.get(i), 90))
                    .put("p99Millis", millis(nanos.get(i), 99));
        }
        double added = millis(nanos.get(1), 50) - millis(nanos.get(0), 50);
        report.put("addedMedianMillis", added);
        System.out.printf(
                "a call at one connection, median: without a budget %.3f ms, with one %.3f ms, added %.3f ms (goal 0.05); p99"
                        + " %.3f and %.3f ms%n",
                millis(nanos.get(0), 50),
                millis(nanos.get(1), 50),
                added,
                millis(nanos.get(0), 99),
                millis(nanos.get(1), 99));
        return report;
    }

    private static List<Histogram> turns(List<Peer> peers, int rounds) throws IOException {
        List<Histogram> nanos = peers.stream().map(peer -> new Histogram(3)).toList();
        for (int round = 0; round < rounds; round++) {
            for (int i = 0; i < peers.size(); i++) {
                // The first of a round is the other one each time.
                int turn = (i + round) % peers.size();
                Peer peer = peers.get(turn);
                try (Load load = new Load(peer.port(), peer.request(), 1)) {
                    nanos.get(turn).add(peer.checked(load.closed(TURN)).nanos());
                }
            }
        }
        return nanos;
    }

    private static double millis(Histogram histogram, double percentile) {
        return histogram.getValueAtPercentile(percentile) / NANOS_OF_A_MILLI;
    }
}
