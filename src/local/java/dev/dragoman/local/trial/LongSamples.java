package dev.dragoman.local.trial;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.encryption.AccessPermission;
import org.apache.pdfbox.pdmodel.encryption.StandardProtectionPolicy;
import org.apache.pdfbox.pdmodel.font.PDType1Font;
import org.apache.pdfbox.pdmodel.font.Standard14Fonts;

/** Long documents with a fact on each page, by which a trial sees whether the page was read. */
public final class LongSamples {
    private static final Pattern FACT = Pattern.compile("Fact [0-9]+: gauge [0-9]+ read [0-9]+ cm\\.");
    private static final int GAUGE = 7_919;
    private static final int HEIGHT = 1_543;
    private static final int LINES = 30;
    private static final int LEADING = 20;
    private static final String FILLER = "The keepers wrote down the height of the water at every change of the tide.";

    private LongSamples() {}

    /**
     * The fact of a page or section.
     *
     * @param number of the page
     * @return a sentence
     */
    public static String fact(int number) {
        return "Fact %d: gauge %d read %d cm.".formatted(number, (long) number * GAUGE % 10_007, number % HEIGHT);
    }

    /**
     * The facts of some pages.
     *
     * @param first the first page
     * @param last the last page
     * @return in their order
     */
    public static List<String> facts(int first, int last) {
        return IntStream.rangeClosed(first, last).mapToObj(LongSamples::fact).toList();
    }

    /**
     * The facts that a text holds.
     *
     * @param text any text
     * @return in their order
     */
    public static List<String> factsIn(String text) {
        return FACT.matcher(text.replaceAll("\\s+", " "))
                .results()
                .map(MatchResult::group)
                .toList();
    }

    /**
     * A PDF.
     *
     * @param pages how many
     * @return its bytes
     */
    public static byte[] pdf(int pages) {
        return pdf(pages, false);
    }

    /**
     * A PDF that opens with a password only.
     *
     * @param pages how many
     * @return its bytes
     */
    public static byte[] locked(int pages) {
        return pdf(pages, true);
    }

    private static byte[] pdf(int pages, boolean locked) {
        try (PDDocument document = new PDDocument()) {
            PDType1Font font = new PDType1Font(Standard14Fonts.FontName.HELVETICA);
            for (int number = 1; number <= pages; number++) {
                PDPage page = new PDPage();
                document.addPage(page);
                try (PDPageContentStream content = new PDPageContentStream(document, page)) {
                    content.beginText();
                    content.setFont(font, 11);
                    content.setLeading(LEADING);
                    content.newLineAtOffset(60, 740);
                    for (int line = 0; line < LINES; line++) {
                        content.showText(line == LINES / 2 ? fact(number) : FILLER);
                        content.newLine();
                    }
                    content.endText();
                }
            }
            if (locked) {
                document.protect(new StandardProtectionPolicy("owner", "user", new AccessPermission()));
            }
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            document.save(out);
            return out.toByteArray();
        } catch (IOException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /**
     * What the PDF's pages hold together.
     *
     * @param pages how many
     * @return in characters
     */
    public static long characters(int pages) {
        return (long) pages * LINES * (FILLER.length() + 1);
    }

    /**
     * A text of sections, each with a heading and a fact, made while it is read.
     *
     * @param sections how many
     * @param size of each, in bytes
     * @return the text
     */
    public static InputStream text(int sections, int size) {
        return new InputStream() {
            private byte[] section = new byte[0];
            private int at;
            private int number;

            @Override
            public int read() {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
            }

            @Override
            public int read(byte[] into, int offset, int length) {
                if (at == section.length) {
                    if (number == sections) {
                        return -1;
                    }
                    number++;
                    section = section(number, size);
                    at = 0;
                }
                int count = Math.min(length, section.length - at);
                System.arraycopy(section, at, into, offset, count);
                at += count;
                return count;
            }
        };
    }

    private static byte[] section(int number, int size) {
        StringBuilder text = new StringBuilder("# Section %d%n%n%s%n%n".formatted(number, fact(number)));
        while (text.length() + FILLER.length() + 1 < size) {
            text.append(FILLER).append('\n');
        }
        text.append(" ".repeat(Math.max(0, size - 1 - text.length()))).append('\n');
        return text.toString().getBytes(StandardCharsets.US_ASCII);
    }
}
