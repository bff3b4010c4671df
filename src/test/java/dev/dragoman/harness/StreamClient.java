package dev.dragoman.harness;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/**
 * A client that tells a response that ended from one that broke off. It is on Vert.x, because the JDK's client loses what
 * came just before a break, and speaks HTTP/2 from the first byte.
 */
public final class StreamClient implements AutoCloseable {
    private final Vertx vertx = Vertx.vertx();
    private final HttpClient http1 = vertx.createHttpClient();
    private final HttpClient http2 = vertx.createHttpClient(
            new HttpClientOptions().setProtocolVersion(HttpVersion.HTTP_2).setHttp2ClearTextUpgrade(false));

    /** Sends a JSON body. */
    public Answer post(HttpVersion version, URI uri, String body) {
        RequestOptions options = new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setAbsoluteURI(uri.toString())
                .putHeader("Content-Type", "application/json");
        Answer answer = new Answer();
        (version == HttpVersion.HTTP_2 ? http2 : http1)
                .request(options)
                .compose(request -> request.send(body))
                .onSuccess(answer::read)
                .onFailure(answer.end::completeExceptionally);
        return answer;
    }

    @Override
    public void close() {
        vertx.close()
                .toCompletionStage()
                .toCompletableFuture()
                .orTimeout(60, TimeUnit.SECONDS)
                .join();
    }

    /** One response, as it comes. */
    public static final class Answer {
        private final Buffer received = Buffer.buffer();
        private final CompletableFuture<Void> end = new CompletableFuture<>();

        private void read(HttpClientResponse response) {
            response.exceptionHandler(end::completeExceptionally);
            response.endHandler(ended -> end.complete(null));
            response.handler(this::add);
        }

        private synchronized void add(Buffer chunk) {
            received.appendBuffer(chunk);
        }

        private synchronized String text() {
            return received.toString(StandardCharsets.UTF_8);
        }

        /** Waits until a text has come. */
        public void await(String part) {
            Awaitility.await(part).atMost(Stack.LIMIT).until(() -> text().contains(part));
        }

        /** Waits for the proper end; all that came before it. */
        public String whole() throws Exception {
            end.get(Stack.LIMIT.toSeconds(), TimeUnit.SECONDS);
            return text();
        }

        /** Waits for the end, be it proper or not; all that came before it. */
        public String ended() throws Exception {
            end.handle((ended, broken) -> broken).get(Stack.LIMIT.toSeconds(), TimeUnit.SECONDS);
            return text();
        }

        /** Waits until the response breaks off; all that came before that. Fails if it ends properly. */
        public String broken() throws Exception {
            Throwable failure = end.handle((ended, broken) -> broken).get(Stack.LIMIT.toSeconds(), TimeUnit.SECONDS);
            if (failure == null) {
                throw new AssertionError("the response ended properly: " + text());
            }
            return text();
        }
    }
}
