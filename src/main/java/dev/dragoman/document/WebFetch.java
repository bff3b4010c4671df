package dev.dragoman.document;

import dev.dragoman.document.UrlPolicy.UrlCheck;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.tracing.TracingPolicy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongPredicate;
import java.util.function.Predicate;
import javax.net.ssl.SSLException;

/**
 * Fetches a client's https URL. The host is resolved once, every address of it has to be allowed, and the connection
 * goes to the address that was checked, so that a second look-up can't lead elsewhere. Certificate, SNI and Host header
 * are those of the name. Nothing of the caller's is sent; no redirect is followed; no cookie or connection is kept.
 */
public final class WebFetch {
    /** Finds a host's addresses. */
    interface Resolver {
        InetAddress[] addresses(String host) throws UnknownHostException;
    }

    /** One of a host's addresses is not allowed. */
    private static final class NotPublic extends Exception {}

    /** How many files are fetched at the same time. Each waits on a thread, of which there are more for other work. */
    static final int FETCHES = 32;

    private static final Duration IDLE_THREAD = Duration.ofSeconds(60);

    private final HttpClient client;
    private final Resolver resolver;
    private final Predicate<InetAddress> allowed;
    private final Semaphore places = new Semaphore(FETCHES);
    private final ThreadPoolExecutor lookups;

    /**
     * Fetches from the public internet only; no setting changes that.
     *
     * @param vertx runs the connections
     */
    public WebFetch(Vertx vertx) {
        this(vertx, new HttpClientOptions(), InetAddress::getAllByName, new PublicAddresses());
    }

    WebFetch(Vertx vertx, HttpClientOptions trust, Resolver resolver, Predicate<InetAddress> allowed) {
        this.resolver = resolver;
        this.allowed = allowed;
        this.lookups = new ThreadPoolExecutor(
                FETCHES, FETCHES, IDLE_THREAD.toSeconds(), TimeUnit.SECONDS, new LinkedBlockingQueue<>(), work -> {
                    Thread thread = new Thread(work, "look-up");
                    thread.setDaemon(true);
                    return thread;
                });
        lookups.allowCoreThreadTimeOut(true);
        // A trace would hold the URL with its query, and its headers would go to the foreign host.
        this.client = vertx.createHttpClient(new HttpClientOptions(trust)
                .setSsl(true)
                .setVerifyHost(true)
                .setKeepAlive(false)
                .setMaxPoolSize(FETCHES)
                .setDecompressionSupported(false)
                .setTracingPolicy(TracingPolicy.IGNORE));
    }

    /** A policy that allows the same addresses. */
    UrlPolicy urlPolicy() {
        return new UrlPolicy(allowed);
    }

    /**
     * Fetches a file. Blocks until it is there or can't be had.
     *
     * @param target a URL that the policy allows
     * @param limit the most bytes that are read
     * @param timeout for the look-up, the connection and the whole body together
     * @return the file, or why it can't be had
     */
    FetchResult get(UrlCheck.Allowed target, long limit, Duration timeout) {
        return get(target, limit, timeout, more -> true);
    }

    /**
     * Fetches a file, if not too many are being fetched. Blocks until it is there or can't be had.
     *
     * @param target a URL that the policy allows
     * @param limit the most bytes that are read
     * @param timeout for the look-up, the connection and the whole body together
     * @param memory takes memory for more bytes; false if there is none
     * @return the file, or why it can't be had
     */
    FetchResult get(UrlCheck.Allowed target, long limit, Duration timeout, LongPredicate memory) {
        if (!places.tryAcquire()) {
            return FetchResult.FetchFailed.TOO_MANY;
        }
        try {
            return fetched(target, limit, timeout, memory);
        } finally {
            places.release();
        }
    }

    private FetchResult fetched(UrlCheck.Allowed target, long limit, Duration timeout, LongPredicate memory) {
        CompletableFuture<FetchResult> result = new CompletableFuture<FetchResult>()
                .completeOnTimeout(FetchResult.FetchFailed.TOO_LATE, timeout.toMillis(), TimeUnit.MILLISECONDS);
        // Not on this thread: it waits, and so would what is to be done on its context.
        lookups.execute(() -> begin(target, timeout, new FetchBody(limit, memory, result)));
        return result.join();
    }

    // A look-up has no time limit of its own, so it may outlast the fetch.
    private void begin(UrlCheck.Allowed target, Duration timeout, FetchBody body) {
        if (body.result().isDone()) {
            return;
        }
        try {
            client.request(options(target, checkedAddress(target), timeout))
                    .compose(request -> send(request, body))
                    .onFailure(failure -> body.result().complete(failed(failure)));
        } catch (NotPublic | UnknownHostException | RuntimeException failure) {
            body.result().complete(failed(failure));
        }
    }

    private InetAddress checkedAddress(UrlCheck.Allowed target) throws NotPublic, UnknownHostException {
        if (target.literal() != null) {
            return target.literal();
        }
        InetAddress[] addresses = resolver.addresses(target.host());
        for (InetAddress address : addresses) {
            if (!allowed.test(address)) {
                throw new NotPublic();
            }
        }
        return addresses[0];
    }

    private static RequestOptions options(UrlCheck.Allowed target, InetAddress address, Duration timeout) {
        return new RequestOptions()
                .setMethod(HttpMethod.GET)
                .setServer(SocketAddress.inetSocketAddress(new InetSocketAddress(address, target.port())))
                .setHost(target.host())
                .setPort(target.port())
                .setURI(target.uri())
                .setConnectTimeout(timeout.toMillis())
                .setFollowRedirects(false)
                .putHeader("Accept", "*/*")
                .putHeader("Accept-Encoding", "identity")
                .putHeader("User-Agent", "dragoman");
    }

    private static Future<Void> send(HttpClientRequest request, FetchBody body) {
        // The end of the wait also ends the connection.
        Future.fromCompletionStage(body.result()).onComplete(ended -> request.reset());
        return request.send().onSuccess(body::read).mapEmpty();
    }

    private static FetchResult failed(Throwable failure) {
        if (failure instanceof NotPublic) {
            return new FetchResult.NotFetchable(400, "url_not_allowed", "leads to an address that is not public");
        }
        if (failure instanceof UnknownHostException) {
            return new FetchResult.FetchFailed("names a host that could not be resolved");
        }
        return failure instanceof SSLException
                ? new FetchResult.NotFetchable(
                        422, "url_not_fetched", "leads to a server without a trusted certificate")
                : new FetchResult.FetchFailed("leads to a server that could not be reached");
    }
}
