package dev.dragoman.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrueOrFalseTest {
    @ParameterizedTest
    @CsvSource({"true, true", "TRUE, true", "' true ', true", "false, false", "False, false"})
    void trueAndFalseAreRead(String value, boolean read) {
        assertThat(new TrueOrFalse().convert(value)).isEqualTo(read);
    }

    @ParameterizedTest
    @ValueSource(strings = {"maybe", "ture", "1", "yes", "-"})
    void anotherWordIsNotTakenForFalse(String value) {
        assertThatThrownBy(() -> new TrueOrFalse().convert(value)).isInstanceOf(IllegalArgumentException.class);
    }
}
