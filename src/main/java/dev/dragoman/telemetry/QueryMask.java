package dev.dragoman.telemetry;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SpanProcessor;
import jakarta.inject.Singleton;

/**
 * Masks the query of URLs in the HTTP spans that Quarkus makes. A caller's query may hold a key, and the query of a
 * presigned URL is one. It is masked because an attribute can't be removed from a span.
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
        // A span that has ended can't be changed.
    }

    @Override
    public boolean isEndRequired() {
        return false;
    }
}
