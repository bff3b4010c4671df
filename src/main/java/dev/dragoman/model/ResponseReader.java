package dev.dragoman.model;

import dev.dragoman.blocking.Blocking;
import dev.dragoman.json.Json;
import dev.dragoman.json.JsonWeight;
import dev.dragoman.outcome.ProviderHeaders;
import dev.dragoman.outcome.ProviderResponse;
import dev.dragoman.outcome.RetryAfter;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
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
import java.util.function.Supplier;

/** Reads a whole response, of any status, up to a limit. */
final class ResponseReader {
    /** Half of what is read: each value is two tokens at most. */
    private static final long MOST_VALUES = Json.MAX_PAID_TOKENS / 2;

    /** An answer may take about a third of the heap; a value takes up to 100 bytes. */
    private static final long HEAP_FOR_A_VALUE = 256;

    private ResponseReader() {}

    /**
     * Reads it. Called on the response's context.
     *
     * @param response paused, or without any event handled so far
     * @param largest how many bytes it may have
     * @param clock what its dates are counted from if it has no date of its own
     * @return what came; fails if the response is too large or its connection breaks. The caller then has to reset the call
     */
    static Future<ProviderResponse.Received> read(HttpClientResponse response, long largest, Clock clock) {
        return body(response, largest)
                .compose(body -> parsed(body.length(), () -> received(passed(response, clock, body))));
    }

    /**
     * Reads what the REST client has gathered in memory. Called on the response's context.
     *
     * @param response of any status
     * @param clock what its dates are counted from if it has no date of its own
     */
    static Uni<ProviderResponse.Received> read(Response response, Clock clock) {
        byte[] body = body(response);
        return Uni.createFrom()
                .completionStage(() -> parsed(body.length, () -> received(passed(response, clock, body)))
                        .toCompletionStage());
    }

    /**
     * Reads it, to pass it on as it came. Called on the response's context.
     *
     * @param response paused, or without any event handled so far
     * @param largest how many bytes it may have
     * @param clock what its dates are counted from if it has no date of its own
     * @return what came; fails if the response is too large or its connection breaks. The caller then has to reset the call
     */
    static Future<PassedResponse.Whole> passed(HttpClientResponse response, long largest, Clock clock) {
        return body(response, largest).map(body -> passed(response, clock, body));
    }

    /** What stands for a stream: its status and headers. */
    static PassedResponse.Whole head(HttpClientResponse response, Clock clock) {
        return passed(response, clock, Buffer.buffer());
    }

    /** Reads what the REST client has gathered in memory, to pass it on as it came. */
    static PassedResponse.Whole passed(Response response, Clock clock) {
        return passed(response, clock, body(response));
    }

    private static PassedResponse.Whole passed(HttpClientResponse response, Clock clock, Buffer body) {
        RetryAfter retryAfter = RetryAfter.read(response::getHeader, clock);
        return new PassedResponse.Whole(
                response.statusCode(),
                contentType(response),
                retryAfter,
                ProviderHeaders.read(response.headers(), retryAfter),
                body.getBytes());
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

    private static ProviderResponse.Received received(PassedResponse.Whole whole) {
        boolean tooLarge = hasTooManyValues(whole.body());
        if (tooLarge && whole.status() < 300) {
            throw new CallFailure(ProviderResponse.FailureReason.TOO_LARGE);
        }
        return ProviderResponse.Received.of(
                whole.status(),
                whole.contentType(),
                whole.retryAfter(),
                tooLarge ? new byte[0] : whole.body(),
                whole.headers());
    }

    // Told from its text, before a tree of it takes many times as much.
    private static boolean hasTooManyValues(byte[] body) {
        long most = Math.min(MOST_VALUES, Runtime.getRuntime().maxMemory() / HEAP_FOR_A_VALUE);
        return body.length > most && JsonWeight.of(body).values() > most;
    }

    // Completes on the context on which it is called.
    private static Future<ProviderResponse.Received> parsed(int length, Supplier<ProviderResponse.Received> parse) {
        if (length <= Blocking.LARGE) {
            return Future.succeededFuture(parse.get());
        }
        Context context = Objects.requireNonNull(Vertx.currentContext());
        return Future.fromCompletionStage(Blocking.run(parse), context);
    }

    private static Future<Buffer> body(HttpClientResponse response, long largest) {
        Promise<Buffer> whole = Promise.promise();
        Buffer body = Buffer.buffer();
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

    /** Its {@code Content-Type}; empty if it has none. */
    static String contentType(HttpClientResponse response) {
        return Optional.ofNullable(response.getHeader(HttpHeaders.CONTENT_TYPE)).orElse("");
    }
}
