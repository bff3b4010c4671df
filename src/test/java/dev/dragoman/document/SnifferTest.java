package dev.dragoman.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.dragoman.document.DocumentType.Kind;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SnifferTest {
    private static final String OOXML = "application/vnd.openxmlformats-officedocument.";

    @ParameterizedTest
    @CsvSource({
        "255044462d312e37, report.pdf, PDF, application/pdf",
        "255044462d312e37, report.exe, PDF, application/pdf",
        "255044462d312e37, report, PDF, application/pdf",
        "89504e470d0a1a0a0000000d, a.png, IMAGE, image/png",
        "89504e470d0a1a0a0000000d, a.txt, IMAGE, image/png",
        "ffd8ffe000104a464946, a.jpg, IMAGE, image/jpeg",
        "474946383761, a.gif, IMAGE, image/gif",
        "474946383961, a.gif, IMAGE, image/gif",
        "524946462400000057454250, a.webp, IMAGE, image/webp",
        "7b5c727466315c616e7369, a.rtf, OFFICE, application/rtf",
        "d0cf11e0a1b11ae100, a.doc, OFFICE, application/msword",
        "d0cf11e0a1b11ae100, a.XLS, OFFICE, application/vnd.ms-excel"
    })
    void theFirstBytesDecide(String head, String name, Kind kind, String mediaType) {
        assertThat(sniff(hex(head), name)).isEqualTo(new DocumentType(kind, mediaType));
    }

    @ParameterizedTest
    @CsvSource({
        "word/document.xml, a.docx, wordprocessingml.document",
        "[Content_Types].xml, a.DOCX, wordprocessingml.document",
        "xl/workbook.xml, a.xlsx, spreadsheetml.sheet",
        "ppt/presentation.xml, a.pptx, presentationml.presentation"
    })
    void aZipOfOfficePartsIsWhatItsNameSays(String entry, String name, String type) {
        assertThat(sniff(zip(entry), name)).isEqualTo(new DocumentType(Kind.OFFICE, OOXML + type));
    }

    @Test
    void anOpenDocumentIsAnOfficeDocument() {
        assertThat(sniff(zip("mimetypeapplication/vnd.oasis.opendocument.text"), "a.odt"))
                .isEqualTo(new DocumentType(Kind.OFFICE, "application/vnd.oasis.opendocument.text"));
    }

    @ParameterizedTest
    @CsvSource({
        "4d5a90000300000004000000, report.pdf",
        "4d5a90000300000004000000, report.txt",
        "7f454c4602010100, notes.md",
        "524946462400000057415645, sound.webp",
        "d0cf11e0a1b11ae100, setup.msi",
        "1f8b0800000000000003, a.txt",
        "68656c6c6f00, nul.txt",
        "68656c6c6f1b5b0007, control.txt"
    })
    @Tag("F066")
    void bytesThatNoModelReadsAreUnknownWhateverTheirName(String head, String name) {
        assertThat(sniff(hex(head), name)).isEqualTo(new DocumentType(Kind.UNKNOWN, "application/octet-stream"));
    }

    @ParameterizedTest
    @CsvSource({
        "0d0a0d0a255044462d312e37, PDF, application/pdf",
        "efbbbf255044462d312e37, PDF, application/pdf",
        "1b252d31323334355840504a4c0a255044462d312e340a, PDF, application/pdf",
        "00ff255044462d312e37, PDF, application/pdf",
        "424d3a000000000000003600, FOREIGN, image/bmp",
        "49492a0008000000, FOREIGN, image/tiff",
        "4d4d002a00000008, FOREIGN, image/tiff",
        "000000186674797068656963, FOREIGN, image/heic",
        "0000001c667479706d696631, FOREIGN, image/heic",
        "0000001c6674797061766966, FOREIGN, image/avif",
        "4772fcdf65, TEXT, text/plain",
        "fffe480065006c006c006f00, TEXT, text/plain",
        "480065006c006c006f00, TEXT, text/plain",
        "4d53487c0b50494400, UNKNOWN, application/octet-stream",
        "0b4d53487c5e7e5c267c41441c0d, TEXT, text/plain"
    })
    void whatViewersOpenIsRecognised(String head, Kind kind, String mediaType) {
        assertThat(sniff(hex(head), "upload")).isEqualTo(new DocumentType(kind, mediaType));
    }

    @Test
    void aTextThatMentionsAPdfsHeaderIsText() {
        assertThat(sniff(utf8("A PDF begins with %PDF-1.7."), "a.txt").kind()).isEqualTo(Kind.TEXT);
    }

    @Test
    void anOfficeDocumentsPartsMayComeLater() {
        assertThat(Sniffer.needsTail(zip("customXml/item1.xml"), "a.docx")).isTrue();
        assertThat(Sniffer.needsTail(zip("customXml/item1.xml"), "a.zip")).isFalse();
        assertThat(Sniffer.needsTail(zip("word/document.xml"), "a.docx")).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"photos/1.jpg, holiday.zip", "photos/1.jpg, report.docx", "word/document.xml, report.zip"})
    @Tag("F066")
    void aZipIsAnOfficeDocumentOnlyByItsPartsAndItsName(String entry, String name) {
        assertThat(sniff(zip(entry), name).kind()).isEqualTo(Kind.UNKNOWN);
    }

    @ParameterizedTest
    @CsvSource({
        "notes.md, text/markdown",
        "table.csv, text/csv",
        "data.json, application/json",
        "feed.xml, text/xml",
        "page.html, text/html",
        "page.HTM, text/html",
        "notes.txt, text/plain",
        "Main.java, text/plain",
        "README, text/plain",
        "v1.csv/readme, text/plain",
        "report.pdf, text/plain"
    })
    void textIsTheKindOfTextThatItsNameSays(String name, String mediaType) {
        assertThat(sniff(utf8("Grüße,\n\tDragoman 🐪\r\n"), name)).isEqualTo(new DocumentType(Kind.TEXT, mediaType));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"Formats WEBP and PNG", "\uFEFFwith a byte order mark", "%PDF", "", "\u001b[1mbold\u001b[0m"})
    void textIsTextEvenWhereItLooksLikeSomethingElse(String text) {
        assertThat(sniff(utf8(text), "notes.txt").kind()).isEqualTo(Kind.TEXT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ü", "€", "🐪"})
    void aCharacterThatTheHeadsEndCutsOffIsNoError(String character) {
        String text = "x".repeat(Sniffer.HEAD - 1) + character;

        assertThat(sniff(Arrays.copyOf(utf8(text), Sniffer.HEAD), "long.txt").kind())
                .isEqualTo(Kind.TEXT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"windows-1251", "Shift_JIS", "GBK", "EUC-KR", "UTF-16LE"})
    void aTextIsOneWhateverItsEncoding(String encoding) {
        byte[] text = "\uFEFFпривет, これは, 请在, 월말 ".repeat(700).getBytes(Charset.forName(encoding));

        assertThat(sniff(text, "a.txt").kind()).isEqualTo(Kind.TEXT);
        assertThat(sniff(Arrays.copyOf(text, Sniffer.HEAD), "a.txt").kind()).isEqualTo(Kind.TEXT);
    }

    @Test
    void anythingIsSniffedWithoutAnError() {
        Random random = new Random(4711);
        for (int i = 0; i < 2_000; i++) {
            byte[] head = new byte[random.nextInt(64)];
            random.nextBytes(head);
            assertThatCode(() -> sniff(head, "a.docx"))
                    .as(HexFormat.of().formatHex(head))
                    .doesNotThrowAnyException();
        }
    }

    private static DocumentType sniff(byte[] head, String name) {
        return Sniffer.sniff(head, name);
    }

    private static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] zip(String firstEntry) {
        return ("PK\u0003\u0004\u0014\0\6\0\u0008\0" + firstEntry + "\0\0").getBytes(StandardCharsets.ISO_8859_1);
    }
}
