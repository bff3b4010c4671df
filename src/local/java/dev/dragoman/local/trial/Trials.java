package dev.dragoman.local.trial;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.json.Json;
import dev.dragoman.local.CannotStart;
import dev.dragoman.local.LocalStack;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * {@code mvn -q -Ptrial -Dtrial=storm}: runs a trial on a local stack of its own, prints its findings, and leaves its
 * figures as JSON in {@code target/trials}.
 */
public final class Trials {
    private static final Path REPORTS = Path.of("target", "trials");

    private Trials() {}

    /**
     * Runs one trial. Ends the process, which may be Maven's: with exit code 1 where an expectation was not met.
     *
     * @param args its name: {@code kill}, {@code storm}, {@code flood}, {@code outage}, {@code hostile}, {@code long}, {@code batch} or {@code budget}
     */
    public static void main(String[] args) {
        String name = args.length == 0 ? "" : args[0];
        System.exit(code(name, System.out));
    }

    private static int code(String name, PrintStream out) {
        Optional<Trial> trial = named(name);
        if (trial.isEmpty()) {
            out.println("There is no trial \"" + name
                    + "\"; there are kill, storm, flood, outage, hostile, long, batch and budget.");
            return 1;
        }
        try (LocalStack stack = LocalStack.start()) {
            return report(name, trial.get().run(stack), out);
        } catch (CannotStart failure) {
            out.println(failure.getMessage());
        } catch (IOException | InterruptedException | RuntimeException failure) {
            out.println("The trial itself failed: " + failure);
        }
        return 1;
    }

    private static Optional<Trial> named(String name) {
        return switch (name) {
            case "storm" ->
                Optional.of(Storm.of(
                        Integer.getInteger("storm.asks", 500),
                        Duration.ofSeconds(Integer.getInteger("storm.seconds", 60))));
            case "kill" -> Optional.of(Kill.full(Integer.getInteger("kill", 200)));
            case "outage" ->
                Optional.of(Outage.of(
                        Integer.getInteger("outage.asks", 200),
                        Integer.getInteger("outage.documents", 100),
                        Integer.getInteger("outage.function", 100),
                        Duration.ofSeconds(Integer.getInteger("outage.seconds", 600))));
            case "flood" -> Optional.of(Flood.full());
            case "hostile" -> Optional.of(Hostile.full());
            case "long" ->
                Optional.of(LongTrial.full(Integer.getInteger("kill", 50), Integer.getInteger("long.megabytes", 500)));
            case "batch" ->
                Optional.of(Batching.full(Integer.getInteger("batch.lines", 2_000), Integer.getInteger("kill", 30)));
            case "budget" -> Optional.of(Budgeted.full(Integer.getInteger("kill", 200)));
            default -> Optional.empty();
        };
    }

    private static int report(String name, Findings findings, PrintStream out) throws IOException {
        findings.lines().forEach(out::println);
        List<String> unmet = findings.unmet();
        unmet.forEach(sentence -> out.println("NOT MET: " + sentence));
        out.println(unmet.isEmpty() ? "Every expectation was met." : "");
        ObjectNode report = Json.object();
        report.putObject("machine")
                .put("processors", Runtime.getRuntime().availableProcessors())
                .put("java", System.getProperty("java.vm.name") + " " + System.getProperty("java.version"))
                .put("system", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
        report.setAll(findings.figures());
        unmet.forEach(report.putArray("unmet")::add);
        Files.createDirectories(REPORTS);
        Files.write(REPORTS.resolve(name + ".json"), Json.pretty(report));
        return unmet.isEmpty() ? 0 : 1;
    }
}
