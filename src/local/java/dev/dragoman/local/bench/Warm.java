package dev.dragoman.local.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.json.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Invocations of functions with a model that answers at once: from the last byte of the event that the Runtime API
 * wrote to the last byte of the result that it read, the call to the model included. The first one of each process is
 * reported separately. All functions run at the same time and are invoked by turns.
 */
final class Warm {
    private static final int PROCESSES = 5;
    private static final int WARM_UP = Integer.getInteger("warm.warmUp", 10_000);
    private static final int INVOCATIONS = Integer.getInteger("warm.invocations", 5_000);
    private static final String EVENT = "{\"body\":{\"input\":\"When does the tide turn?\"}}";

    private static final Map<String, String> NO_AWS =
            Map.of("AWS_REGION", "us-east-1", "AWS_ACCESS_KEY_ID", "none", "AWS_SECRET_ACCESS_KEY", "none");

    private Warm() {}

    static ObjectNode run() throws IOException, InterruptedException {
        Functions functions = new Functions();
        List<Running> all = new ArrayList<>();
        try (PreparedModel model = new PreparedModel()) {
            Map<String, String> environment = Functions.environment(model, NO_AWS);
            for (Map.Entry<String, Functions.Start> function : functions.all().entrySet()) {
                all.add(new Running(function.getKey(), function.getValue(), environment));
            }
            byTurns(all);
        } finally {
            for (Running function : all) {
                function.stop();
            }
        }
        return report(functions, all);
    }

    private static void byTurns(List<Running> all) throws IOException, InterruptedException {
        for (int process = 0; process < PROCESSES; process++) {
            for (Running function : all) {
                function.stop();
                function.start(process);
            }
        }
        for (int call = 0; call < WARM_UP + INVOCATIONS; call++) {
            for (Running function : all) {
                long took = function.invoke();
                if (call >= WARM_UP) {
                    function.warm[call - WARM_UP] = took;
                }
            }
        }
    }

    /** A function, and what was measured of it. */
    private static final class Running {
        private final String name;
        private final Functions.Start start;
        private final Map<String, String> environment;
        private final long[] first = new long[PROCESSES];
        private final long[] warm = new long[INVOCATIONS];
        private Invocations lambda;
        private Runnable end = () -> {};

        Running(String name, Functions.Start start, Map<String, String> environment) throws IOException {
            this.name = name;
            this.start = start;
            this.environment = environment;
            this.lambda = new Invocations();
        }

        void start(int number) throws IOException, InterruptedException {
            lambda = new Invocations();
            end = start.with(lambda.environment(environment));
            first[number] = invoke();
        }

        long invoke() throws InterruptedException {
            Invocations.Invoked invoked = lambda.invoke(EVENT);
            if (!invoked.succeeded() || !invoked.result().contains(PreparedModel.TEXT)) {
                throw new IllegalStateException(name + " gave no answer: " + invoked.result());
            }
            return invoked.took();
        }

        void stop() throws IOException {
            lambda.close();
            end.run();
        }
    }

    private static ObjectNode report(Functions functions, List<Running> all) {
        ObjectNode report = Json.object().put("invocations", INVOCATIONS).put("processes", PROCESSES);
        ObjectNode versions = report.putObject("versions");
        functions.versions().forEach(versions::put);
        Figures node = Figures.of(all.get(all.size() - 1).warm);
        for (Running function : all) {
            Figures first = Figures.of(function.first);
            Figures warm = Figures.of(function.warm);
            ObjectNode row = report.putObject(function.name);
            row.set("first", first.report());
            row.set("warm", warm.report());
            row.put("warmMedianBesideNode", warm.median() / node.median());
            row.put("warmP99BesideNode", warm.quantile(0.99) / node.quantile(0.99));
            System.out.printf(
                    "%-10s first of a process %.0f ms at the median, warm %.3f ms (%.2f x Node's), p99 %.3f ms (%.2f x)%n",
                    function.name,
                    first.median(),
                    warm.median(),
                    warm.median() / node.median(),
                    warm.quantile(0.99),
                    warm.quantile(0.99) / node.quantile(0.99));
        }
        if (!functions.all().containsKey("executable")) {
            report.put("executable", "none was given (-Dexecutable=path): not measured");
            System.out.println("executable none was given (-Dexecutable=path): not measured");
        }
        return report;
    }
}
