package dev.dragoman.local.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.local.Aws;
import dev.dragoman.local.LocalDirectory;
import dev.dragoman.local.LocalServer;
import dev.dragoman.local.S3Server;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * What a budget adds to a call, at one connection: two packaged servers with the same prices and the same ledger in a local S3,
 * one of them with a budget that holds for every call. They are called by turns, many short ones. The request sets no output
 * limit, so that the one with the budget also sets it and tells so.
 */
final class BudgetLatency {
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
            return WithAndWithout.byTurns(peers);
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
}
