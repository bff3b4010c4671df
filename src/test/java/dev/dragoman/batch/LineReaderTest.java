package dev.dragoman.batch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dragoman.batch.LineReader.FileLine;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LineReaderTest {
    private static List<FileLine> lines(byte[] file, long longest) throws IOException {
        return lines(new ByteArrayInputStream(file), longest);
    }

    private static List<FileLine> lines(InputStream file, long longest) throws IOException {
        List<FileLine> lines = new ArrayList<>();
        LineReader reader = new LineReader(file, longest);
        for (FileLine line = reader.next(); line != null; line = reader.next()) {
            lines.add(line);
        }
        return lines;
    }

    private static @Nullable String text(FileLine line) {
        return line.text() == null ? null : new String(line.text(), StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @CsvSource({
        "'', ''",
        "'a', 'a'",
        "'a\n', 'a'",
        "'a\r\n', 'a'",
        "'a\nb', 'a|b'",
        "'a\r\nb\r\n', 'a|b'",
        "'a\n\nb', 'a||b'",
        "'\uFEFFa\nb', 'a|b'",
        "'a\n\uFEFFb', 'a|\uFEFFb'",
        "'a\rb\n', 'a\rb'",
        "'a\r', 'a'"
    })
    void linesEndInOneWayOrTheOther(String file, String lines) throws IOException {
        assertThat(lines(file.getBytes(StandardCharsets.UTF_8), 100).stream().map(LineReaderTest::text))
                .containsExactlyElementsOf(file.isEmpty() ? List.of() : Arrays.asList(lines.split("\\|", -1)));
    }

    @Test
    void theLinesCoverTheWholeFile() throws IOException {
        byte[] file = "\uFEFFone\r\n\ntwo\n\r\nthree".getBytes(StandardCharsets.UTF_8);

        List<FileLine> lines = lines(file, 100);

        long next = 0;
        int number = 1;
        for (FileLine line : lines) {
            assertThat(line.offset()).isEqualTo(next);
            assertThat(line.number()).isEqualTo(number++);
            next += line.length();
        }
        assertThat(next).isEqualTo(file.length);
    }

    @ParameterizedTest
    @CsvSource({"5, '\n'", "5, '\r\n'", "5, ''", "70000, '\n'", "70000, '\r\n'", "70000, ''"})
    void aLineOfTheGreatestLengthIsHeldAndALongerOneIsNot(int longest, String end) throws IOException {
        String fits = "x".repeat(longest);
        byte[] file = (fits + "y\n" + fits + end).getBytes(StandardCharsets.UTF_8);

        List<FileLine> lines = lines(file, longest);

        assertThat(lines.get(0).text()).isNull();
        assertThat(lines.get(0).length()).isEqualTo(longest + 2L);
        assertThat(lines).hasSize(2);
        assertThat(text(lines.get(1))).isEqualTo(fits);
    }

    @Test
    void aStreamThatComesByteByByteIsReadAlike() throws IOException {
        byte[] file = "one\r\ntwo".getBytes(StandardCharsets.UTF_8);
        InputStream slow = new ByteArrayInputStream(file) {
            @Override
            public synchronized int read(byte[] into, int offset, int length) {
                return super.read(into, offset, Math.min(1, length));
            }
        };

        assertThat(lines(slow, 100).stream().map(LineReaderTest::text)).containsExactly("one", "two");
    }
}
