package dev.dragoman.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClientLimitsTest {
    private static final Set<String> LABELS = Set.of("shop", "desk");

    @Test
    void aClientMayMakeSoManyCallsInAMinute() {
        ClientLimits limits = new ClientLimits(List.of("shop:rpm=3"), LABELS);

        for (int call = 0; call < 3; call++) {
            assertThat(limits.pause("shop")).isEmpty();
        }
        assertThat(limits.pause("shop"))
                .hasValueSatisfying(pause -> assertThat(pause).isBetween(Duration.ofMillis(1), Duration.ofMinutes(1)));
        assertThat(limits.pause("desk")).isEmpty();
        assertThat(limits.pause("")).isEmpty();
    }

    @Test
    void aLimitIsOfWhatItNames() {
        ClientLimits limits = new ClientLimits(List.of("shop:rpm=3:concurrency=2", " desk:concurrency=5 "), LABELS);

        assertThat(limits.concurrency("shop")).isEqualTo(2);
        assertThat(limits.concurrency("desk")).isEqualTo(5);
        assertThat(limits.concurrency("other")).isEqualTo(Integer.MAX_VALUE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "shop",
                "shop:",
                "shop:rpm",
                "shop:rpm=",
                "shop:rpm=0",
                "shop:rpm=-1",
                "shop:rpm=1.5",
                "shop:rpm=99999999",
                "shop:concurrency=0",
                "shop:concurrency=2:rpm=3",
                "shop:rpm=3:rpm=4",
                ":rpm=3",
                "shop:speed=3"
            })
    void whatIsNoLimitIsRefused(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ClientLimits(List.of("desk:rpm=1", text), LABELS))
                .withMessageStartingWith("has, as number 2, ");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "store:rpm=3 | has, as number 2, a label that no key in DRAGOMAN_HTTP_KEYS has",
                "desk:concurrency=3 | has the label \"desk\" twice"
            })
    void aLimitIsOfOneKnownLabel(String text, String problem) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ClientLimits(List.of("desk:rpm=1", text), LABELS))
                .withMessage(problem);
    }
}
