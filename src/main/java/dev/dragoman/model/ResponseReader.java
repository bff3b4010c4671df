package dev.dragoman.model;

import dev.dragoman.blocking.Blocking;
import dev.dragoman.outcome.ProviderHeaders;
import dev.dragoman.outcome.ProviderResponse;
import dev.dragoman.outcome.RetryAfter;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import java.time.Clock;
import java.util.Objects;
import java.util.Optional;

/** Reads a whole response, of any status, up to a limit. */
final class ResponseReader {
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
        Promise<ProviderResponse.Received> whole = Promise.promise();
        Buffer body = Buffer.buffer();
        response.exceptionHandler(whole::tryFail);
        response.endHandler(end -> {
            if (body.length() > Blocking.LARGE) {
                Context context = Objects.requireNonNull(Vertx.currentContext());
                Future.fromCompletionStage(Blocking.run(() -> received(response, clock, body)), context)
                        .onSuccess(whole::tryComplete)
                        .onFailure(whole::tryFail);
            } else {
                whole.tryComplete(received(response, clock, body));
            }
        });
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

    private static ProviderResponse.Received received(HttpClientResponse response, Clock clock, Buffer body) {
        RetryAfter retryAfter = RetryAfter.read(response::getHeader, clock);
        return ProviderResponse.Received.of(
                response.statusCode(),
                contentType(response),
                retryAfter,
                body.getBytes(),
                ProviderHeaders.read(response.headers(), retryAfter));
    }

    /** Its {@code Content-Type}; empty if it has none. */
    static String contentType(HttpClientResponse response) {
        return Optional.ofNullable(response.getHeader(HttpHeaders.CONTENT_TYPE)).orElse("");
    }
}
