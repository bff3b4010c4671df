package dev.dragoman.local.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.json.Json;
import dev.dragoman.local.CannotStart;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * {@code mvn -q -Pbench -Dbench=streaming}: prints the figures and leaves them as JSON in {@code target/benchmarks}.
 */
public final class Benchmarks {
    private static final Path REPORTS = Path.of("target", "benchmarks");

    private static final Map<String, Benchmark> ALL = new TreeMap<>(Map.of(
            "batch", BatchLines::run,
            "budget", BudgetLatency::run,
            "cold-start", ColdStart::run,
            "console", ConsoleCost::run,
            "queue", QueuedAsks::run,
            "server", Server::run,
            "streaming", Streaming::run,
            "warm", Warm::run));

    private Benchmarks() {}

    /** One of them: measures, prints what it finds, and reports it. */
    private interface Benchmark {
        ObjectNode run() throws IOException, InterruptedException;
    }

    /**
     * Runs one benchmark, then ends the process, which may be Maven's; with exit code 1 if it could not be measured.
     *
     * @param args its name
     */
    public static void main(String[] args) {
        System.exit(code(args.length == 0 ? "" : args[0], System.out));
    }

    private static int code(String name, PrintStream out) {
        Benchmark benchmark = ALL.get(name);
        if (benchmark == null) {
            out.println("There is no benchmark \"" + name + "\"; there are " + String.join(", ", ALL.keySet()) + ".");
            return 1;
        }
        try {
            ObjectNode report = Json.object();
            report.set("machine", machine());
            report.setAll(benchmark.run());
            report.put("loadAverageAtTheEnd", load());
            Files.createDirectories(REPORTS);
            Files.write(REPORTS.resolve(name + ".json"), Json.pretty(report));
            return 0;
        } catch (CannotStart missing) {
            out.println(missing.getMessage());
        } catch (IOException | InterruptedException | RuntimeException failure) {
            out.println("Nothing was measured: " + failure);
        }
        return 1;
    }

    private static ObjectNode machine() {
        return Json.object()
                .put("processors", Runtime.getRuntime().availableProcessors())
                .put("java", System.getProperty("java.vm.name") + " " + System.getProperty("java.version"))
                .put("system", System.getProperty("os.name") + " " + System.getProperty("os.arch"))
                .put("loadAverageAtTheBeginning", load());
    }

    // The load of the last minute shows whether other work was running.
    private static double load() {
        return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    }
}
