package dev.dragoman.local.trial;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.local.DragomanProcess;
import dev.dragoman.local.LocalStack;
import dev.dragoman.local.bench.Figures;
import dev.dragoman.local.bench.PreparedModel;
import dev.dragoman.local.bench.ProcessorTime;
import dev.dragoman.local.bench.ServerMemory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;

/**
 * Far more HTTP callers at once than there are places, and a slow model. Callers without a place have to be refused at
 * once with a {@code Retry-After}, the others have to be answered, and afterwards the server has to be as before.
 *
 * @param callers how many ask at the same moment
 * @param places how many calls the server works on, DRAGOMAN_HTTP_CONCURRENCY
 * @param thinking how long the model takes for an answer
 * @param atOnce how soon a refusal has to be there
 * @param heap the most that the server's heap may have, in MiB
 */
public record Flood(int callers, int places, Duration thinking, Duration atOnce, int heap) implements Trial {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Duration A_MOMENT = Duration.ofMillis(200);
    private static final Duration REST = Duration.ofSeconds(5);
    private static final Duration RECOVERY = Duration.ofSeconds(5);
    private static final String REFUSED = "status=\"429\"";
    private static final int WARM_UP = 12;
    private static final int ONE_BY_ONE = 200;
    private static final long BETWEEN_LOOKS = 10_000_000;

    private static final byte[] REQUEST = request();

    private static byte[] request() {
        String body = "{\"input\":\"How does the tide know when to turn?\"}";
        return ("POST /v1/responses HTTP/1.1\r\nHost: flood\r\nContent-Type: application/json\r\nContent-Length: "
                        + body.length() + "\r\n\r\n" + body)
                .getBytes(StandardCharsets.US_ASCII);
    }

    /** The whole flood: 2,000 callers, 500 places, a model that takes two seconds, refusals in a tenth of one. */
    static Flood full() {
        return new Flood(2_000, 500, Duration.ofSeconds(2), Duration.ofMillis(100), 256);
    }

    @Override
    public Findings run(LocalStack stack) throws IOException, InterruptedException {
        Map<String, String> environment = new TreeMap<>(stack.environment());
        environment.put("DRAGOMAN_HTTP_CONCURRENCY", Integer.toString(places));
        try (PreparedModel model = new PreparedModel()) {
            environment.put("DRAGOMAN_MODEL_BASE_URL", model.baseUrl());
            return run(environment, model);
        }
    }

    private Findings run(Map<String, String> environment, PreparedModel model)
            throws IOException, InterruptedException {
        try (DragomanProcess server = DragomanProcess.launch(0, environment, List.of("-Xmx" + heap + "m"))) {
            server.awaitReady(LIMIT);
            model.take(A_MOMENT);
            warmUp(server);
            ServerMemory memory = new ServerMemory(server.pid());
            Findings findings = new Findings();
            findings.say(
                    "flood: %,d callers at once, %d places, the model takes %d ms, heap of the server %d MiB",
                    callers, places, thinking.toMillis(), heap);
            ObjectNode before = remember(findings, memory, "before");
            // A full collection shrinks the space for new objects: it grows again with calls.
            warmUp(server);
            model.take(thinking);
            long over = flood(server, findings);
            recovered(server, findings, over);
            model.take(LIMIT);
            refusedWhileFull(model, server, findings);
            ObjectNode after = remember(findings, memory, "after");
            boundedMemory(findings, memory, before, after);
            return findings;
        }
    }

    // A server that has just started compiles its code, on the processors that it shares with its callers here. The
    // trial is for a warm server, which has answered and refused calls before and has finished compiling.
    private void warmUp(DragomanProcess server) throws IOException {
        for (int round = 0; round < WARM_UP; round++) {
            try (Crowd crowd = new Crowd(server.port(), round % 4 == 3 ? callers : places)) {
                crowd.ask(REQUEST);
            }
            ProcessorTime.awaitRest(server.pid(), REST);
        }
    }

    private long flood(DragomanProcess server, Findings findings) throws IOException, InterruptedException {
        try (Crowd crowd = new Crowd(server.port(), callers)) {
            double sendingMillis = crowd.ask(REQUEST) / 1e6;
            long over = System.nanoTime();
            List<Caller> accepted = withStatus(crowd, 200);
            List<Caller> refused = crowd.callers().stream()
                    .filter(caller -> caller.status() == 429 || caller.status() == 503)
                    .toList();
            int others = callers - accepted.size() - refused.size();
            long untold = refused.stream().filter(caller -> !caller.toldWhen()).count();
            findings.figures()
                    .put("callers", callers)
                    .put("places", places)
                    .put("thinkingMillis", thinking.toMillis())
                    .put("accepted", accepted.size())
                    .put("refused", refused.size())
                    .put("others", others)
                    .put("refusedWithoutRetryAfter", untold)
                    .put("sendingMillis", sendingMillis);
            findings.say(
                    "accepted %,d, refused %,d, anything else %d; sending took %.0f ms",
                    accepted.size(), refused.size(), others, sendingMillis);
            Figures refusals = times(findings, "refusals", refused);
            times(findings, "answers", accepted);
            expectAtOnce(findings, refusals.quantile(1), "all");
            ServerMetrics metrics = ServerMetrics.of(server);
            double atServer = 1e3
                    * metrics.sum("http_server_requests_seconds_sum", REFUSED)
                    / metrics.sum("http_server_requests_seconds_count", REFUSED);
            findings.figures().put("meanRefusalInTheServerMillis", atServer);
            findings.say("a refusal as the server counts, from head to response: %.2f ms on average", atServer);
            findings.expect(others == 0, "Each should get 200, 429 or 503; %d did not.", others);
            findings.expect(
                    accepted.size() >= Math.min(places, callers),
                    "%d should find a place; %d did.",
                    places,
                    accepted.size());
            findings.expect(untold == 0, "Each refusal should say when to come again; %d do not.", untold);
            return over;
        }
    }

    // How long one caller waits for a refusal. In the flood itself, each also waits for the callers before it.
    private void refusedWhileFull(PreparedModel model, DragomanProcess server, Findings findings) throws IOException {
        try (Crowd inside = new Crowd(server.port(), places);
                Crowd outside = new Crowd(server.port(), ONE_BY_ONE)) {
            int before = model.calls();
            inside.send(REQUEST);
            long began = System.nanoTime();
            while (model.calls() - before < places && System.nanoTime() - began < LIMIT.toNanos()) {
                LockSupport.parkNanos(BETWEEN_LOOKS);
            }
            long[] nanos = new long[ONE_BY_ONE];
            int refused = 0;
            for (int call = 0; call < ONE_BY_ONE; call++) {
                // Each on its own connection, because a call that is refused before its body is read ends the
                // connection.
                Caller caller = outside.callers().get(call);
                outside.ask(caller, REQUEST);
                nanos[call] = caller.took();
                refused += caller.status() == 429 ? 1 : 0;
            }
            model.hurry();
            inside.await();
            Figures figures = note(findings, "refusalsWhileFull", nanos);
            int answered = withStatus(inside, 200).size();
            findings.expect(answered == places, "All %d who are inside should be answered; %d were.", places, answered);
            findings.expect(refused == ONE_BY_ONE, "All of %d should be refused; %d were.", ONE_BY_ONE, refused);
            expectAtOnce(findings, figures.quantile(0.99), "99 in 100");
        }
    }

    private void expectAtOnce(Findings findings, double millis, String share) {
        findings.expect(
                millis < atOnce.toMillis(),
                "Refusals should be there in %d ms; until %s were, it took %.0f ms.",
                atOnce.toMillis(),
                share,
                millis);
    }

    private static List<Caller> withStatus(Crowd crowd, int status) {
        return crowd.callers().stream()
                .filter(caller -> caller.status() == status)
                .toList();
    }

    private static Figures times(Findings findings, String name, List<Caller> some) {
        return note(findings, name, some.stream().mapToLong(Caller::took).toArray());
    }

    private static Figures note(Findings findings, String name, long[] nanos) {
        Figures figures = Figures.of(nanos.length == 0 ? new long[] {0} : nanos);
        findings.figures()
                .putObject(name)
                .put("medianMillis", figures.median())
                .put("p99Millis", figures.quantile(0.99))
                .put("maxMillis", figures.quantile(1));
        findings.say(
                "%s, from sent to read: median %.1f ms, p99 %.1f ms, max %.1f ms",
                name, figures.median(), figures.quantile(0.99), figures.quantile(1));
        return figures;
    }

    private void recovered(DragomanProcess server, Findings findings, long over) throws IOException {
        boolean answered = false;
        while (!answered && System.nanoTime() - over < LIMIT.toNanos()) {
            try (Crowd one = new Crowd(server.port(), 1)) {
                one.ask(REQUEST);
                answered = one.callers().get(0).status() == 200;
            }
        }
        double seconds = (System.nanoTime() - over) / 1e9;
        findings.figures().put("secondsToTheNextAnswer", seconds);
        findings.say("a call after the flood was answered within %.2f s", seconds);
        findings.expect(
                answered && seconds < RECOVERY.toSeconds(),
                "A call after the flood should be answered within %d s; it took %.1f s.",
                RECOVERY.toSeconds(),
                seconds);
    }

    private static ObjectNode remember(Findings findings, ServerMemory memory, String when)
            throws IOException, InterruptedException {
        long resident = memory.resident();
        double live = memory.live();
        findings.say("memory %s: %d MiB resident, %.1f MiB of heap alive", when, resident, live);
        return findings.figures()
                .putObject(when + "Memory")
                .put("residentMiB", resident)
                .put("liveHeapMiB", live);
    }

    private void boundedMemory(Findings findings, ServerMemory memory, ObjectNode before, ObjectNode after)
            throws IOException {
        long most = memory.mostResident();
        double grown = after.path("liveHeapMiB").doubleValue()
                - before.path("liveHeapMiB").doubleValue();
        findings.figures().put("mostResidentMiB", most);
        findings.say("memory at the peak: %d MiB resident", most);
        findings.expect(
                most < 2L * heap + 128, "The server should stay below %d MiB; it had %d.", 2L * heap + 128, most);
        findings.expect(grown < 10, "The flood should leave nothing behind; %.1f MiB of heap stayed.", grown);
    }
}
