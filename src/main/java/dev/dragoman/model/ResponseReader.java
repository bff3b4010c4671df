package dev.dragoman.model;

import dev.dragoman.json.JsonWeight;
import dev.dragoman.outcome.ProviderHeaders;
import dev.dragoman.outcome.ProviderResponse;
import dev.dragoman.outcome.RetryAfter;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** Reads a whole response, of any status, up to a limit. All is called on the response's context. */
final class ResponseReader {
    private static final String EVENT_STREAM = "text/event-stream";

    private final AnswerLimits limits;
    private final AnswerMemory memory;
    private final Clock clock;

    /**
     * @param limits the limits of the answer
     * @param memory what the answer takes; closed by the caller
     * @param clock what its dates are counted from if it has no date of its own
     */
    ResponseReader(AnswerLimits limits, AnswerMemory memory, Clock clock) {
        this.limits = limits;
        this.memory = memory;
        this.clock = clock;
    }

    /**
     * Reads it.
     *
     * @param response paused, or without any event handled so far
     * @param beginning what of its body has been read already
     * @return what came; fails if the response is too large or its connection breaks. The caller then has to reset the call
     */
    Future<ProviderResponse.Received> read(HttpClientResponse response, Buffer beginning) {
        return body(response, beginning, limits.largest())
                .compose(body -> received(body.getBytes(), read -> passed(response, clock, read)));
    }

    /** Reads what the REST client has gathered in memory. */
    Uni<ProviderResponse.Received> read(Response response) {
        return Uni.createFrom()
                .completionStage(() -> received(body(response), read -> passed(response, clock, read))
                        .toCompletionStage());
    }

    /**
     * Reads it, to pass it on as it came.
     *
     * @param response paused, or without any event handled so far
     * @return what came; fails if the response is too large or its connection breaks. The caller then has to reset the call
     */
    Future<PassedResponse.Whole> passed(HttpClientResponse response) {
        return body(response, Buffer.buffer(), limits.largest()).map(body -> passed(response, clock, body.getBytes()));
    }

    /** What stands for a stream: its status and headers. */
    static PassedResponse.Whole head(HttpClientResponse response, Clock clock) {
        return passed(response, clock, new byte[0]);
    }

    /** Reads what the REST client has gathered in memory, to pass it on as it came. */
    static PassedResponse.Whole passed(Response response, Clock clock) {
        return passed(response, clock, body(response));
    }

    private static PassedResponse.Whole passed(HttpClientResponse response, Clock clock, byte[] body) {
        RetryAfter retryAfter = RetryAfter.read(response::getHeader, clock);
        return new PassedResponse.Whole(
                response.statusCode(),
                contentType(response),
                retryAfter,
                ProviderHeaders.read(response.headers(), retryAfter),
                body);
    }

    private static PassedResponse.Whole passed(Response response, Clock clock, byte[] body) {
        RetryAfter retryAfter = RetryAfter.read(response::getHeaderString, clock);
        List<Map.Entry<String, String>> headers = response.getStringHeaders().entrySet().stream()
                .flatMap(header -> header.getValue().stream().map(value -> Map.entry(header.getKey(), value)))
                .toList();
        return new PassedResponse.Whole(
                response.getStatus(),
                Objects.requireNonNullElse(response.getHeaderString(HttpHeaders.CONTENT_TYPE.toString()), ""),
                retryAfter,
                ProviderHeaders.read(headers, retryAfter),
                body);
    }

    // Weighed by its text, before a tree of it takes many times as much.
    private Future<ProviderResponse.Received> received(byte[] body, Function<byte[], PassedResponse.Whole> whole) {
        long weight = JsonWeight.of(body).bytes();
        Supplier<ProviderResponse.Received> parse = () -> received(whole.apply(body));
        if (memory.growTo(weight)) {
            memory.shrinkTo(weight);
            return parsed(weight, parse);
        }
        return Future.fromCompletionStage(memory.await(weight), Vertx.currentContext())
                .compose(room -> parsed(weight, parse), noRoom -> {
                    // Of an error the status is enough.
                    PassedResponse.Whole head = whole.apply(new byte[0]);
                    return head.status() < 300 ? Future.failedFuture(noRoom) : Future.succeededFuture(received(head));
                });
    }

    private Future<ProviderResponse.Received> parsed(long weight, Supplier<ProviderResponse.Received> parse) {
        return weight <= AnswerPool.HEAVY
                ? Future.succeededFuture(parse.get())
                : limits.pool().run(Objects.requireNonNull(Vertx.currentContext()), parse);
    }

    private static ProviderResponse.Received received(PassedResponse.Whole whole) {
        return ProviderResponse.Received.of(
                whole.status(), whole.contentType(), whole.retryAfter(), whole.body(), whole.headers());
    }

    /**
     * Reads up to the first bytes of a body.
     *
     * @param response paused
     * @return what came first; empty if there is no body. Fails if the connection breaks
     */
    static Future<Buffer> beginning(HttpClientResponse response) {
        Promise<Buffer> first = Promise.promise();
        response.exceptionHandler(first::tryFail);
        response.endHandler(end -> first.tryComplete(Buffer.buffer()));
        response.handler(first::tryComplete);
        response.fetch(1);
        return first.future();
    }

    private static Future<Buffer> body(HttpClientResponse response, Buffer beginning, long largest) {
        Promise<Buffer> whole = Promise.promise();
        Buffer body = beginning.copy();
        response.exceptionHandler(whole::tryFail);
        response.endHandler(end -> whole.tryComplete(body));
        response.handler(chunk -> {
            if (body.length() + chunk.length() <= largest) {
                body.appendBuffer(chunk);
            } else {
                whole.tryFail(new CallFailure(ProviderResponse.FailureReason.TOO_LARGE));
            }
        });
        response.resume();
        return whole.future();
    }

    private static byte[] body(Response response) {
        try (response;
                InputStream body = response.readEntity(InputStream.class)) {
            return body.readAllBytes();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    /** Whether a media type is that of a stream of events. */
    static boolean isEventStream(String type) {
        return type.stripLeading().regionMatches(true, 0, EVENT_STREAM, 0, EVENT_STREAM.length());
    }

    /** Its {@code Content-Type}; empty if it has none. */
    static String contentType(HttpClientResponse response) {
        return Optional.ofNullable(response.getHeader(HttpHeaders.CONTENT_TYPE)).orElse("");
    }
}
