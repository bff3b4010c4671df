package dev.dragoman.local.model;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/** The text of a Word, Excel or PowerPoint file, roughly: tags are dropped, paragraphs and cells become lines. */
final class OfficeText {
    private static final Pattern PARTS =
            Pattern.compile("word/document\\.xml|xl/sharedStrings\\.xml|ppt/slides/slide\\d+\\.xml");
    private static final Pattern ENDS = Pattern.compile("</(?:w:p|si|a:p)>");
    private static final Pattern TAGS = Pattern.compile("<[^>]*>");

    private OfficeText() {}

    static String read(byte[] bytes) throws IOException {
        StringBuilder text = new StringBuilder();
        int left = AttachmentReader.MAX_BYTES;
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(bytes))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                if (PARTS.matcher(entry.getName()).matches()) {
                    byte[] part = zip.readNBytes(left);
                    left -= part.length;
                    text.append(plain(new String(part, StandardCharsets.UTF_8)));
                }
            }
        }
        if (text.isEmpty()) {
            throw new IOException("no part with text");
        }
        return text.toString();
    }

    private static String plain(String xml) {
        String lines = ENDS.matcher(xml).replaceAll("\n\n");
        return TAGS.matcher(lines)
                .replaceAll("")
                .replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&quot;", "\"")
                .replace("&apos;", "'")
                .replace("&amp;", "&");
    }
}
