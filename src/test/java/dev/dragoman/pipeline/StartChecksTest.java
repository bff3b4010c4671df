package dev.dragoman.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dragoman.config.ConfigurationException;
import dev.dragoman.config.ModelConfig;
import dev.dragoman.config.Settings;
import dev.dragoman.event.Endpoint;
import org.junit.jupiter.api.Test;

class StartChecksTest {
    @Test
    void theDefaultProfileHasBothEndpoints() {
        assertThat(StartChecks.profile(Settings.of(ModelConfig.class)).endpoints())
                .containsOnlyKeys(Endpoint.CHAT, Endpoint.RESPONSES);
    }

    @Test
    void aProfileThatCanNotBeUsedStopsTheStartByName() {
        assertThatThrownBy(() -> StartChecks.profile(Settings.of(ModelConfig.class, "profile", "opnai")))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith("DRAGOMAN_MODEL_PROFILE names neither")
                .hasMessageEndingWith(".");
    }
}
