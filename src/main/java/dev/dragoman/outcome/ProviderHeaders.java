package dev.dragoman.outcome;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The headers of a provider's response that its HTTP callers get too: its request id, its rate limits, what it says about
 * asking again, and {@code openai-*}. At most 32 of up to 256 visible ASCII characters each; others are left out.
 *
 * @param values in the order in which they came; names in lower case, but {@code Retry-After}
 */
public record ProviderHeaders(Map<String, String> values) {
    /** Of an answer that no response of the provider stands behind, as one from the ledger. */
    public static final ProviderHeaders NONE = new ProviderHeaders(Map.of());

    private static final int MOST = 32;

    private static final Pattern NAME =
            Pattern.compile("x-request-id|x-should-retry|(?:x-ratelimit|openai)-[a-z0-9_-]{1,64}");
    private static final Pattern VALUE = Pattern.compile("[ -~]{1,256}");

    public ProviderHeaders {
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    /**
     * Picks them from a response.
     *
     * @param headers all that the response has; of a repeated one the first counts
     * @param said what the response says about asking again; its wait is passed on as it was understood, so that no client
     *     takes a point in time for a number of seconds
     * @return those that are passed on
     */
    public static ProviderHeaders read(Iterable<Map.Entry<String, String>> headers, RetryAfter said) {
        Map<String, String> values = new LinkedHashMap<>();
        for (Map.Entry<String, String> header : headers) {
            String name = header.getKey().toLowerCase(Locale.ROOT);
            if (said.pause() != null && name.equals("retry-after")) {
                values.putIfAbsent(RetryAfter.HEADER, RetryAfter.seconds(said.pause()));
            } else if (said.pause() != null && name.equals("retry-after-ms")) {
                values.putIfAbsent(name, Long.toString(said.pause().toMillis()));
            } else if (NAME.matcher(name).matches()
                    && VALUE.matcher(header.getValue()).matches()) {
                values.putIfAbsent(name, header.getValue());
            }
            if (values.size() == MOST) {
                break;
            }
        }
        return new ProviderHeaders(values);
    }
}
