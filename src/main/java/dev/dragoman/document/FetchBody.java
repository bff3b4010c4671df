package dev.dragoman.document;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Reads a response, never more of it than the limit.
 *
 * @param limit in bytes
 * @param result completed with what became of it
 */
record FetchBody(long limit, CompletableFuture<FetchResult> result) {
    private static final int OK = 200;
    // Request Timeout, Too Early, Too Many Requests: the three of 4xx that are about the moment.
    private static final Set<Integer> NOT_NOW = Set.of(408, 425, 429);

    /** To be called where the response comes in, so that no byte of it is missed. */
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
        } else {
            read.appendBuffer(chunk);
        }
    }

    private static FetchResult ended(Buffer read) {
        return read.length() == 0
                ? new FetchResult.NotFetchable(422, "document_empty", "has no content (0 bytes)")
                : new FetchResult.FetchedBytes(read.getBytes());
    }

    private @Nullable FetchResult unwanted(int status, @Nullable String length) {
        if (status >= 500 || NOT_NOW.contains(status)) {
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

    // Only a hint: what is counted is what comes.
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
