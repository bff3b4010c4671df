package dev.dragoman.parts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TextSplitterTest {
    private static final int SEED = 20_261_129;
    private static final String[] PIECES = {
        "# Tide tables",
        "\n",
        "\n\n",
        "\r\n",
        "\r",
        "Low water. ",
        "High water! ",
        "é",
        "ß",
        "潮",
        "。",
        "🌊",
        "a,b;\"c\n\"",
        "== Heading ",
        "<h2>Pier</h2>",
        " ",
        "\t",
        "\f",
        "longwordwithoutanyspace",
        "\u3000",
        "12.5 "
    };

    private static String text(Random random, int pieces) {
        return IntStream.range(0, pieces)
                .mapToObj(i -> PIECES[random.nextInt(PIECES.length)])
                .collect(Collectors.joining());
    }

    private static List<Slice> split(byte[] bytes, String encoding, long limit, boolean table, int chunk)
            throws NotText {
        TextSplitter splitter = new TextSplitter(encoding, limit, table);
        for (int from = 0; from < bytes.length; from += chunk) {
            byte[] piece = Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + chunk));
            splitter.read(piece, piece.length);
        }
        return splitter.end();
    }

    private static List<String> texts(String text, int limit, boolean table) throws NotText {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return split(bytes, "UTF-8", limit, table, 7).stream()
                .map(slice -> new String(bytes, (int) slice.from(), (int) slice.length(), StandardCharsets.UTF_8))
                .toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-8", "UTF-16LE", "UTF-16BE", "UTF-32LE", "UTF-32BE"})
    void everyByteIsInOnePartAndNoCharacterIsCut(String encoding) throws NotText {
        Random random = new Random(SEED);
        Charset charset = Charset.forName(encoding);
        for (int round = 0; round < 400; round++) {
            String text = text(random, random.nextInt(120));
            byte[] bytes = text.getBytes(charset);
            long limit = 1L + random.nextInt(200);
            boolean table = random.nextBoolean();

            List<Slice> parts = split(bytes, encoding, limit, table, 1 + random.nextInt(40));

            StringBuilder joined = new StringBuilder();
            long end = 0;
            for (Slice part : parts) {
                assertThat(part.from()).isEqualTo(end);
                assertThat(part.length()).isPositive();
                end = part.to();
                String decoded = new String(bytes, (int) part.from(), (int) part.length(), charset);
                long weight = decoded.getBytes(StandardCharsets.UTF_8).length;
                assertThat(weight <= limit || decoded.codePointCount(0, decoded.length()) == 1)
                        .isTrue();
                joined.append(decoded);
            }
            assertThat(end).isEqualTo(bytes.length);
            assertThat(joined).hasToString(text);
            assertThat(split(bytes, encoding, limit, table, Math.max(1, bytes.length)))
                    .isEqualTo(parts);
        }
    }

    @Test
    void aPartButTheLastIsAtLeastThreeQuartersFull() throws NotText {
        Random random = new Random(SEED);
        for (int round = 0; round < 200; round++) {
            byte[] bytes = text(random, 400).getBytes(StandardCharsets.UTF_8);

            List<Slice> parts = split(bytes, "UTF-8", 200, false, 64);

            assertThat(parts.subList(0, parts.size() - 1)).allMatch(part -> part.length() >= 150);
        }
    }

    static Stream<Arguments> places() {
        return Stream.of(
                // A heading before anything else, though a later paragraph would fit too.
                arguments("0123456789abcde\n# Two\n\nx y. z", "0123456789abcde\n"),
                arguments("0123456789abcde\n<h2>Two\n\nx y. z", "0123456789abcde\n"),
                arguments("0123456789abcde\n== Two\n\nx y. z", "0123456789abcde\n"),
                arguments("0123456789abcde\n\nx\ny. z 01234", "0123456789abcde\n\n"),
                arguments("0123456789abcde x\ny. z 0123456789", "0123456789abcde x\n"),
                arguments("0123456789abcde y. z 01234567890", "0123456789abcde y. "),
                arguments("0123456789abcdefg z0123456789", "0123456789abcdefg "),
                arguments("0123456789abcdefghijklmnopqrst", "0123456789abcdefghij"),
                arguments("0123456789abcde\r\nxyz 0123456789", "0123456789abcde\r\n"),
                arguments("0123456789abcde\rxyz 0123456789", "0123456789abcde\r"),
                arguments("0123456789abcde x\fyz 0123456789", "0123456789abcde x"),
                // The heading stands too early.
                arguments("0123456789\n# Two words of it", "0123456789\n# Two "));
    }

    @ParameterizedTest
    @MethodSource("places")
    void thePlaceIsTheBestInTheLastQuarter(String text, String first) throws NotText {
        assertThat(texts(text, 20, false).get(0)).isEqualTo(first);
    }

    @Test
    void aSentenceOfChineseEndsWithoutASpace() throws NotText {
        assertThat(texts("潮".repeat(9) + "。" + "水".repeat(9), 36, false).get(0)).isEqualTo("潮".repeat(9) + "。");
    }

    @Test
    void aTableIsCutBetweenRecordsAndNotWithinQuotes() throws NotText {
        String table = "id,note\n1,\"low\nwater\"\n2,high\n3,\"a\nb\"\n4,x\n";

        assertThat(texts(table, 32, true)).containsExactly("id,note\n1,\"low\nwater\"\n2,high\n", "3,\"a\nb\"\n4,x\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {",", ";", "\t", "|"})
    void aQuoteThatDoesNotBeginAValueTurnsNothingInsideOut(String separator) throws NotText {
        String table =
                "id,note\n1,pipe of 5\" width\n2,\"a\nb\"\n3,\"say \"\"x\"\"\ny\"\n4,x\n".replace(",", separator);

        assertThat(texts(table, 40, true))
                .containsExactly(
                        "id,note\n1,pipe of 5\" width\n2,\"a\nb\"\n".replace(",", separator),
                        "3,\"say \"\"x\"\"\ny\"\n4,x\n".replace(",", separator));
    }

    @ParameterizedTest
    @CsvSource({
        "'sep=;\na;b\n',10",
        "'\n\na;b\n',6",
        "'\uFEFFa;b\n',7",
        "'sepal;b\n',8",
        "'\"a\nx\";b\n',8",
        "'SEP=,\r\na,b\r\n',12"
    })
    void theContextIsTheRecordThatNamesTheColumns(String head, int length) throws NotText {
        byte[] table = (head + "1;2\n".repeat(40)).getBytes(StandardCharsets.UTF_8);
        TextSplitter splitter = new TextSplitter("UTF-8", 60, true);
        splitter.read(table, table.length);

        assertThat(splitter.end()).hasSizeGreaterThan(1);
        assertThat(splitter.context()).isEqualTo(length);
    }

    @ParameterizedTest
    @CsvSource({
        // A comment in a fenced block is no heading, and a blank line there no paragraph.
        "'0123\n\n```sh\nabcdef\n# Two\nx\n```\n', '0123\n\n```sh\nabcdef\n# Two\n'",
        "'0123\n\n~~~\nab\n```\nef\n\nTwo\nx\n~~~\n', '0123\n\n~~~\nab\n```\nef\n\nTwo\n'",
        "'```\nabc\n```\n01234567\n# Two\nx y. z', '```\nabc\n```\n01234567\n'",
        "'```abc``` x\n01234567\n# Two\nx y. z', '```abc``` x\n01234567\n'",
        "'````\nabc\n```\n012345\n# T\nxyz\n', '````\nabc\n```\n012345\n# T\n'"
    })
    void aFencedBlockHasLinesOnly(String text, String first) throws NotText {
        assertThat(texts(text + "0123456789".repeat(3), 25, false).get(0)).isEqualTo(first);
    }

    @Test
    void theFirstRecordOfATableIsTheContextOfAllParts() throws NotText {
        byte[] table = ("a,b\n" + "1,2\n".repeat(40)).getBytes(StandardCharsets.UTF_8);
        TextSplitter splitter = new TextSplitter("UTF-8", 40, true);
        splitter.read(table, table.length);

        List<Slice> parts = splitter.end();

        assertThat(splitter.context()).isEqualTo(4);
        assertThat(parts.get(0)).isEqualTo(new Slice(0, 40));
        assertThat(parts.get(1)).isEqualTo(new Slice(40, 76));
    }

    @Test
    void aLongFirstRecordIsNoContext() throws NotText {
        byte[] table = ("a".repeat(30) + "\n" + "1,2\n".repeat(40)).getBytes(StandardCharsets.UTF_8);
        TextSplitter splitter = new TextSplitter("UTF-8", 40, true);
        splitter.read(table, table.length);

        assertThat(splitter.end().get(1).length()).isEqualTo(40);
        assertThat(splitter.context()).isZero();
    }

    @Test
    void whatIsNoTextIsFoundWithItsOffset() {
        byte[] bytes = "tide\u0000".getBytes(StandardCharsets.UTF_8);
        byte[] wrong = {'a', (byte) 0xC3, 'b'};
        byte[] cut = {'a', 'b', (byte) 0xE6, (byte) 0xBD};

        assertThatThrownBy(() -> split(bytes, "UTF-8", 10, false, 2))
                .isInstanceOfSatisfying(
                        NotText.class, no -> assertThat(no.offset()).isEqualTo(4));
        assertThatThrownBy(() -> split(wrong, "UTF-8", 10, false, 2))
                .isInstanceOfSatisfying(
                        NotText.class, no -> assertThat(no.offset()).isEqualTo(1));
        assertThatThrownBy(() -> split(cut, "UTF-8", 10, false, 2))
                .isInstanceOfSatisfying(
                        NotText.class, no -> assertThat(no.offset()).isEqualTo(2));
        assertThatThrownBy(() -> split("\u0001\u0002\u0003x".getBytes(StandardCharsets.UTF_8), "UTF-8", 10, false, 2))
                .isInstanceOf(NotText.class);
    }

    @Test
    void aCharsetOfSingleBytesIsReadToo() throws NotText {
        byte[] bytes = "café naïve".getBytes(Charset.forName("windows-1252"));

        assertThat(split(bytes, "windows-1252", 6, false, 3)).containsExactly(new Slice(0, 5), new Slice(5, 10));
        assertThatThrownBy(() -> split(new byte[] {(byte) 0x81}, "windows-1252", 6, false, 3))
                .isInstanceOf(NotText.class);
    }

    @Test
    void tokensAreEstimatedByTheBytesOfUtf8() {
        assertThat(Tokens.of("tide")).isEqualTo(1);
        assertThat(Tokens.of("tides")).isEqualTo(2);
        assertThat(Tokens.of("прилив")).isEqualTo(3);
        assertThat(Tokens.of("潮汐表潮")).isEqualTo(3);
        assertThat(Tokens.of("🌊")).isEqualTo(1);
        assertThat(Tokens.of("")).isZero();
    }

    @ParameterizedTest
    @CsvSource({"1,15,1", "15,15,15", "16,15,8;8", "40,15,13;13;14", "5,2,1;2;2"})
    void theGroupsDependOnTheNumberOnly(int answers, int most, String sizes) {
        assertThat(CombineTree.groups(answers, most))
                .containsExactlyElementsOf(
                        Arrays.stream(sizes.split(";")).map(Integer::valueOf).toList());
    }

    @Test
    void groupsHoldAllAnswersAndNoneMoreThanItMay() {
        for (int answers = 1; answers < 500; answers++) {
            for (int most = 2; most < 20; most++) {
                List<Integer> sizes = CombineTree.groups(answers, most);
                int limit = most;

                assertThat(sizes.stream().mapToInt(Integer::intValue).sum()).isEqualTo(answers);
                assertThat(sizes).allMatch(size -> size >= 1 && size <= limit);
                assertThat(answers == 1 || sizes.size() < answers).isTrue();
            }
        }
    }
}
