package dev.dragoman.outcome;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProviderHeadersTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "x-request-id",
                "X-Request-Id",
                "x-ratelimit-remaining-requests",
                "x-ratelimit-reset-tokens",
                "openai-processing-ms",
                "openai-organization",
                "openai-version",
                "x-should-retry"
            })
    void whatTellsOfTheCallIsPassedOn(String name) {
        assertThat(passed(name, "v 1")).containsExactly(Map.entry(name.toLowerCase(java.util.Locale.ROOT), "v 1"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "set-cookie",
                "server",
                "content-type",
                "content-length",
                "transfer-encoding",
                "access-control-allow-origin",
                "x-request-id-2",
                "openai-",
                "not-openai-version",
                "dragoman-request-id"
            })
    void nothingElseIs(String name) {
        assertThat(passed(name, "v")).isEmpty();
    }

    @Test
    void aValueThatIsUnfitForAHeaderIsLeftOut() {
        assertThat(passed("x-request-id", "a\r\nSet-Cookie: b=c")).isEmpty();
        assertThat(passed("x-request-id", "caf\u00e9")).isEmpty();
        assertThat(passed("x-request-id", "")).isEmpty();
        assertThat(passed("x-request-id", "x".repeat(257))).isEmpty();
        assertThat(passed("x-request-id", "x".repeat(256))).hasSize(1);
    }

    @Test
    void thirtyTwoAreTheMost() {
        List<Map.Entry<String, String>> many = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            many.add(Map.entry("openai-" + i, "v"));
        }

        assertThat(ProviderHeaders.read(many, RetryAfter.UNSAID).values()).hasSize(32);
    }

    @Test
    void theWaitIsPassedOnAsItWasUnderstood() {
        List<Map.Entry<String, String>> headers =
                List.of(Map.entry("retry-after", "1795161660"), Map.entry("Retry-After-Ms", "1795161660000"));

        assertThat(ProviderHeaders.read(headers, new RetryAfter(Duration.ofMillis(1_500), null))
                        .values())
                .containsExactly(Map.entry("Retry-After", "2"), Map.entry("retry-after-ms", "1500"));
        assertThat(ProviderHeaders.read(headers, RetryAfter.UNSAID).values()).isEmpty();
    }

    private static Map<String, String> passed(String name, String value) {
        return ProviderHeaders.read(List.of(Map.entry(name, value)), RetryAfter.UNSAID)
                .values();
    }
}
