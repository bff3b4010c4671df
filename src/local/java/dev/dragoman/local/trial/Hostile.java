package dev.dragoman.local.trial;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.local.DragomanProcess;
import dev.dragoman.local.LocalStack;
import dev.dragoman.local.bench.Figures;
import dev.dragoman.local.bench.PreparedModel;
import dev.dragoman.local.bench.ServerMemory;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;

/**
 * One holder of a client key does all that hurts at once, and somebody without a key fills the door, while another client asks
 * once a second and a probe looks every two seconds. That client has to be answered in time, no probe may fail, and memory has
 * to stay below what a container is given.
 *
 * @param time how long the attack lasts
 * @param thinking how long the model takes for an answer
 * @param heap the server's heap, in MiB
 * @param container what the process may take in all, in MiB
 * @param probe how long a probe waits for its answer
 */
public record Hostile(Duration time, Duration thinking, int heap, int container, Duration probe) implements Trial {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Duration EVERY = Duration.ofSeconds(1);
    private static final Duration LOOK = Duration.ofSeconds(2);

    /** What Kubernetes gives a probe unless it is told otherwise. */
    private static final Duration PROBE_LIMIT = Duration.ofSeconds(1);

    private static final int WARM_UP = 200;

    /** The whole trial: a minute against a container of 1 GiB, of which the image gives 65 % to the heap. */
    static Hostile full() {
        return new Hostile(Duration.ofSeconds(60), Duration.ofMillis(200), 665, 1024, PROBE_LIMIT);
    }

    @Override
    public Findings run(LocalStack stack) throws IOException, InterruptedException {
        Map<String, String> environment = new TreeMap<>(stack.environment());
        environment.put("DRAGOMAN_HTTP_KEYS", Attacks.HASHES);
        environment.put("DRAGOMAN_MODEL_PROFILE", "chat-only");
        try (PreparedModel model = new PreparedModel()) {
            environment.put("DRAGOMAN_MODEL_BASE_URL", model.baseUrl());
            List<String> options = List.of("-XX:+UseParallelGC", "-XX:+ExitOnOutOfMemoryError", "-Xmx" + heap + "m");
            try (DragomanProcess server = DragomanProcess.launch(0, environment, options)) {
                server.awaitReady(LIMIT);
                return run(server, model);
            }
        }
    }

    private Findings run(DragomanProcess server, PreparedModel model) throws IOException, InterruptedException {
        Findings findings = new Findings();
        findings.say(
                "hostile: %d s, the model takes %d ms, heap of the server %d MiB of %d MiB",
                time.toSeconds(), thinking.toMillis(), heap, container);
        ServerMemory memory = new ServerMemory(server.pid());
        model.take(Duration.ofMillis(1));
        for (int i = 0; i < WARM_UP; i++) {
            ask(server);
        }
        model.take(thinking);
        Seen quiet = watch(server);
        Seen attacked;
        try (Attacks attacks = Attacks.on(server)) {
            attacked = watch(server);
            attacks.counts().forEach((what, times) -> findings.say("  %s: %,d times", what, times));
            attacks.counts().forEach(findings.figures().putObject("attacks")::put);
        }
        Figures calm = note(findings, "quiet", quiet);
        Figures under = note(findings, "attacked", attacked);
        long most = memory.mostResident();
        findings.figures().put("mostResidentMiB", most).put("containerMiB", container);
        findings.say("memory at the peak: %d MiB resident", most);
        double allowed = 2 * calm.quantile(0.99) + thinking.toMillis();
        findings.expect(
                under.quantile(0.99) < allowed,
                "99 in 100 answers should be there in %.0f ms; it took %.0f ms.",
                allowed,
                under.quantile(0.99));
        findings.expect(
                attacked.refused() == 0,
                "The client should always be answered; %d calls were not.",
                attacked.refused());
        findings.expect(attacked.failedProbes() == 0, "No probe should fail; %d did.", attacked.failedProbes());
        findings.expect(most < container, "The server should stay below %d MiB; it had %d.", container, most);
        findings.expect(server.alive(), "The server should still run.");
        findings.expect(
                server.lines().stream().noneMatch(line -> line.contains("OutOfMemoryError")),
                "No memory should run out.");
        return findings;
    }

    /**
     * What a client and a probe saw.
     *
     * @param nanos how long each answer took
     * @param refused how many calls got no answer
     * @param probes how often the probe looked
     * @param failedProbes how often it did not get a 200 in time
     */
    private record Seen(long[] nanos, int refused, int probes, int failedProbes) {}

    private Seen watch(DragomanProcess server) throws InterruptedException {
        List<Long> nanos = new ArrayList<>();
        int[] failed = new int[2];
        int[] probes = new int[1];
        long end = System.nanoTime() + time.toNanos();
        Thread prober = new Thread(
                () -> {
                    for (long next = System.nanoTime(); next < end; next += LOOK.toNanos()) {
                        await(next);
                        probes[0]++;
                        failed[1] += isAlive(server) ? 0 : 1;
                    }
                },
                "probe");
        prober.start();
        for (long next = System.nanoTime(); next < end; next += EVERY.toNanos()) {
            await(next);
            long from = System.nanoTime();
            boolean answered = ask(server);
            if (answered) {
                nanos.add(System.nanoTime() - from);
            } else {
                failed[0]++;
            }
        }
        prober.join();
        return new Seen(nanos.stream().mapToLong(Long::longValue).toArray(), failed[0], probes[0], failed[1]);
    }

    private static void await(long nanoTime) {
        for (long left = nanoTime - System.nanoTime(); left > 0; left = nanoTime - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    // On a connection of its own each time, as a client behind a load balancer and a probe have it.
    private static boolean ask(DragomanProcess server) {
        return is200(
                HttpRequest.newBuilder(server.uri("/v1/chat/completions"))
                        .header("Authorization", "Bearer " + Attacks.MODEST)
                        .POST(HttpRequest.BodyPublishers.ofString(
                                "{\"messages\":[{\"role\":\"user\",\"content\":\"How does the tide know?\"}]}")),
                LIMIT);
    }

    private boolean isAlive(DragomanProcess server) {
        return is200(HttpRequest.newBuilder(server.uri("/q/health/live")), probe);
    }

    private static boolean is200(HttpRequest.Builder request, Duration limit) {
        HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        try {
            return client.send(request.timeout(limit).build(), HttpResponse.BodyHandlers.discarding())
                            .statusCode()
                    == 200;
        } catch (IOException failed) {
            return false;
        } catch (InterruptedException ending) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static Figures note(Findings findings, String name, Seen seen) {
        Figures figures = Figures.of(seen.nanos().length == 0 ? new long[] {Long.MAX_VALUE} : seen.nanos());
        ObjectNode node = findings.figures().putObject(name);
        node.put("medianMillis", figures.median())
                .put("p99Millis", figures.quantile(0.99))
                .put("maxMillis", figures.quantile(1))
                .put("answers", seen.nanos().length)
                .put("notAnswered", seen.refused())
                .put("probes", seen.probes())
                .put("failedProbes", seen.failedProbes());
        findings.say(
                "%s: median %.0f ms, p99 %.0f ms, max %.0f ms; %d answers, %d calls without; %d probes, %d failed",
                name,
                figures.median(),
                figures.quantile(0.99),
                figures.quantile(1),
                seen.nanos().length,
                seen.refused(),
                seen.probes(),
                seen.failedProbes());
        return figures;
    }
}
