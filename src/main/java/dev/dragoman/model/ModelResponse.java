package dev.dragoman.model;

import dev.dragoman.outcome.Reply;
import dev.dragoman.outcome.RetryAfter;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.time.Clock;
import java.util.Optional;

/**
 * A response that came whole.
 *
 * @param status its status
 * @param headers its headers
 * @param body its body; empty where it has none
 */
public record ModelResponse(int status, MultiMap headers, byte[] body) {
    /**
     * What it says.
     *
     * @param clock for waits that end at a given time
     */
    Reply.Responded reply(Clock clock) {
        String contentType =
                Optional.ofNullable(headers.get(HttpHeaders.CONTENT_TYPE)).orElse("");
        return Reply.Responded.of(status, contentType, RetryAfter.read(headers::get, clock), body);
    }
}
