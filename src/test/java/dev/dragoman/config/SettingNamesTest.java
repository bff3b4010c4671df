package dev.dragoman.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingNamesTest {
    private static Set<String> notAsked() {
        throw new AssertionError("no name is unknown");
    }

    @ParameterizedTest
    @MethodSource
    void everySettingIsKnown(String variable) {
        assertThatCode(() -> SettingNames.check(Map.of(variable, "x"), SettingNamesTest::notAsked))
                .doesNotThrowAnyException();
    }

    static Stream<String> everySettingIsKnown() {
        return ConfigurationDoc.types().stream()
                .flatMap(type -> ConfigurationDoc.settings(type).stream())
                .map(setting -> setting.variable().replace("<NAME>", "LEASES_2"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "DRAGOMAN_HTTP_KEYS_0_",
                "DRAGOMAN_BUCKETS_12_",
                "dragoman_model_name",
                "DRAGOMAN_DOCUMENTS_RULES__ODD_NAME__PROMPT",
                "DRAGOMAN_SERVICE_HOST",
                "DRAGOMAN_SERVICE_PORT",
                "DRAGOMAN_SERVICE_PORT_HTTP",
                "DRAGOMAN_PORT_8080_TCP",
                "DRAGOMAN_PORT_8080_TCP_ADDR",
                "DRAGOMAN_HTTP_SERVICE_HOST",
                "DRAGOMAN_HTTP_PORT_80_TCP_PROTO",
                "DRAGOMANS_OWN",
                "MY_DRAGOMAN_MODLE",
                "PATH"
            })
    void whatIsASettingOrNoneOfOursIsLeftAlone(String variable) {
        assertThatCode(() -> SettingNames.check(Map.of(variable, "x"), SettingNamesTest::notAsked))
                .doesNotThrowAnyException();
    }

    @Test
    void aServicesPortIsTellingByItsUrl() {
        assertThatCode(() -> SettingNames.check(
                        Map.of("DRAGOMAN_PORT", "tcp://10.0.0.1:8080", "DRAGOMAN_HTTP_PORT", "udp://10.0.0.1:53"),
                        SettingNamesTest::notAsked))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> SettingNames.check(Map.of("DRAGOMAN_HTTP_PORT", "8080"), Set::of))
                .hasMessageStartingWith("DRAGOMAN_HTTP_PORT is not a setting");
    }

    @ParameterizedTest
    @CsvSource({
        "DRAGOMAN_LEGDER, DRAGOMAN_LEDGER",
        "DRAGOMAN_BUCKET, DRAGOMAN_BUCKETS",
        "DRAGOMAN_HTTP_KEY, DRAGOMAN_HTTP_KEYS",
        "DRAGOMAN_API_KEY, DRAGOMAN_MODEL_API_KEY",
        "DRAGOMAN_MODEL_URL, DRAGOMAN_MODEL_BASE_URL",
        "DRAGOMAN_MODLE_API_KEY, DRAGOMAN_MODEL_API_KEY",
        "DRAGOMAN_MODEL_TOTALTIMEOUT, DRAGOMAN_MODEL_TOTAL_TIMEOUT",
        "DRAGOMAN_POL_QUEUE, DRAGOMAN_POLL_QUEUE",
        "dragoman_model_nmae, DRAGOMAN_MODEL_NAME",
        "DRAGOMAN_MODEL__NAME, DRAGOMAN_MODEL_NAME",
        "DRAGOMAN_HTTP_KEYS_0, DRAGOMAN_HTTP_KEYS",
        "DRAGOMAN_DOCUMENTS_RULES_BIG_PAPERS_PROMT, DRAGOMAN_DOCUMENTS_RULES_BIG_PAPERS_PROMPT",
        "DRAGOMAN_DOCUMENTS_RULES_A_OUTPUT_TOKENS, DRAGOMAN_DOCUMENTS_RULES_A_MAX_OUTPUT_TOKENS",
        "DRAGOMAN_DOCUMENTS_RULE_A_PREFIX, DRAGOMAN_DOCUMENTS_RULES_A_PREFIX"
    })
    void aMisspeltNameIsRefusedWithTheNearestOne(String variable, String nearest) {
        assertThatThrownBy(() -> SettingNames.check(Map.of(variable, "x", "PATH", "y"), Set::of))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage(
                        "%s is not a setting of Dragoman; the nearest one is %s. Correct its name, or unset it.",
                        variable, nearest);
    }

    @Test
    void whatTheOperatorsRoutesNameIsTheirOwn() {
        Map<String, String> environment = Map.of("DRAGOMAN_ARCHIVE_BUCKET", "x");

        assertThatCode(() -> SettingNames.check(environment, () -> Set.of("DRAGOMAN_ARCHIVE_BUCKET")))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> SettingNames.check(environment, () -> Set.of("ARCHIVE_BUCKET")))
                .isInstanceOf(ConfigurationException.class);
    }

    @Test
    void theListsAreKnown() {
        assertThat(SettingNames.lists())
                .containsEntry("dragoman.http.forward-headers", "DRAGOMAN_HTTP_FORWARD_HEADERS")
                .containsEntry("dragoman.buckets", "DRAGOMAN_BUCKETS")
                .doesNotContainKeys("dragoman.ledger", "dragoman.queue.reply");
    }
}
