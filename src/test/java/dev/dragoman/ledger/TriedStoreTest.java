package dev.dragoman.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.dragoman.event.S3Location;
import dev.dragoman.local.Aws;
import dev.dragoman.local.Ports;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.s3.S3Client;

/** What is written to a store that was not tried out yet, by the requests that arrive. */
class TriedStoreTest {
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final String PROBE = "conditional-writes-probe";

    private final List<String> written = new CopyOnWriteArrayList<>();
    private final CountDownLatch entered = new CountDownLatch(1);
    private final CountDownLatch held = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private HttpServer server;
    private S3Client s3;
    private volatile boolean honours = true;
    private volatile boolean away;
    private volatile boolean holds;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(Ports.address(0), 0);
        server.createContext("/", this::put);
        server.setExecutor(threads);
        server.start();
        URI uri = URI.create(
                "http://" + Ports.LOOPBACK + ":" + server.getAddress().getPort());
        s3 = new Aws(uri, uri).s3Client();
    }

    @AfterEach
    void stop() {
        held.countDown();
        s3.close();
        server.stop(0);
        threads.shutdownNow();
    }

    private void put(HttpExchange exchange) throws IOException {
        exchange.getRequestBody().readAllBytes();
        String path = exchange.getRequestURI().getPath();
        String name = path.substring(path.lastIndexOf('/') + 1).replace(".json", "");
        entered.countDown();
        if (holds) {
            await(held);
        }
        boolean conditional = exchange.getRequestHeaders().containsKey("If-None-Match");
        boolean fails = exchange.getRequestHeaders().containsKey("If-Match") || (conditional && written.contains(name));
        int status = 200;
        if (away) {
            status = 503;
        } else if (honours && fails) {
            status = 412;
        }
        if (status == 200) {
            written.add(name);
        }
        exchange.getResponseHeaders().add("ETag", "\"1\"");
        exchange.sendResponseHeaders(status, -1);
        exchange.close();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    private TriedStore store() {
        return new TriedStore(new S3Ledger(s3, new S3Location("ledger", "")), LONG);
    }

    @Test
    @Tag("F047")
    void noEntryIsWrittenToAStoreThatIgnoresConditions() {
        honours = false;
        TriedStore store = store();

        assertThat(store.honoursConditions()).isFalse();
        assertThatThrownBy(() -> store.write("a", LedgerStoreContract.LEASED, null))
                .isInstanceOfSatisfying(
                        LedgerStoreException.class,
                        failure -> assertThat(failure.isRefused()).isTrue());
        assertThat(written).containsOnly(PROBE);
    }

    @Test
    void aStoreThatPassedIsNotTriedAgain() {
        TriedStore store = store();

        store.within(LONG).write("a", LedgerStoreContract.LEASED, null);
        store.write("b", LedgerStoreContract.LEASED, null);
        assertThat(written).containsExactly(PROBE, "a", "b");

        honours = false;
        assertThat(store.within(LONG).honoursConditions()).isTrue();
    }

    @Test
    @Tag("F055")
    void aStoreThatWasAwayIsTriedAgain() {
        away = true;
        TriedStore store = store();

        assertThatThrownBy(() -> store.within(Duration.ofMillis(500)).write("a", LedgerStoreContract.LEASED, null))
                .isInstanceOfSatisfying(
                        LedgerStoreException.class,
                        failure -> assertThat(failure.isRefused()).isFalse());
        away = false;
        assertThat(store.write("a", LedgerStoreContract.LEASED, null)).isPresent();
    }

    @Test
    void whoeverCanNotWaitForTheTrialIsToldThatTheStoreIsOutOfReach() throws Exception {
        holds = true;
        TriedStore store = store();
        Future<Boolean> first = threads.submit(store::honoursConditions);
        entered.await();

        assertThatThrownBy(() -> store.within(Duration.ofMillis(10)).write("a", LedgerStoreContract.LEASED, null))
                .isInstanceOfSatisfying(
                        LedgerStoreException.class,
                        failure -> assertThat(failure.isRefused()).isFalse());

        held.countDown();
        assertThat(first.get()).isTrue();
        assertThat(store.within(LONG).write("a", LedgerStoreContract.LEASED, null))
                .isPresent();
    }
}
