package dev.dragoman.telemetry;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SpanProcessor;
import jakarta.inject.Singleton;

/**
 * Takes URLs' queries out of the HTTP spans that Quarkus makes: a caller's may hold a key, a presigned URL's is one.
 * An attribute can't be removed from a span, so a mask stands in its place.
 */
@Singleton
public final class QueryMask implements SpanProcessor {
    private static final AttributeKey<String> QUERY = AttributeKey.stringKey("url.query");
    private static final AttributeKey<String> FULL = AttributeKey.stringKey("url.full");
    private static final String MASK = "***";

    @Override
    public void onStart(Context parent, ReadWriteSpan span) {
        if (span.getAttribute(QUERY) != null) {
            span.setAttribute(QUERY, MASK);
        }
        String full = span.getAttribute(FULL);
        int query = full == null ? -1 : full.indexOf('?');
        if (full != null && query >= 0) {
            span.setAttribute(FULL, full.substring(0, query + 1) + MASK);
        }
    }

    @Override
    public boolean isStartRequired() {
        return true;
    }

    @Override
    public void onEnd(ReadableSpan span) {
        // Too late: an ended span does not change.
    }

    @Override
    public boolean isEndRequired() {
        return false;
    }
}
