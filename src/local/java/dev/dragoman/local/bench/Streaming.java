package dev.dragoman.local.bench;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.json.Json;
import dev.dragoman.local.DragomanProcess;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;

/** Streams through the packaged server: what it adds to the time to the first event, and what it holds in memory. */
final class Streaming {
    private static final int WARM_UP = 3_000;
    private static final int CALLS = 5_000;
    private static final int EVENTS_OF_A_SHORT_STREAM = 5;
    private static final int STREAMS = 200;
    private static final int EVENTS_OF_A_LONG_STREAM = 10_000;
    private static final int HEAP_MEBIBYTES = 128;

    private Streaming() {}

    static ObjectNode run() throws IOException, InterruptedException {
        ObjectNode report = Json.object();
        report.set("timeToFirstEvent", timeToFirstEvent());
        report.set("memory", memory());
        return report;
    }

    private static ObjectNode timeToFirstEvent() throws IOException {
        try (EventModel model = new EventModel(EVENTS_OF_A_SHORT_STREAM);
                DragomanProcess server = server(model);
                EventClient direct = new EventClient(model.port());
                EventClient through = new EventClient(server.port())) {
            alternately(direct, through, WARM_UP);
            long[][] nanos = alternately(direct, through, CALLS);
            Figures without = Figures.of(nanos[0]);
            Figures with = Figures.of(nanos[1]);
            ObjectNode report = Json.object().put("calls", CALLS);
            put(report, "direct", without);
            put(report, "throughDragoman", with);
            report.put("addedMedianMillis", with.median() - without.median());
            System.out.printf(
                    "time to the first event, median: direct %.3f ms, through Dragoman %.3f ms, added %.3f ms (p99 %.3f and"
                            + " %.3f ms)%n",
                    without.median(),
                    with.median(),
                    with.median() - without.median(),
                    without.quantile(0.99),
                    with.quantile(0.99));
            return report;
        }
    }

    private static long[][] alternately(EventClient direct, EventClient through, int calls) throws IOException {
        long[][] nanos = new long[2][calls];
        for (int call = 0; call < calls; call++) {
            nanos[0][call] = direct.timeToFirstEvent();
            nanos[1][call] = through.timeToFirstEvent();
        }
        return nanos;
    }

    private static void put(ObjectNode report, String name, Figures figures) {
        report.putObject(name)
                .put("medianMillis", figures.median())
                .put("p90Millis", figures.quantile(0.9))
                .put("p99Millis", figures.quantile(0.99));
    }

    private static ObjectNode memory() throws IOException, InterruptedException {
        try (EventModel model = new EventModel(EVENTS_OF_A_LONG_STREAM);
                DragomanProcess server = server(model)) {
            ServerMemory memory = new ServerMemory(server.pid());
            streams(server, 20, 1);
            ObjectNode report = Json.object()
                    .put("streams", STREAMS)
                    .put("eventsOfEach", EVENTS_OF_A_LONG_STREAM)
                    .put("maxHeapMiB", HEAP_MEBIBYTES);
            ArrayNode rounds = report.putArray("rounds");
            note(rounds, "before", memory, 0);
            for (int round = 1; round <= 3; round++) {
                long started = System.nanoTime();
                streams(server, STREAMS, 1);
                double seconds = (System.nanoTime() - started) / 1e9;
                note(rounds, "after round " + round, memory, STREAMS * (EVENTS_OF_A_LONG_STREAM + 2) / seconds);
            }
            return report;
        }
    }

    private static void note(ArrayNode rounds, String when, ServerMemory memory, double eventsPerSecond)
            throws IOException, InterruptedException {
        long resident = memory.resident();
        double live = memory.live();
        rounds.addObject()
                .put("when", when)
                .put("residentMiB", resident)
                .put("liveHeapMiB", live)
                .put("eventsPerSecond", Math.round(eventsPerSecond));
        System.out.printf(
                "memory %s: %d MiB resident, %.1f MiB of heap alive; %.0f events/s%n",
                when, resident, live, eventsPerSecond);
    }

    // All at the same time, each on its own connection.
    private static void streams(DragomanProcess server, int count, int each) throws InterruptedException {
        CountDownLatch done = new CountDownLatch(count);
        AtomicLong broken = new AtomicLong();
        for (int stream = 0; stream < count; stream++) {
            Thread reader = new Thread(() -> {
                try (EventClient client = new EventClient(server.port())) {
                    for (int turn = 0; turn < each; turn++) {
                        client.timeToFirstEvent();
                    }
                } catch (IOException failure) {
                    broken.incrementAndGet();
                } finally {
                    done.countDown();
                }
            });
            reader.start();
        }
        done.await();
        if (broken.get() > 0) {
            throw new IllegalStateException(broken + " streams broke off");
        }
    }

    private static DragomanProcess server(EventModel model) {
        DragomanProcess server = DragomanProcess.launch(
                0,
                Map.of(
                        "GMI_API_KEY", "key",
                        "DRAGOMAN_MODEL_BASE_URL", model.baseUrl(),
                        "AWS_REGION", "us-east-1",
                        "AWS_ACCESS_KEY_ID", "none",
                        "AWS_SECRET_ACCESS_KEY", "none"),
                List.of("-Xmx" + HEAP_MEBIBYTES + "m"));
        server.awaitReady(java.time.Duration.ofSeconds(60));
        return server;
    }
}
