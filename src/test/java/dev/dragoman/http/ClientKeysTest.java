package dev.dragoman.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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
    void aKeyMayHaveALabelWhichIsItsClientsName() {
        ClientKeys labelled = new ClientKeys(List.of("shop:" + SESAME, CARAVAN));

        assertThat(labelled.label("Bearer open sesame")).isEqualTo("shop");
        assertThat(labelled.client("Bearer open sesame")).contains("shop");
        assertThat(labelled.admit("Bearer caravan")).isTrue();
        assertThat(labelled.label("Bearer caravan")).isNull();
        assertThat(labelled.label("Bearer shop")).isNull();
        assertThat(labelled.admit("Bearer shop:open sesame")).isFalse();
        assertThat(labelled.labels()).containsExactly("shop");
        assertThat(labelled.clients()).isEqualTo(2);
    }

    @Test
    void twoKeysOfOneClientHaveOneLabel() {
        ClientKeys labelled = new ClientKeys(List.of("shop:" + SESAME, "shop: " + CARAVAN));

        assertThat(labelled.client("Bearer open sesame")).isEqualTo(labelled.client("Bearer caravan"));
        assertThat(labelled.clients()).isEqualTo(1);
    }

    @Test
    void aKeyWithoutLabelIsNobodyElsesPlace() {
        ClientKeys labelled = new ClientKeys(List.of("1:" + SESAME, CARAVAN));

        assertThat(labelled.client("Bearer open sesame")).isNotEqualTo(labelled.client("Bearer caravan"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "sh op:%s | has a label, as number 1, that is not 1 to 40 letters, digits and . _ -",
                ":%s | has a label, as number 1, that is not 1 to 40 letters, digits and . _ -",
                "a:b:%s | has, as number 1, no SHA-256 hash of 64 hex digits",
                "%s: | has a label, as number 1, that is not 1 to 40 letters, digits and . _ -",
                "shop:open sesame | has, as number 1, no SHA-256 hash of 64 hex digits",
                "sh\u00f6p:%s | has a label, as number 1, that is not 1 to 40 letters, digits and . _ -"
            })
    void whatIsNoLabelIsRefusedWithoutRepeatingIt(String key, String problem) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ClientKeys(List.of(key.formatted(SESAME))))
                .withMessage(problem);
    }

    @Test
    void oneKeyIsNotTwoClients() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ClientKeys(List.of("shop:" + SESAME, "desk:" + SESAME)))
                .withMessage("has the same hash under two labels: leave one of them out");
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
