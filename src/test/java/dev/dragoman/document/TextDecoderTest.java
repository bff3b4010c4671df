package dev.dragoman.document;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TextDecoderTest {
    private static final String TEXT = "Grüße aus Köln, und ein Euro: €\n";

    @ParameterizedTest
    @CsvSource({
        "UTF-8, false",
        "UTF-8, true",
        "UTF-16LE, false",
        "UTF-16LE, true",
        "UTF-16BE, false",
        "UTF-16BE, true",
        "UTF-32LE, true",
        "UTF-32BE, true",
        "windows-1252, false"
    })
    void textIsReadInItsEncoding(String encoding, boolean marked) {
        byte[] bytes = ((marked ? "\uFEFF" : "") + TEXT).getBytes(Charset.forName(encoding));

        assertThat(TextDecoder.decode(bytes, true)).isEqualTo(new TextDecoder.Decoded(TEXT, encoding, -1));
    }

    @ParameterizedTest
    @ValueSource(chars = {0x0b, 0x0c, 0x07, 0x1a, 0x1c})
    void aControlCharacterOrTwoDoNotMakeATextBinary(char control) {
        String text = "MSH|^~" + control + "PID|1" + control;

        assertThat(TextDecoder.decode(text.getBytes(StandardCharsets.UTF_8), true)
                        .text())
                .isEqualTo(text);
    }

    @Test
    void aZeroIsBinaryWhereverItStands() {
        byte[] bytes = ("x".repeat(9_000) + "\0").getBytes(StandardCharsets.UTF_8);

        assertThat(TextDecoder.decode(bytes, true).wrongAt()).isEqualTo(9_000);
    }

    @Test
    void anotherAlphabetWithoutMarkIsNotGuessed() {
        byte[] bytes = "Привет, как дела".getBytes(Charset.forName("windows-1251"));

        assertThat(TextDecoder.decode(bytes, true).wrongAt()).isZero();
    }
}
