package dev.dragoman.model;

import dev.dragoman.outcome.ProviderResponse;
import dev.dragoman.outcome.RetryAfter;
import io.vertx.core.Future;
import io.vertx.core.Promise;
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
import java.util.TreeMap;

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
        response.endHandler(end -> whole.tryComplete(ProviderResponse.Received.of(
                response.statusCode(),
                contentType(response),
                RetryAfter.read(response::getHeader, clock),
                body.getBytes())));
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

    /**
     * Reads what the REST client has gathered in memory.
     *
     * @param response of any status
     * @param clock what its dates are counted from if it has no date of its own
     */
    static ProviderResponse.Received read(Response response, Clock clock) {
        return ProviderResponse.Received.of(
                response.getStatus(),
                Objects.requireNonNullElse(response.getHeaderString(HttpHeaders.CONTENT_TYPE.toString()), ""),
                RetryAfter.read(response::getHeaderString, clock),
                body(response));
    }

    /** Reads what the REST client has gathered in memory, to pass it on as it came. */
    static PassedResponse.Whole passed(Response response) {
        Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        headers.putAll(response.getStringHeaders());
        return new PassedResponse.Whole(response.getStatus(), headers, body(response));
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
