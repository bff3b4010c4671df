package dev.dragoman.document;

import dev.dragoman.document.DocumentType.Kind;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Tells a document's type from its first bytes. The name decides only between types that begin alike (which Office
 * format a ZIP holds, which kind of text it is). The Content-Type that S3 stores is ignored, because the author chooses
 * it.
 */
final class Sniffer {
    /** How many bytes are enough to tell. */
    static final int HEAD = 8 * 1024;

    /** So many bytes are compared. */
    private static final int LONGEST = 16;

    // How a document begins, in hex; a dot stands for any digit.
    private record Magic(Pattern hex, DocumentType type) {
        Magic(String hex, DocumentType type) {
            this(Pattern.compile(hex), type);
        }

        boolean matches(byte[] head) {
            return hex.matcher(HexFormat.of().formatHex(head, 0, Math.min(head.length, LONGEST)))
                    .lookingAt();
        }
    }

    private static final List<Magic> MAGICS = List.of(
            new Magic("89504e470d0a1a0a", new DocumentType(Kind.IMAGE, "image/png")),
            new Magic("ffd8ff", new DocumentType(Kind.IMAGE, "image/jpeg")),
            new Magic("474946383761", new DocumentType(Kind.IMAGE, "image/gif")),
            new Magic("474946383961", new DocumentType(Kind.IMAGE, "image/gif")),
            // "RIFF", four bytes of length, "WEBP"
            new Magic("52494646........57454250", new DocumentType(Kind.IMAGE, "image/webp")),
            new Magic("7b5c727466", new DocumentType(Kind.OFFICE, "application/rtf")),
            // "BM", four bytes of length, four zeros
            new Magic("424d........00000000", new DocumentType(Kind.FOREIGN, "image/bmp")),
            new Magic("49492a00", new DocumentType(Kind.FOREIGN, "image/tiff")),
            new Magic("4d4d002a", new DocumentType(Kind.FOREIGN, "image/tiff")),
            // Four bytes of length, "ftyp", and the brand: "heic", "heix", "heim", "heis", "hevc", "hevx", "mif1",
            // "msf1"
            new Magic("........66747970686569(63|78|6d|73)", new DocumentType(Kind.FOREIGN, "image/heic")),
            new Magic("........66747970686576(63|78)", new DocumentType(Kind.FOREIGN, "image/heic")),
            new Magic("........667479706d(696631|736631)", new DocumentType(Kind.FOREIGN, "image/heic")),
            new Magic("........66747970617669(66|73)", new DocumentType(Kind.FOREIGN, "image/avif")));

    /** Viewers look for the header in so many bytes. */
    private static final int PDF_WITHIN = 1024;

    private static final Pattern LATER_PDF = Pattern.compile("[\\r\\n]%PDF-\\d|^[\\s\u00ef\u00bb\u00bf]*%PDF-\\d");

    /** A GIF with more than one image, which only all of its bytes tell. */
    static final DocumentType ANIMATION = new DocumentType(Kind.FOREIGN, "animated image/gif");

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
            "tsv", "text/tab-separated-values",
            "tab", "text/tab-separated-values",
            "json", "application/json",
            "xml", "text/xml",
            "html", "text/html",
            "htm", "text/html");

    private static final DocumentType UNKNOWN = new DocumentType(Kind.UNKNOWN, "application/octet-stream");
    private static final Magic ZIP = new Magic("504b0304", UNKNOWN);
    private static final Magic OLE2 = new Magic("d0cf11e0a1b11ae1", UNKNOWN);

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
        if (isPdf(head)) {
            return new DocumentType(Kind.PDF, "application/pdf");
        }
        for (Magic magic : MAGICS) {
            if (magic.matches(head)) {
                return magic.type();
            }
        }
        if (ZIP.matches(head) && looksLikeOffice(head)) {
            return office(OFFICE_IN_ZIP, extension);
        }
        if (OLE2.matches(head)) {
            return office(OFFICE_IN_OLE2, extension);
        }
        return isText(head) ? new DocumentType(Kind.TEXT, TEXTS.getOrDefault(extension, "text/plain")) : UNKNOWN;
    }

    /** Whether only the end of the document, where a ZIP has its directory, tells whether this is an Office document. */
    static boolean needsTail(byte[] head, String name) {
        return ZIP.matches(head) && OFFICE_IN_ZIP.containsKey(extension(name)) && !looksLikeOffice(head);
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

    // Some programs write blank lines, a printer's job or a mail's head before a PDF.
    private static boolean isPdf(byte[] head) {
        String start = new String(head, 0, Math.min(head.length, PDF_WITHIN), StandardCharsets.ISO_8859_1);
        return start.startsWith("%PDF-")
                || LATER_PDF.matcher(start).find()
                || (start.contains("%PDF-") && !isText(head));
    }

    private static boolean isText(byte[] head) {
        return TextDecoder.isLikely(head);
    }
}
