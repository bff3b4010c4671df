package dev.dragoman.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.runtime.QuarkusBindException;
import io.smallrye.config.ConfigValidationException;
import java.net.BindException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StartFailureTest {
    @Test
    void aConfigurationProblemSpeaksForItself() {
        Exception failure = new IllegalStateException(
                "bean", new RuntimeException(new ConfigurationException("GMI_API_KEY", "is not set.")));

        assertThat(StartFailure.sentence(failure)).isEqualTo("GMI_API_KEY is not set.");
    }

    @Test
    void aPortInUseIsNamed() {
        Exception failure =
                new RuntimeException(new QuarkusBindException("127.0.0.1", 8081, new BindException("in use")));

        assertThat(StartFailure.sentence(failure)).contains("8081").contains("QUARKUS_HTTP_PORT");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "SRCFG00039: The config property dragoman.documents.max-size with the config value \"hush\" threw | DRAGOMAN_DOCUMENTS_MAX_SIZE has a value of the wrong kind; docs/configuration.md says what it takes.",
                "java.lang.IllegalArgumentException: SRCFG00039: The config property quarkus.http.limits.max-body-size with the config value \"hush\" threw | DRAGOMAN_HTTP_MAX_BODY has a value of the wrong kind; docs/configuration.md says what it takes.",
                "SRCFG00039: The config property quarkus.shutdown.timeout with the config value \"hush\" threw | QUARKUS_SHUTDOWN_TIMEOUT has a value of the wrong kind.",
                "SRCFG00014: The config property dragoman.documents.rules.a.prefix is required but | DRAGOMAN_DOCUMENTS_RULES_A_PREFIX is needed and not set.",
                "SRCFG00050: dragoman.documents.atach in SysPropConfigSource does not map to any root | DRAGOMAN_DOCUMENTS_ATACH is not a setting of Dragoman; the nearest one is DRAGOMAN_DOCUMENTS_ATTACH. Correct its name, or unset it."
            })
    void aWrongSettingIsNamedWithoutItsValue(String message, String sentence) {
        Exception failure = new RuntimeException(new ConfigValidationException(
                new ConfigValidationException.Problem[] {new ConfigValidationException.Problem(message)}));

        assertThat(StartFailure.sentence(failure)).isEqualTo(sentence);
    }

    @Test
    void aValidationWithoutDragomansNameIsRepeated() {
        Exception failure = new ConfigValidationException(new ConfigValidationException.Problem[] {
            new ConfigValidationException.Problem("quarkus.http.port is odd")
        });

        assertThat(StartFailure.sentence(failure)).isEqualTo("quarkus.http.port is odd");
    }

    @Test
    void ofAnythingElseTheInnermostCauseIsTold() {
        assertThat(StartFailure.sentence(new RuntimeException(new IllegalStateException("no routes"))))
                .isEqualTo("an unexpected failure: IllegalStateException: no routes");
    }
}
