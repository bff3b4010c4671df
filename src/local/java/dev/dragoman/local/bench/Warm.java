package dev.dragoman.local.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.json.Json;
import dev.dragoman.local.DragomanProcess;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.SynchronousQueue;

/**
 * Invocations of the packaged function with a model that answers at once: from the last byte of the event that the
 * Runtime API wrote to the last byte of the result that it read, the call to the model included. The first one of each
 * process counts for itself.
 */
final class Warm {
    private static final int PROCESSES = 5;
    private static final int WARM_UP = 5_000;
    private static final int INVOCATIONS = 5_000;

    private static final String EVENT = "{\"body\":{\"input\":\"Hello\"}}";
    private static final String ANSWER = "{\"id\":\"r1\",\"object\":\"response\",\"status\":\"completed\",\"model\":\"m\","
            + "\"output\":[{\"type\":\"message\",\"role\":\"assistant\",\"content\":[{\"type\":\"output_text\","
            + "\"text\":\"Ahoy\"}]}],\"usage\":{\"input_tokens\":1,\"output_tokens\":1,\"total_tokens\":2}}";

    private final SynchronousQueue<String> ids = new SynchronousQueue<>();
    private final SynchronousQueue<Long> nanos = new SynchronousQueue<>();
    private volatile long handedOut;

    private Warm() {}

    static ObjectNode run() throws IOException, InterruptedException {
        long[] first = new long[PROCESSES];
        long[] warm = new long[INVOCATIONS];
        byte[] answer = InstantServer.json("200 OK", "", ANSWER);
        try (InstantServer model = new InstantServer(start -> answer)) {
            for (int process = 0; process < PROCESSES; process++) {
                first[process] = new Warm().measure(model, process == 0 ? warm : new long[0]);
            }
        }
        return report(Figures.of(first), Figures.of(warm));
    }

    private long measure(InstantServer model, long[] warm) throws IOException, InterruptedException {
        try (InstantServer lambda = new InstantServer(this::answer);
                DragomanProcess function = function(model, lambda)) {
            long first = invoke(0);
            for (int call = 1; warm.length > 0 && call <= WARM_UP; call++) {
                invoke(call);
            }
            for (int call = 0; call < warm.length; call++) {
                warm[call] = invoke(WARM_UP + 1 + call);
            }
            if (!function.alive()) {
                throw new IllegalStateException("the function ended; see " + function.log());
            }
            return first;
        }
    }

    private long invoke(int number) throws InterruptedException {
        ids.put("invocation-" + number);
        return nanos.take();
    }

    private byte[] answer(String start) throws InterruptedException {
        if (start.startsWith("GET ")) {
            byte[] event = InstantServer.json(
                    "200 OK",
                    "Lambda-Runtime-Aws-Request-Id: " + ids.take() + "\r\nLambda-Runtime-Deadline-Ms: "
                            + (System.currentTimeMillis() + 60_000) + "\r\n",
                    EVENT);
            handedOut = System.nanoTime();
            return event;
        }
        nanos.put(System.nanoTime() - handedOut);
        return InstantServer.json("202 Accepted", "", "{}");
    }

    private static ObjectNode report(Figures first, Figures warm) {
        System.out.printf(
                "event to answer: first of a process %.0f ms at the median of %d, warm %.3f ms at the median (p90 %.3f, p99"
                        + " %.3f ms)%n",
                first.median(), PROCESSES, warm.median(), warm.quantile(0.9), warm.quantile(0.99));
        ObjectNode report = Json.object().put("invocations", INVOCATIONS).put("processes", PROCESSES);
        report.put("firstMedianMillis", first.median());
        report.putObject("warm")
                .put("medianMillis", warm.median())
                .put("p90Millis", warm.quantile(0.9))
                .put("p99Millis", warm.quantile(0.99));
        return report;
    }

    private static DragomanProcess function(InstantServer model, InstantServer lambda) {
        return DragomanProcess.launch(
                0,
                Map.of(
                        "AWS_LAMBDA_RUNTIME_API", lambda.address(),
                        "GMI_API_KEY", "key",
                        "DRAGOMAN_MODEL_BASE_URL", "http://" + model.address() + "/v1",
                        "AWS_REGION", "us-east-1",
                        "AWS_ACCESS_KEY_ID", "none",
                        "AWS_SECRET_ACCESS_KEY", "none"),
                List.of());
    }
}
