package dev.dragoman.document;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Reads a response, never more of it than the limit.
 *
 * @param limit in bytes
 * @param memory takes memory for more bytes; false if there is none
 * @param result completed with the file, or with why it can't be had
 */
record FetchBody(long limit, LongPredicate memory, CompletableFuture<FetchResult> result) {
    private static final int OK = 200;
    // Request Timeout, Too Early, Too Many Requests: the three 4xx that may pass.
    private static final Set<Integer> MAY_PASS = Set.of(408, 425, 429);

    /** Has to be called on the event loop as the response arrives, so that no byte is missed. */
    void read(HttpClientResponse response) {
        FetchResult unwanted = unwanted(response.statusCode(), response.getHeader("Content-Length"));
        if (unwanted != null) {
            result.complete(unwanted);
            return;
        }
        Buffer read = Buffer.buffer();
        response.exceptionHandler(
                        broken -> result.complete(new FetchResult.FetchFailed("leads to a server that broke off")))
                .handler(chunk -> append(read, chunk))
                .endHandler(end -> result.complete(ended(read)));
    }

    private void append(Buffer read, Buffer chunk) {
        if (read.length() + (long) chunk.length() > limit) {
            result.complete(tooLarge());
        } else if (!memory.test(chunk.length())) {
            result.complete(FetchResult.FetchFailed.NO_MEMORY);
        } else if (!result.isDone()) {
            read.appendBuffer(chunk);
        }
    }

    private static FetchResult ended(Buffer read) {
        return read.length() == 0
                ? new FetchResult.NotFetchable(422, "document_empty", "has no content (0 bytes)")
                : new FetchResult.FetchedBytes(read.getBytes());
    }

    private @Nullable FetchResult unwanted(int status, @Nullable String length) {
        if (status >= 500 || MAY_PASS.contains(status)) {
            return new FetchResult.FetchFailed("leads to a server that answered %d".formatted(status));
        }
        if (status >= 300 && status < 400) {
            return notFetched("redirects (%d), which is not followed; give the address where it ends", status);
        }
        if (status != OK) {
            return notFetched("leads to a server that answered %d", status);
        }
        return isOver(length) ? tooLarge() : null;
    }

    private static FetchResult notFetched(String clause, int status) {
        return new FetchResult.NotFetchable(422, "url_not_fetched", clause.formatted(status));
    }

    // Only a shortcut: the bytes that arrive are counted all the same.
    private boolean isOver(@Nullable String length) {
        return length != null && length.matches("[0-9]{1,18}") && Long.parseLong(length) > limit;
    }

    private FetchResult tooLarge() {
        return new FetchResult.NotFetchable(
                413,
                "document_too_large",
                "has more than the %,d bytes that may still go inside the request (DRAGOMAN_DOCUMENTS_MAX_SIZE)"
                        .formatted(limit));
    }
}
