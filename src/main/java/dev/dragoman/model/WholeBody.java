package dev.dragoman.model;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;

/** Reads a response to its end, and no longer than an answer may be. */
final class WholeBody {
    private WholeBody() {}

    /**
     * Reads it.
     *
     * @param response paused so far; its connection is closed where the reading is cancelled or fails
     * @param largest how many bytes it may have
     * @return fails as {@link AnswerTooLarge} where it has more
     */
    static Uni<ModelResponse> of(HttpClientResponse response, long largest) {
        return Uni.createFrom().emitter(emitter -> {
            Future<Buffer> body = read(response, largest);
            emitter.onTermination(() -> {
                if (!body.succeeded()) {
                    response.request().reset();
                }
            });
            body.onSuccess(whole -> emitter.complete(
                            new ModelResponse(response.statusCode(), response.headers(), whole.getBytes())))
                    .onFailure(emitter::fail);
        });
    }

    private static Future<Buffer> read(HttpClientResponse response, long largest) {
        Promise<Buffer> whole = Promise.promise();
        Buffer body = Buffer.buffer();
        response.exceptionHandler(whole::tryFail);
        response.endHandler(end -> whole.tryComplete(body));
        response.handler(chunk -> {
            if (body.length() + chunk.length() > largest) {
                whole.tryFail(new AnswerTooLarge());
            } else if (!whole.future().isComplete()) {
                body.appendBuffer(chunk);
            }
        });
        response.resume();
        return whole.future();
    }
}
