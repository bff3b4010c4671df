package dev.dragoman.local.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.json.Json;
import dev.dragoman.local.Aws;
import dev.dragoman.local.LocalServer;
import dev.dragoman.local.S3Server;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * A function's first document, from the start of its process: when it asks for its first event, and when the summary and
 * the receipt are in S3 and its result is posted. By turns, on one S3 server, with a model that answers at once.
 */
final class ColdStart {
    private static final int RUNS = Integer.getInteger("cold-start.runs", 20);
    private static final String BUCKET = "documents";
    private static final Path SAMPLE = Path.of("samples", "night-ferry.md");

    private final PreparedModel model;
    private final Map<String, String> aws;
    private final S3Client s3;

    private ColdStart(PreparedModel model, Aws aws) {
        this.model = model;
        this.aws = aws.environment();
        this.s3 = aws.s3Client();
    }

    static ObjectNode run() throws IOException, InterruptedException {
        Functions functions = new Functions();
        try (PreparedModel model = new PreparedModel();
                LocalServer server = S3Server.start(0)) {
            return new ColdStart(model, new Aws(server.endpoint(), server.endpoint())).measure(functions);
        }
    }

    private ObjectNode measure(Functions functions) throws IOException, InterruptedException {
        s3.createBucket(create -> create.bucket(BUCKET));
        Map<String, long[][]> times = new LinkedHashMap<>();
        for (String name : functions.all().keySet()) {
            times.put(name, new long[2][RUNS]);
        }
        // One run that is not counted warms the S3 server and the machine's file cache, for all functions.
        for (int run = -1; run < RUNS; run++) {
            for (Map.Entry<String, Functions.Start> function : functions.all().entrySet()) {
                long[] took = first(function.getValue(), function.getKey() + run + ".md");
                long[][] own = times.getOrDefault(function.getKey(), new long[2][RUNS]);
                if (run >= 0) {
                    own[0][run] = took[0];
                    own[1][run] = took[1];
                }
            }
        }
        return report(functions, times);
    }

    private long[] first(Functions.Start function, String name) throws IOException, InterruptedException {
        s3.putObject(put -> put.bucket(BUCKET).key("inbox/" + name), RequestBody.fromFile(SAMPLE));
        try (Invocations lambda = new Invocations()) {
            Map<String, String> environment = lambda.environment(Functions.environment(model, aws));
            long began = System.nanoTime();
            Runnable end = function.with(environment);
            try {
                Invocations.Invoked invoked = lambda.invoke(event("inbox/" + name));
                check(invoked, name);
                return new long[] {invoked.polled() - began, invoked.answered() - began};
            } finally {
                end.run();
            }
        }
    }

    private void check(Invocations.Invoked invoked, String name) {
        String summary = s3.getObjectAsBytes(get -> get.bucket(BUCKET).key("summaries/" + name + ".summary.md"))
                .asUtf8String();
        s3.headObject(head -> head.bucket(BUCKET).key("summaries/" + name + ".receipt.json"));
        if (!invoked.succeeded() || !summary.contains(PreparedModel.TEXT)) {
            throw new IllegalStateException(name + " was not summarised: " + invoked.result());
        }
    }

    private static String event(String key) {
        ObjectNode event = Json.object();
        ObjectNode record = event.putArray("Records").addObject();
        record.put("eventVersion", "2.1").put("eventSource", "aws:s3").put("eventName", "ObjectCreated:Put");
        record.put("awsRegion", Aws.REGION).put("eventTime", "2026-11-25T12:00:00.000Z");
        ObjectNode s3 = record.putObject("s3").put("s3SchemaVersion", "1.0");
        s3.putObject("bucket").put("name", BUCKET).put("arn", "arn:aws:s3:::" + BUCKET);
        s3.putObject("object").put("key", key).put("size", 1_540).put("sequencer", "0055AED6DCD90281E5");
        return Json.text(event);
    }

    private static ObjectNode report(Functions functions, Map<String, long[][]> times) {
        ObjectNode report = Json.object().put("runs", RUNS);
        ObjectNode versions = report.putObject("versions");
        functions.versions().forEach(versions::put);
        Figures node = Figures.of(times.getOrDefault("node", new long[2][1])[1]);
        times.forEach((name, own) -> {
            Figures polled = Figures.of(own[0]);
            Figures answered = Figures.of(own[1]);
            ObjectNode row = report.putObject(name);
            row.set("firstPoll", polled.report());
            row.set("firstAnswer", answered.report());
            row.put("firstAnswerBesideNode", answered.median() / node.median());
            System.out.printf(
                    "%-10s first poll %.0f ms, first answer %.0f ms at the median (p90 %.0f ms), %.2f x Node's%n",
                    name,
                    polled.median(),
                    answered.median(),
                    answered.quantile(0.9),
                    answered.median() / node.median());
        });
        if (!times.containsKey("executable")) {
            report.put("executable", "none was given (-Dexecutable=path): not measured");
            System.out.println("executable none was given (-Dexecutable=path): not measured");
        }
        return report;
    }
}
