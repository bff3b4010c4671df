package dev.dragoman.local.trial;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.json.Json;
import dev.dragoman.local.DragomanProcess;
import dev.dragoman.local.LocalStack;
import dev.dragoman.local.S3Gate;
import dev.dragoman.local.model.Misbehaviour;
import dev.dragoman.local.model.ReceivedCall;
import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import software.amazon.awssdk.core.sync.RequestBody;

/**
 * Several servers share a budget that is worth a small part of what is asked, while one of them after the other is killed
 * (SIGKILL) and started again. By the model's own count no more than the budget is ever spent; nobody is refused as long as the
 * ask fits; and in the end nothing is reserved any more.
 *
 * @param processes how many servers
 * @param asks how many are sent over HTTP
 * @param documents how many are dropped in the polled bucket
 * @param kills how often a server is killed
 * @param worth how many asks' bounds the budget is worth
 * @param seed of all random choices
 */
public record Budgeted(int processes, int asks, int documents, int kills, int worth, long seed) implements Trial {
    /** How long the model takes: long enough that most kills meet a call in flight. */
    private static final Duration CALL = Duration.ofMillis(300);

    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final String LEDGER = "budget-ledger";
    private static final String DOCUMENTS = "budget-documents";

    /** Dollars for a million tokens, so micro-USD for one. What is read is free, so that all asks have the same bound. */
    private static final int PRICE = 10;

    private static final int MOST_TOKENS = 16;
    private static final long BOUND = (long) PRICE * MOST_TOKENS;

    private static final Duration LEASE = Duration.ofSeconds(4);
    private static final long PAUSE_MILLIS = 200;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** The SHA-256 of "operator". */
    private static final String OPERATOR = "06e55b633481f7bb072957eabcf110c972e86691c3cfedabe088024bffe42f23";

    /** The full trial: 1,000 asks and documents. */
    static Budgeted full(int kills) {
        return new Budgeted(8, 900, 100, kills, 100, 4_711);
    }

    private long amount() {
        return worth * BOUND;
    }

    @Override
    public Findings run(LocalStack stack) throws IOException, InterruptedException {
        stack.model().reset();
        stack.model().misbehave(Misbehaviour.NONE.delayed(CALL));
        stack.createBucket(LEDGER);
        stack.createBucket(DOCUMENTS);
        try (S3Gate gate = S3Gate.before(stack.aws().s3())) {
            gate.writeInTurn();
            Map<String, String> environment = environment(stack);
            environment.put("AWS_ENDPOINT_URL_S3", gate.endpoint().toString());
            return run(stack, environment);
        }
    }

    private Findings run(LocalStack stack, Map<String, String> environment) throws IOException, InterruptedException {
        Tally tally = new Tally();
        AtomicReferenceArray<DragomanProcess> servers = new AtomicReferenceArray<>(processes);
        long began = System.nanoTime();
        try {
            for (int i = 0; i < processes; i++) {
                servers.set(i, DragomanProcess.server(0, environment));
            }
            work(stack, servers, environment, tally);
            JsonNode end = settled(servers.get(0));
            JsonNode last = usedUp(servers.get(0), tally);
            return judged(stack, tally, end, last, Duration.ofNanos(System.nanoTime() - began));
        } finally {
            for (int i = 0; i < processes; i++) {
                if (servers.get(i) != null) {
                    servers.get(i).close();
                }
            }
        }
    }

    private Map<String, String> environment(LocalStack stack) throws IOException {
        Path folder = Files.createTempDirectory("budgeted");
        Path prices = Files.writeString(
                folder.resolve("prices.json"),
                "{\"version\": \"trial\", \"models\": [{\"model\": \"*\", \"input\": 0, \"output\": %d}]}"
                        .formatted(PRICE));
        Path budgets = Files.writeString(
                folder.resolve("budgets.json"),
                "{\"budgets\": [{\"name\": \"all\", \"scope\": \"all\", \"amount\": %d.%06d, \"period\": \"total\"}]}"
                        .formatted(amount() / 1_000_000, amount() % 1_000_000));
        Map<String, String> environment = new TreeMap<>(stack.environment());
        environment.put("DRAGOMAN_PRICES", prices.toString());
        environment.put("DRAGOMAN_BUDGETS", budgets.toString());
        environment.put("DRAGOMAN_LEDGER", "s3://" + LEDGER + "/ledger/");
        environment.put("DRAGOMAN_LEASE", LEASE.toSeconds() + "s");
        environment.put("DRAGOMAN_HTTP_OPERATORS", OPERATOR);
        environment.put("DRAGOMAN_POLL_BUCKET", DOCUMENTS);
        environment.put("DRAGOMAN_POLL_INTERVAL", "500ms");
        environment.put("DRAGOMAN_DOCUMENTS_MAX_OUTPUT_TOKENS", Integer.toString(MOST_TOKENS));
        return environment;
    }

    /** What became of the asks. */
    private static final class Tally {
        private final AtomicInteger answered = new AtomicInteger();
        private final AtomicInteger refused = new AtomicInteger();
        private final AtomicInteger reserved = new AtomicInteger();
        private final AtomicInteger lost = new AtomicInteger();
        private final AtomicInteger falsely = new AtomicInteger();
        private final Set<String> odd = new LinkedHashSet<>();

        synchronized void odd(String what) {
            odd.add(what);
        }
    }

    private void work(
            LocalStack stack,
            AtomicReferenceArray<DragomanProcess> servers,
            Map<String, String> environment,
            Tally tally)
            throws InterruptedException {
        ExecutorService callers = Executors.newFixedThreadPool(processes * 2);
        AtomicInteger next = new AtomicInteger();
        List<Future<?>> all = new ArrayList<>();
        for (int i = 0; i < processes * 2; i++) {
            int caller = i;
            all.add(callers.submit(() -> {
                for (int ask = next.getAndIncrement(); ask < asks; ask = next.getAndIncrement()) {
                    asked(servers, (ask + caller) % processes, "ask-" + ask, tally);
                }
                return null;
            }));
        }
        for (int i = 0; i < documents; i++) {
            String key = "inbox/document-%04d.md".formatted(i);
            stack.s3()
                    .putObject(put -> put.bucket(DOCUMENTS).key(key), RequestBody.fromString("# The story of " + key));
        }
        Random random = new Random(seed);
        for (int kill = 0; kill < kills; kill++) {
            int which = random.nextInt(processes);
            // At a random moment of the calls that are under way.
            Thread.sleep(random.nextInt(2 * (int) CALL.toMillis()));
            servers.get(which).kill();
            servers.get(which).close();
            servers.set(which, DragomanProcess.server(0, environment));
        }
        callers.shutdown();
        for (Future<?> each : all) {
            try {
                each.get();
            } catch (java.util.concurrent.ExecutionException broken) {
                tally.odd(String.valueOf(broken.getCause()));
            }
        }
    }

    private void asked(AtomicReferenceArray<DragomanProcess> servers, int which, String name, Tally tally)
            throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        HttpResponse<String> response = null;
        while (System.nanoTime() < end && (response == null || isToComeAgain(response, tally))) {
            DragomanProcess asked = servers.get(which);
            try {
                response = post(asked, name);
            } catch (ConnectException away) {
                Thread.sleep(PAUSE_MILLIS);
            } catch (HttpTimeoutException silent) {
                // The client may lose a call whose connection breaks at the wrong moment, and would wait for ever.
                if (asked == servers.get(which)) {
                    tally.odd("No answer to " + name + " from a server that lives");
                }
                tally.lost.incrementAndGet();
                return;
            } catch (IOException killed) {
                tally.lost.incrementAndGet();
                return;
            }
        }
        if (response == null) {
            tally.odd("No server for " + name);
        } else if (response.statusCode() == 200) {
            tally.answered.incrementAndGet();
        } else if (response.body().contains("budget_exceeded")) {
            tally.refused.incrementAndGet();
            if (stillFits(servers.get(which))
                    || !"false"
                            .equals(response.headers()
                                    .firstValue("x-should-retry")
                                    .orElse(""))) {
                tally.falsely.incrementAndGet();
            }
        } else {
            tally.odd(response.statusCode() + " " + response.body());
        }
    }

    // What was spent only grows: what does not fit now may have fitted then, but not the other way round. The server
    // that has
    // refused tells it with what it has not written yet, and with the slices of those that died.
    private boolean stillFits(DragomanProcess server) throws InterruptedException {
        try {
            JsonNode now = budget(server);
            return now.has("spent") && amount() - now.path("spent").longValue() >= BOUND;
        } catch (IOException killed) {
            return false;
        }
    }

    private static boolean isToComeAgain(HttpResponse<String> response, Tally tally) throws InterruptedException {
        boolean again =
                response.body().contains("budget_reserved") || response.body().contains("server_starting");
        if (again) {
            tally.reserved.incrementAndGet();
            Thread.sleep(PAUSE_MILLIS);
        }
        return again;
    }

    private static HttpResponse<String> post(DragomanProcess server, String name)
            throws IOException, InterruptedException {
        ObjectNode body = Json.object().put("input", "What is " + name + "?").put("max_output_tokens", MOST_TOKENS);
        HttpRequest request = HttpRequest.newBuilder(server.uri("/v1/responses"))
                .header("Content-Type", "application/json")
                .timeout(PATIENCE)
                .POST(HttpRequest.BodyPublishers.ofByteArray(Json.bytes(body)))
                .build();
        return CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private static JsonNode budget(DragomanProcess server) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(server.uri("/v1/dragoman/budgets"))
                .header("Authorization", "Bearer operator")
                .build();
        return json(CLIENT.send(request, HttpResponse.BodyHandlers.ofString()).body())
                .path("budgets")
                .path(0);
    }

    // Until nothing is reserved: each slice is given back, or has run out.
    private static JsonNode settled(DragomanProcess server) throws IOException, InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        JsonNode budget = budget(server);
        while (budget.path("reserved").asLong(-1) != 0 && System.nanoTime() < end) {
            Thread.sleep(200);
            budget = budget(server);
        }
        return budget;
    }

    // As long as an ask fits, it is answered; the first that does not is refused.
    private JsonNode usedUp(DragomanProcess server, Tally tally) throws IOException, InterruptedException {
        JsonNode budget = settled(server);
        while (budget.path("left").longValue() >= BOUND) {
            HttpResponse<String> response = post(server, "one more");
            if (response.statusCode() != 200) {
                tally.falsely.incrementAndGet();
                tally.odd("Of %s left: %s".formatted(budget, response.body()));
                return budget;
            }
            budget = settled(server);
        }
        HttpResponse<String> over = post(server, "one too many");
        if (over.statusCode() != 429 || !over.body().contains("budget_exceeded")) {
            tally.odd("One too many: %d %s".formatted(over.statusCode(), over.body()));
        }
        return budget;
    }

    private Findings judged(LocalStack stack, Tally tally, JsonNode end, JsonNode last, Duration took) {
        List<ReceivedCall> calls =
                stack.model().calls().stream().filter(ReceivedCall::chargeable).toList();
        long paid = calls.stream()
                .mapToLong(call -> PRICE
                        * call.answer()
                                .usage()
                                .map(usage -> usage.path("output_tokens").asLong())
                                .orElse((long) MOST_TOKENS))
                .sum();
        Findings findings = new Findings();
        findings.figures()
                .put("processes", processes)
                .put("asks", asks)
                .put("documents", documents)
                .put("kills", kills)
                .put("amount", amount())
                .put("paid", paid)
                .put("calls", calls.size())
                .put("spent", last.path("spent").longValue())
                .put("unreported", last.path("unreported").longValue())
                .put("reserved", last.path("reserved").asLong(-1))
                .put("answered", tally.answered.get())
                .put("refused", tally.refused.get())
                .put("toldToComeAgain", tally.reserved.get())
                .put("lostToKills", tally.lost.get())
                .put("refusedFalsely", tally.falsely.get())
                .put("seconds", took.toSeconds());
        findings.say(
                "budget: %d servers, %d kills, %d asks and %d documents in %d s; a budget of %d micro-USD, worth %d asks",
                processes, kills, asks, documents, took.toSeconds(), amount(), worth);
        findings.say(
                "the model's own count: %d micro-USD in %d calls; counted as spent: %d, of that not reported by processes that"
                        + " died: %d",
                paid,
                calls.size(),
                last.path("spent").longValue(),
                last.path("unreported").longValue());
        findings.say(
                "answered %d over HTTP, refused %d, told to come again %d, lost to kills %d, refused falsely %d",
                tally.answered.get(), tally.refused.get(), tally.reserved.get(), tally.lost.get(), tally.falsely.get());
        findings.expect(paid <= amount(), "No more than %d should be spent; the model counts %d.", amount(), paid);
        findings.expect(
                last.path("spent").longValue() >= paid, "All that is paid should be counted; counted is %s.", last);
        findings.expect(end.path("reserved").asLong(-1) == 0, "Nothing should stay reserved; the end is %s.", end);
        findings.expect(tally.falsely.get() == 0, "Nobody should be refused as long as the ask fits.");
        findings.expect(tally.refused.get() > 0, "The budget should be used up by the asks.");
        findings.expect(tally.odd.isEmpty(), "No ask should end otherwise; some did: %s.", tally.odd);
        return findings;
    }

    private static JsonNode json(String text) {
        return ((Json.Result.Value) Json.read(text)).node();
    }
}
