package dev.dragoman.model;

import dev.dragoman.outcome.ProviderResponse;
import dev.dragoman.outcome.RetryAfter;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import java.time.Clock;
import java.util.Optional;

/** Reads a response to its end, be it of any status, as far as it may be long. */
final class ResponseReader {
    private ResponseReader() {}

    /**
     * Reads it.
     *
     * @param response paused, or one of which nothing has been handled yet; called on its context
     * @param largest how many bytes it may have
     * @param clock what its dates are counted from
     * @return what came; fails as {@link AnswerTooLarge}, or where the connection breaks; whoever opened the call
     *     ends it then
     */
    static Future<ProviderResponse.Received> read(HttpClientResponse response, long largest, Clock clock) {
        Promise<ProviderResponse.Received> whole = Promise.promise();
        Buffer body = Buffer.buffer();
        response.exceptionHandler(whole::tryFail);
        response.endHandler(end -> whole.tryComplete(ProviderResponse.Received.of(
                response.statusCode(),
                contentType(response),
                RetryAfter.read(response::getHeader, clock),
                body.getBytes())));
        response.handler(chunk -> {
            if (body.length() + chunk.length() <= largest) {
                body.appendBuffer(chunk);
            } else {
                whole.tryFail(new AnswerTooLarge());
            }
        });
        response.resume();
        return whole.future();
    }

    /** Its {@code Content-Type}; empty where it has none. */
    static String contentType(HttpClientResponse response) {
        return Optional.ofNullable(response.getHeader(HttpHeaders.CONTENT_TYPE)).orElse("");
    }
}
