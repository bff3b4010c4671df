package dev.dragoman.event;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PercentDecoderTest {
    @ParameterizedTest
    @CsvSource({
        "a+b, a b",
        "a%2Bb, a+b",
        "a%20b, a b",
        "%C3%BCber, über",
        "%c3%bcber, über",
        "über, über",
        "%F0%9F%90%AA.pdf, 🐪.pdf",
        "100%25, 100%",
        "%2520, %20"
    })
    void aKeyIsDecodedOnce(String encoded, String key) {
        assertThat(PercentDecoder.key(encoded)).isEqualTo(key);
    }

    @ParameterizedTest
    @CsvSource({"50%+tax", "50%", "50%2", "%zz+a", "%C3+a", "%FF%FE", "%C0%AF", "%ED%A0%80", "%+1"})
    void aKeyThatIsNotProperlyEncodedIsTakenAsItStands(String key) {
        assertThat(PercentDecoder.key(key)).isEqualTo(key);
    }

    @Test
    void aLoneSurrogateIsTakenAsItStands() {
        assertThat(PercentDecoder.key("a+\uD800")).isEqualTo("a+\uD800");
    }

    @Test
    void aPlusInAPathIsAPlus() {
        assertThat(PercentDecoder.path("/a+b%20c")).isEqualTo("/a+b c");
    }
}
