package dev.dragoman.document;

import dev.dragoman.document.DocumentType.Kind;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Tells a document's type from its first bytes. The name decides only between types that begin alike (which Office
 * format a ZIP holds, which kind of text it is). The Content-Type that S3 stores is ignored, because the author chooses
 * it.
 */
final class Sniffer {
    /** How many bytes are enough to tell. */
    static final int HEAD = 8 * 1024;

    // How a document begins, in hex; a dot stands for any digit.
    private record Magic(String hex, DocumentType type) {
        boolean matches(byte[] head) {
            int length = hex.length() / 2;
            return head.length >= length
                    && HexFormat.of().formatHex(head, 0, length).matches(hex);
        }
    }

    private static final List<Magic> MAGICS = List.of(
            new Magic("255044462d", new DocumentType(Kind.PDF, "application/pdf")),
            new Magic("89504e470d0a1a0a", new DocumentType(Kind.IMAGE, "image/png")),
            new Magic("ffd8ff", new DocumentType(Kind.IMAGE, "image/jpeg")),
            new Magic("474946383761", new DocumentType(Kind.IMAGE, "image/gif")),
            new Magic("474946383961", new DocumentType(Kind.IMAGE, "image/gif")),
            // "RIFF", four bytes of length, "WEBP"
            new Magic("52494646........57454250", new DocumentType(Kind.IMAGE, "image/webp")),
            new Magic("7b5c727466", new DocumentType(Kind.OFFICE, "application/rtf")));

    private static final String ZIP = "504b0304";
    private static final String OLE2 = "d0cf11e0a1b11ae1";

    private static final Map<String, String> OFFICE_IN_ZIP = Map.of(
            "docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            "pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation",
            "odt", "application/vnd.oasis.opendocument.text");

    private static final Map<String, String> OFFICE_IN_OLE2 = Map.of(
            "doc", "application/msword",
            "xls", "application/vnd.ms-excel",
            "ppt", "application/vnd.ms-powerpoint");

    private static final Map<String, String> TEXTS = Map.of(
            "md", "text/markdown",
            "csv", "text/csv",
            "json", "application/json",
            "xml", "text/xml",
            "html", "text/html",
            "htm", "text/html");

    private static final DocumentType UNKNOWN = new DocumentType(Kind.UNKNOWN, "application/octet-stream");

    private Sniffer() {}

    /**
     * Tells the type.
     *
     * @param head the first {@value #HEAD} bytes, or all of a shorter document
     * @param name the object's key
     * @return of kind UNKNOWN if it is none of the types that a model can read
     */
    static DocumentType sniff(byte[] head, String name) {
        String extension = extension(name);
        for (Magic magic : MAGICS) {
            if (magic.matches(head)) {
                return magic.type();
            }
        }
        if (new Magic(ZIP, UNKNOWN).matches(head) && looksLikeOffice(head)) {
            return office(OFFICE_IN_ZIP, extension);
        }
        if (new Magic(OLE2, UNKNOWN).matches(head)) {
            return office(OFFICE_IN_OLE2, extension);
        }
        return isText(head) ? new DocumentType(Kind.TEXT, TEXTS.getOrDefault(extension, "text/plain")) : UNKNOWN;
    }

    private static DocumentType office(Map<String, String> types, String extension) {
        String mediaType = types.get(extension);
        return mediaType == null ? UNKNOWN : new DocumentType(Kind.OFFICE, mediaType);
    }

    // The first entry of an Office Open XML file is one of these parts, of an OpenDocument file "mimetype".
    private static boolean looksLikeOffice(byte[] head) {
        String text = new String(head, StandardCharsets.ISO_8859_1);
        return List.of("[Content_Types].xml", "_rels/", "docProps/", "word/", "xl/", "ppt/", "mimetype").stream()
                .anyMatch(text::contains);
    }

    private static String extension(String name) {
        int dot = name.lastIndexOf('.');
        return dot < name.lastIndexOf('/') || dot < 0
                ? ""
                : name.substring(dot + 1).toLowerCase(Locale.ROOT);
    }

    private static boolean isText(byte[] head) {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder().onMalformedInput(CodingErrorAction.REPORT);
        CharBuffer out = CharBuffer.allocate(head.length);
        // endOfInput false: a character cut off by the end of the head is not an error
        if (decoder.decode(ByteBuffer.wrap(head), out, head.length < HEAD).isError()) {
            return false;
        }
        return out.flip().chars().noneMatch(Sniffer::isBinaryControl);
    }

    private static boolean isBinaryControl(int character) {
        return character < ' ' && "\t\n\f\r\u001b".indexOf(character) < 0;
    }
}
