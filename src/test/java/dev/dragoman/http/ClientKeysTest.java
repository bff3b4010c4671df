package dev.dragoman.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.dragoman.event.HttpCall;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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
        assertThat(keys.admit(call(Map.of("authorization", authorization)))).isTrue();
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
    void F077_anyoneElseMayNot(String authorization) {
        assertThat(keys.admit(call(Map.of("authorization", authorization)))).isFalse();
    }

    @Test
    void F077_whoShowsNoKeyMayNot() {
        assertThat(keys.admit(call(Map.of()))).isFalse();
        assertThat(keys.admit(call(Map.of("x-api-key", "open sesame")))).isFalse();
    }

    @Test
    void whereNoKeyIsConfiguredNoneIsNeeded() {
        assertThat(new ClientKeys(List.of()).admit(call(Map.of()))).isTrue();
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

    private static HttpCall call(Map<String, String> headers) {
        return new HttpCall("request-1", "POST", "/v1/responses", headers, new byte[0], null);
    }
}
