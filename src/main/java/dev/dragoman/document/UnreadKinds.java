package dev.dragoman.document;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Says of a document that is not read what it is, as far as its first bytes tell, and what to do. */
final class UnreadKinds {
    private static final String ANY = "is not a PDF, image, text or Office document, judging by its bytes";

    /** So many characters of text before the first that is none are a text's beginning. */
    private static final int SOME_TEXT = 16;

    // What begins so, and has a name that ends so. The first that fits counts.
    private record UnreadKind(Pattern head, Pattern name, String clause) {
        UnreadKind(String head, String name, String clause) {
            this(Pattern.compile(head, Pattern.DOTALL), Pattern.compile(name), clause);
        }
    }

    private static final String ZIP = "^PK\\x03\\x04.*";
    private static final String OLE2 = "^\\xd0\\xcf\\x11\\xe0\\xa1\\xb1\\x1a\\xe1";

    private static final List<UnreadKind> KINDS = List.of(
            new UnreadKind(
                    ZIP + "mimetypeapplication/epub",
                    "",
                    "is an e-book (EPUB), which models do not read; convert it to PDF"),
            new UnreadKind(
                    ZIP + "mimetypeapplication/vnd[.]oasis",
                    "",
                    "is an OpenDocument file that models do not read; save it as PDF, DOCX, XLSX or PPTX"),
            new UnreadKind(
                    ZIP + "(word/|xl/|ppt/|\\[Content_Types\\])",
                    "[.](docm|dotx|dotm|xlsm|xltx|xltm|xlsb|pptm|potx|potm|ppsx|ppsm)$",
                    "is a template, a slide show or an Office document with macros; save it as DOCX, XLSX, PPTX or PDF"),
            new UnreadKind(
                    ZIP + "(word/|xl/|ppt/)",
                    "(^|/)[^.]*$|[.](doc|xls|ppt)$",
                    "seems to be an Office document that is not named as one; give it its extension (.docx, .xlsx or .pptx)"),
            new UnreadKind(ZIP, "", "is an archive (ZIP); put in the files that it holds"),
            new UnreadKind(
                    OLE2,
                    "[.](docx|xlsx|pptx)$",
                    "is an Office document with a password, or an older one than its name says; save it anew, without a password"),
            new UnreadKind(
                    OLE2, "[.]msg$", "is a message of Outlook, which models do not read; save it as text or PDF"),
            new UnreadKind(
                    "^(\\x1f\\x8b\\x08|BZh[1-9]1AY|7z\\xbc\\xaf\\x27\\x1c|Rar!\\x1a\\x07|\\xfd7zXZ|\\x28\\xb5\\x2f\\xfd)",
                    "",
                    "is compressed, or an archive; put in the files that it holds"));

    private UnreadKinds() {}

    /**
     * Says it.
     *
     * @param head the first bytes
     * @param name the object's key
     * @return the rest of a sentence that begins with the name
     */
    static String clause(byte[] head, String name) {
        String bytes = new String(head, StandardCharsets.ISO_8859_1);
        String lower = name.toLowerCase(Locale.ROOT);
        return KINDS.stream()
                .filter(kind -> kind.head().matcher(bytes).find()
                        && kind.name().matcher(lower).find())
                .map(UnreadKind::clause)
                .findFirst()
                .orElseGet(() -> binary(head));
    }

    private static String binary(byte[] head) {
        int text = TextDecoder.beginning(head);
        boolean isText = text >= SOME_TEXT
                && new String(head, 0, SOME_TEXT, StandardCharsets.ISO_8859_1)
                        .chars()
                        .allMatch(character -> character < '\u007f');
        return isText ? EncodingDetector.TextFault.BINARY.clause(text) : ANY;
    }
}
