package dev.dragoman.local.model;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.text.PDFTextStripper;

/** Reads the text of a file; the file's type is found by its first bytes. */
final class Documents {
    // Warnings about missing fonts do not matter for the text. A field keeps the logger, because its level is lost with
    // it.
    private static final Logger PDFBOX = quiet();

    private Documents() {}

    private static Logger quiet() {
        Logger logger = Logger.getLogger("org.apache.pdfbox");
        logger.setLevel(Level.OFF);
        return logger;
    }

    static Material read(byte[] bytes, Attachment attachment) throws ApiError {
        String name = attachment.name().isEmpty() ? "the file" : attachment.name();
        try {
            if (startsWith(bytes, "%PDF")) {
                return pdf(bytes, name);
            }
            if (startsWith(bytes, "PK\u0003\u0004")) {
                return new Material.Document(name + ", an Office document", OfficeText.read(bytes));
            }
            if (startsWith(bytes, "\u0089PNG")
                    || startsWith(bytes, "\u00FF\u00D8\u00FF")
                    || startsWith(bytes, "GIF8")
                    || startsWith(bytes, "RIFF")) {
                return Pictures.read(bytes, attachment);
            }
            return new Material.Document(name + ", a text", text(bytes));
        } catch (IOException | RuntimeException broken) {
            PDFBOX.log(Level.FINE, "unreadable", broken);
            throw ApiError.invalid(
                    "The file could not be read: it is no readable PDF, Office document or UTF-8 text.",
                    attachment.field(),
                    "unsupported_file");
        }
    }

    private static boolean startsWith(byte[] bytes, String magic) {
        byte[] wanted = magic.getBytes(StandardCharsets.ISO_8859_1);
        return bytes.length >= wanted.length
                && ByteBuffer.wrap(bytes, 0, wanted.length).equals(ByteBuffer.wrap(wanted));
    }

    private static Material pdf(byte[] bytes, String name) throws IOException {
        try (PDDocument document = Loader.loadPDF(bytes)) {
            PDFTextStripper stripper = new PDFTextStripper();
            stripper.setParagraphEnd("\n\n");
            int pages = document.getNumberOfPages();
            String title = name + ", a PDF of " + pages + (pages == 1 ? " page" : " pages");
            return new Material.Document(title, stripper.getText(document));
        }
    }

    private static String text(byte[] bytes) throws CharacterCodingException {
        String text = StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(bytes))
                .toString();
        if (text.indexOf('\0') >= 0) {
            throw new CharacterCodingException();
        }
        return text;
    }
}
