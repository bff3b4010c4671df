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
import java.util.concurrent.TimeUnit;
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

    private static final int CONNECTIONS_TO_A_HOST = 50;

    private final Vertx vertx;
    private final HttpClient client;
    private final Resolver resolver;
    private final Predicate<InetAddress> allowed;

    /**
     * Fetches from the public internet only; no setting changes that.
     *
     * @param vertx runs the connections
     */
    public WebFetch(Vertx vertx) {
        this(vertx, new HttpClientOptions(), InetAddress::getAllByName, new PublicAddresses());
    }

    WebFetch(Vertx vertx, HttpClientOptions trust, Resolver resolver, Predicate<InetAddress> allowed) {
        this.vertx = vertx;
        this.resolver = resolver;
        this.allowed = allowed;
        // A trace would hold the URL with its query, and its headers would go to the foreign host.
        this.client = vertx.createHttpClient(new HttpClientOptions(trust)
                .setSsl(true)
                .setVerifyHost(true)
                .setKeepAlive(false)
                .setMaxPoolSize(CONNECTIONS_TO_A_HOST)
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
        CompletableFuture<FetchResult> result = new CompletableFuture<FetchResult>()
                .completeOnTimeout(FetchResult.FetchFailed.TOO_LATE, timeout.toMillis(), TimeUnit.MILLISECONDS);
        // Starts on a thread of the JDK's, for which Vert.x picks an event loop. Callbacks on the context of the thread
        // that waits would queue up behind the wait.
        return CompletableFuture.runAsync(() -> begin(target, timeout, new FetchBody(limit, result)))
                .thenCompose(begun -> result)
                .applyToEither(result, fetched -> fetched)
                .join();
    }

    private void begin(UrlCheck.Allowed target, Duration timeout, FetchBody body) {
        checkedAddress(target)
                .compose(address -> client.request(options(target, address, timeout)))
                .compose(request -> send(request, body))
                .onFailure(failure -> body.result().complete(failed(failure)));
    }

    private Future<InetAddress> checkedAddress(UrlCheck.Allowed target) {
        if (target.literal() != null) {
            return Future.succeededFuture(target.literal());
        }
        return vertx.executeBlocking(
                () -> {
                    InetAddress[] addresses = resolver.addresses(target.host());
                    for (InetAddress address : addresses) {
                        if (!allowed.test(address)) {
                            throw new NotPublic();
                        }
                    }
                    return addresses[0];
                },
                false);
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
