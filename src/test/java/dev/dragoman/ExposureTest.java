package dev.dragoman;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExposureTest {
    private static final String HASH = "0123456789abcdef".repeat(4);

    @Test
    void aServerWithoutClientKeysIsNotOpen() {
        assertThat(Exposure.isOpen(Map.of())).isFalse();
    }

    @Test
    void aServerWithClientKeysIsOpen() {
        assertThat(Exposure.isOpen(Map.of("DRAGOMAN_HTTP_KEYS", HASH))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", ",", " , ,"})
    void aListWithoutKeysOpensNothing(String keys) {
        assertThat(Exposure.isOpen(Map.of("DRAGOMAN_HTTP_KEYS", keys))).isFalse();
    }

    @Test
    void itsOperatorMayOpenItWithoutKeys() {
        assertThat(Exposure.isOpen(Map.of("DRAGOMAN_HTTP_OPEN", "true"))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"false", "", "yes please", "1"})
    void onlyTrueOpensIt(String open) {
        assertThat(Exposure.isOpen(Map.of("DRAGOMAN_HTTP_OPEN", open))).isFalse();
    }
}
