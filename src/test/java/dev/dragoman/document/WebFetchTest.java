package dev.dragoman.document;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dragoman.document.UrlPolicy.UrlCheck;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.JksOptions;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The guarded fetch against a real HTTPS server with a certificate for one name. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WebFetchTest {
    private static final String NAME = "files.example.com";
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final Duration SHORT = Duration.ofMillis(300);
    private static final long LIMIT = 100_000;

    private final Vertx vertx = Vertx.vertx();
    private final ConcurrentLinkedQueue<HttpServerRequest> received = new ConcurrentLinkedQueue<>();
    private final List<String> lookedUp = Collections.synchronizedList(new ArrayList<>());
    private HttpServer server;
    private HttpClientOptions trust;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        JksOptions keys = new JksOptions().setPath(keystore(folder).toString()).setPassword("password");
        trust = new HttpClientOptions().setTrustOptions(keys);
        server = vertx.createHttpServer(new HttpServerOptions().setSsl(true).setKeyCertOptions(keys))
                .requestHandler(this::answer)
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get(60, TimeUnit.SECONDS);
    }

    static Path keystore(Path folder) throws Exception {
        Path file = folder.resolve("keys.jks");
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of("-genkeypair", "-keyalg", "EC", "-alias", "test", "-dname", "CN=test"));
        command.addAll(List.of("-storetype", "JKS", "-storepass", "password", "-keypass", "password"));
        command.addAll(List.of("-ext", "san=dns:" + NAME, "-keystore", file.toString()));
        Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(keytool.waitFor()).as(said).isZero();
        return file;
    }

    private void answer(HttpServerRequest request) {
        received.add(request);
        switch (request.path()) {
            case "/a.pdf" -> request.response().end("%PDF-1.7");
            case "/empty" -> request.response().end();
            case "/announced" ->
                request.response().putHeader("Content-Length", "100001").write("x");
            case "/endless" -> {
                request.response().setChunked(true);
                flood(request);
            }
            case "/slow" -> request.response().setChunked(true).write("x");
            case "/broken" ->
                request.response()
                        .putHeader("Content-Length", "10")
                        .write("x")
                        .onComplete(written -> request.connection().close());
            case "/moved" ->
                request.response()
                        .setStatusCode(302)
                        .putHeader("Location", "https://169.254.169.254/latest")
                        .end();
            default ->
                request.response()
                        .setStatusCode(Integer.parseInt(request.path().substring(1)))
                        .end("no");
        }
    }

    private static void flood(HttpServerRequest request) {
        request.response().write("x".repeat(10_000)).onSuccess(written -> flood(request));
    }

    @AfterAll
    void stop() {
        vertx.close();
    }

    @BeforeEach
    void forget() {
        received.clear();
        lookedUp.clear();
    }

    @Test
    void aFileIsFetched() {
        assertThat(get("/a.pdf"))
                .isInstanceOfSatisfying(
                        FetchResult.FetchedBytes.class,
                        body -> assertThat(body.bytes()).isEqualTo("%PDF-1.7".getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void theNameIsResolvedOnceAndTheConnectionGoesToWhatWasChecked() {
        get("/a.pdf");

        assertThat(lookedUp).containsExactly(NAME);
        assertThat(received)
                .singleElement()
                .satisfies(request -> assertThat(request.authority().host()).isEqualTo(NAME));
    }

    @Test
    void nothingButTheRequestItselfIsSent() {
        get("/a.pdf?signature=1");

        assertThat(received).singleElement().satisfies(request -> {
            assertThat(request.uri()).isEqualTo("/a.pdf?signature=1");
            assertThat(request.headers().names())
                    .containsExactlyInAnyOrder("host", "connection", "Accept", "Accept-Encoding", "User-Agent");
            assertThat(request.getHeader("Accept-Encoding")).isEqualTo("identity");
        });
    }

    @Test
    void oneForbiddenAddressAmongSeveralIsEnough() {
        WebFetch fetch = new WebFetch(
                vertx,
                trust,
                host -> new InetAddress[] {loopback(), InetAddress.getByName("10.0.0.1")},
                InetAddress::isLoopbackAddress);

        refused(fetch.get(target("/a.pdf"), LIMIT, LONG), 400, "url_not_allowed");
        assertThat(received).isEmpty();
    }

    @Test
    @Tag("F085")
    void theRuleOfProductionRefusesThisServer() {
        WebFetch fetch = new WebFetch(vertx, trust, this::resolve, new PublicAddresses());

        refused(fetch.get(target("/a.pdf"), LIMIT, LONG), 400, "url_not_allowed");
        assertThat(received).isEmpty();
    }

    @Test
    void aCertificateThatNobodyVouchesForIsRefused() {
        WebFetch fetch = new WebFetch(vertx, new HttpClientOptions(), this::resolve, InetAddress::isLoopbackAddress);

        refused(fetch.get(target("/a.pdf"), LIMIT, LONG), 422, "url_not_fetched");
        assertThat(received).isEmpty();
    }

    @Test
    void aCertificateForAnotherNameIsRefused() {
        UrlCheck.Allowed other = new UrlCheck.Allowed("other.example.com", server.actualPort(), "/a.pdf", null);

        refused(fetch().get(other, LIMIT, LONG), 422, "url_not_fetched");
        assertThat(received).isEmpty();
    }

    @Test
    @Tag("F084")
    void aRedirectIsNotFollowed() {
        FetchResult fetched = get("/moved");

        refused(fetched, 422, "url_not_fetched");
        assertThat(((FetchResult.NotFetchable) fetched).clause()).contains("redirects (302)");
        assertThat(received).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"/204", "/206", "/400", "/401", "/403", "/404", "/410"})
    void aServerThatSaysNoIsFinal(String path) {
        refused(get(path), 422, "url_not_fetched");
    }

    @ParameterizedTest
    @CsvSource({"/408", "/425", "/429", "/500", "/503", "/broken"})
    void aServerInTroubleMayBeAskedAgain(String path) {
        assertThat(get(path)).isInstanceOf(FetchResult.FetchFailed.class);
    }

    @ParameterizedTest
    @CsvSource({"/announced", "/endless"})
    void moreThanTheLimitIsNotRead(String path) {
        refused(get(path), 413, "document_too_large");
    }

    @Test
    void anEmptyFileIsRefused() {
        refused(get("/empty"), 422, "document_empty");
    }

    @Test
    void aBodyThatNeverEndsIsGivenUp() {
        assertThat(fetch().get(target("/slow"), LIMIT, SHORT)).isInstanceOf(FetchResult.FetchFailed.class);
    }

    @Test
    void aHostThatIsNotFoundMayBeThereLater() {
        WebFetch fetch = new WebFetch(
                vertx,
                trust,
                host -> {
                    throw new UnknownHostException(host);
                },
                InetAddress::isLoopbackAddress);

        assertThat(fetch.get(target("/a.pdf"), LIMIT, LONG)).isInstanceOf(FetchResult.FetchFailed.class);
    }

    @Test
    void aThreadOfVertxItselfMayWait() throws Exception {
        FetchResult fetched = vertx.executeBlocking(() -> get("/a.pdf"))
                .toCompletionStage()
                .toCompletableFuture()
                .get(60, TimeUnit.SECONDS);

        assertThat(fetched).isInstanceOf(FetchResult.FetchedBytes.class);
    }

    @Test
    @Tag("F088")
    void namesThatNeverResolveHoldUpSoManyThreadsAndNoMore() throws Exception {
        CountDownLatch asked = new CountDownLatch(WebFetch.FETCHES);
        CountDownLatch answered = new CountDownLatch(1);
        WebFetch fetch = new WebFetch(
                vertx,
                trust,
                host -> {
                    asked.countDown();
                    await(answered);
                    return resolve(host);
                },
                InetAddress::isLoopbackAddress);
        List<CompletableFuture<FetchResult>> waiting = IntStream.range(0, WebFetch.FETCHES)
                .mapToObj(n -> CompletableFuture.supplyAsync(
                        () -> fetch.get(target("/a.pdf"), LIMIT, LONG), work -> new Thread(work).start()))
                .toList();
        await(asked);

        assertThat(fetch.get(target("/a.pdf"), LIMIT, LONG)).isEqualTo(FetchResult.FetchFailed.TOO_MANY);

        answered.countDown();
        assertThat(waiting)
                .allSatisfy(fetched -> assertThat(fetched.join()).isInstanceOf(FetchResult.FetchedBytes.class));
        assertThat(fetch.get(target("/a.pdf"), LIMIT, LONG)).isInstanceOf(FetchResult.FetchedBytes.class);
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException ending) {
            throw new IllegalStateException(ending);
        }
    }

    @Test
    void aFileForWhichThereIsNoMemoryIsNotReadOn() {
        assertThat(fetch().get(target("/endless"), LIMIT, LONG, more -> false))
                .isEqualTo(FetchResult.FetchFailed.NO_MEMORY);
    }

    private FetchResult get(String uri) {
        return fetch().get(target(uri), LIMIT, LONG);
    }

    private WebFetch fetch() {
        return new WebFetch(vertx, trust, this::resolve, InetAddress::isLoopbackAddress);
    }

    private UrlCheck.Allowed target(String uri) {
        return new UrlCheck.Allowed(NAME, server.actualPort(), uri, null);
    }

    private InetAddress[] resolve(String host) {
        lookedUp.add(host);
        return new InetAddress[] {loopback()};
    }

    private static InetAddress loopback() {
        return InetAddress.getLoopbackAddress();
    }

    private static void refused(FetchResult fetched, int status, String code) {
        assertThat(fetched).isInstanceOfSatisfying(FetchResult.NotFetchable.class, refused -> {
            assertThat(refused.status()).isEqualTo(status);
            assertThat(refused.code()).isEqualTo(code);
        });
    }
}
