package dev.dragoman.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrueOrFalseTest {
    @ParameterizedTest
    @CsvSource({
        "true, true",
        "TRUE, true",
        "' yes ', true",
        "1, true",
        "on, true",
        "false, false",
        "No, false",
        "0, false"
    })
    void wordsForTrueAndFalseAreRead(String value, boolean read) {
        assertThat(new TrueOrFalse().convert(value)).isEqualTo(read);
        assertThat(TrueOrFalse.isTrue(value)).isEqualTo(read);
    }

    @ParameterizedTest
    @ValueSource(strings = {"maybe", "ture", "2", "-", "nope"})
    void anotherWordIsNotTakenForFalse(String value) {
        assertThatThrownBy(() -> new TrueOrFalse().convert(value)).isInstanceOf(IllegalArgumentException.class);
        assertThat(TrueOrFalse.isTrue(value)).isFalse();
    }
}
