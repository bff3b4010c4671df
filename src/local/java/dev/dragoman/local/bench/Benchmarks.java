package dev.dragoman.local.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** {@code mvn -q -Pbench -Dbench=streaming}: prints the figures and leaves them as JSON in {@code target/benchmarks}. */
public final class Benchmarks {
    private static final Path REPORTS = Path.of("target", "benchmarks");

    private Benchmarks() {}

    /**
     * Runs one benchmark.
     *
     * @param args its name: {@code streaming} or {@code warm}
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        String name = args.length == 0 ? "streaming" : args[0];
        ObjectNode figures =
                switch (name) {
                    case "streaming" -> Streaming.run();
                    case "warm" -> Warm.run();
                    default -> throw new IllegalArgumentException(
                            "there is no benchmark " + name + "; there are streaming and warm");
                };
        ObjectNode report = Json.object();
        report.putObject("machine")
                .put("processors", Runtime.getRuntime().availableProcessors())
                .put("java", System.getProperty("java.vm.name") + " " + System.getProperty("java.version"))
                .put("system", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
        report.setAll(figures);
        Files.createDirectories(REPORTS);
        Files.write(REPORTS.resolve(name + ".json"), Json.pretty(report));
    }
}
