package dev.dragoman.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClientKeysTest {
    // SHA-256 of "open sesame" and of "caravan"
    private static final String SESAME = "41ef4bb0b23661e66301aac36066912dac037827b4ae63a7b1165a5aa93ed4eb";
    private static final String CARAVAN = "f7d0a3282d9cedcc14f8bef5b9099186f51c6d1ab213d309c7c8b24e30647359";

    private final ClientKeys keys = new ClientKeys(List.of(CARAVAN, " " + SESAME.toUpperCase(Locale.ROOT)));

    @ParameterizedTest
    @ValueSource(strings = {"Bearer open sesame", "bearer open sesame", "BEARER  open sesame "})
    void whoHasAKeyMayCall(String authorization) {
        assertThat(keys.admit(authorization)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Bearer",
                "Bearer ",
                "open sesame",
                "Basic open sesame",
                "Bearer open sesam",
                "Bearer Open Sesame",
                "Bearer open sesame,Bearer open sesame",
                "Bearer " + SESAME
            })
    @Tag("F077")
    void anyoneElseMayNot(String authorization) {
        assertThat(keys.admit(authorization)).isFalse();
    }

    @Test
    @Tag("F077")
    void whoShowsNoKeyMayNot() {
        assertThat(keys.admit("")).isFalse();
    }

    @Test
    void whereNoKeyIsConfiguredNoneIsNeeded() {
        assertThat(new ClientKeys(List.of()).admit("")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "abcd",
                "open sesame",
                "zz",
                "41ef4bb0b23661e66301aac36066912dac037827b4ae63a7b1165a5aa93ed4"
            })
    void whatIsNoHashIsNotTaken(String hash) {
        assertThatIllegalArgumentException().isThrownBy(() -> new ClientKeys(List.of(hash)));
    }
}
