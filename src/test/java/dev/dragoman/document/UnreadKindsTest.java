package dev.dragoman.document;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UnreadKindsTest {
    @ParameterizedTest
    @CsvSource({
        "504b0304, mimetypeapplication/epub+zip, a.epub, e-book",
        "504b0304, mimetypeapplication/vnd.oasis.opendocument.spreadsheet, a.ods, OpenDocument",
        "504b0304, [Content_Types].xml word/document.xml, a.docm, macros",
        "504b0304, [Content_Types].xml word/document.xml, folder.x/report, extension",
        "504b0304, [Content_Types].xml word/document.xml, a.DOC, extension",
        "504b0304, photos/1.jpg, a.zip, archive",
        "504b0304, word/document.xml, a.zip, archive",
        "d0cf11e0a1b11ae1, x, a.DOCX, password",
        "d0cf11e0a1b11ae1, x, a.msg, Outlook",
        "d0cf11e0a1b11ae1, x, a.msi, judging",
        "1f8b08, x, a.txt.gz, compressed",
        "7f454c460201, x, a.txt, judging"
    })
    void theSentenceSaysWhatItIsAndWhatToDo(String head, String rest, String name, String word) {
        byte[] bytes = (new String(HexFormat.of().parseHex(head), StandardCharsets.ISO_8859_1) + rest)
                .getBytes(StandardCharsets.ISO_8859_1);

        assertThat(UnreadKinds.clause(bytes, name)).contains(word);
    }

    @Test
    void aTextThatIsFilledUpWithZerosIsToldFromWhereOn() {
        byte[] padded = ("The tide knows when to turn." + "\0".repeat(100)).getBytes(StandardCharsets.UTF_8);

        assertThat(UnreadKinds.clause(padded, "a.txt")).isEqualTo("begins as text, but is binary from byte 28 on");
    }
}
