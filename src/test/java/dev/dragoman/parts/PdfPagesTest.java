package dev.dragoman.parts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dragoman.local.trial.LongSamples;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.io.RandomAccessReadBuffer;
import org.apache.pdfbox.pdfwriter.compress.CompressParameters;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.common.PDStream;
import org.apache.pdfbox.pdmodel.encryption.AccessPermission;
import org.apache.pdfbox.pdmodel.encryption.StandardProtectionPolicy;
import org.apache.pdfbox.pdmodel.font.PDType1Font;
import org.apache.pdfbox.pdmodel.font.Standard14Fonts;
import org.apache.pdfbox.pdmodel.interactive.action.PDActionGoTo;
import org.apache.pdfbox.pdmodel.interactive.annotation.PDAnnotationLink;
import org.apache.pdfbox.pdmodel.interactive.documentnavigation.destination.PDPageFitDestination;
import org.apache.pdfbox.text.PDFTextStripper;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PdfPagesTest {
    private static byte[] pdf(int pages, @Nullable String userPassword, @Nullable String ownerPassword)
            throws IOException {
        try (PDDocument document = new PDDocument()) {
            PDType1Font font = new PDType1Font(Standard14Fonts.FontName.HELVETICA);
            for (int number = 1; number <= pages; number++) {
                PDPage page = new PDPage();
                document.addPage(page);
                try (PDPageContentStream content = new PDPageContentStream(document, page)) {
                    content.beginText();
                    content.setFont(font, 12);
                    content.newLineAtOffset(72, 700);
                    content.showText("Fact " + number + ".");
                    content.endText();
                }
            }
            // Each page leads to the first one.
            PDPageFitDestination first = new PDPageFitDestination();
            first.setPage(document.getPage(0));
            for (PDPage page : document.getPages()) {
                PDActionGoTo action = new PDActionGoTo();
                action.setDestination(first);
                PDAnnotationLink link = new PDAnnotationLink();
                link.setAction(action);
                page.getAnnotations().add(link);
            }
            if (ownerPassword != null) {
                document.protect(new StandardProtectionPolicy(ownerPassword, userPassword, new AccessPermission()));
            }
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            document.save(out);
            return out.toByteArray();
        }
    }

    private static RandomAccessReadBuffer bytes(byte[] pdf) {
        return new RandomAccessReadBuffer(pdf);
    }

    private static String text(byte[] pdf) throws IOException {
        try (PDDocument document = Loader.loadPDF(pdf)) {
            return new PDFTextStripper()
                    .getText(document)
                    .replaceAll("\\s+", " ")
                    .strip();
        }
    }

    @Test
    void eachPageIsInOnePart() throws Exception {
        byte[] pdf = pdf(23, null, null);
        StringBuilder all = new StringBuilder();

        assertThat(PdfPages.look(bytes(pdf), any -> true).count()).isEqualTo(23);
        for (int first = 1; first <= 23; first += 5) {
            byte[] part = PdfPages.cut(bytes(pdf), first, Math.min(23, first + 4));
            assertThat(PdfPages.look(bytes(part), any -> true).count()).isEqualTo(first == 21 ? 3 : 5);
            all.append(text(part)).append(' ');
        }

        assertThat(all.toString().strip()).isEqualTo(text(pdf));
    }

    @Test
    void aPartDoesNotTakeThePagesAlongThatItsLinksLeadTo() throws Exception {
        byte[] pdf = pdf(100, null, null);

        assertThat(PdfPages.cut(bytes(pdf), 60, 60)).hasSizeLessThan(pdf.length / 20);
    }

    @Test
    void whatOpensWithoutAPasswordIsRead() throws Exception {
        byte[] pdf = pdf(3, "", "owner");

        assertThat(text(PdfPages.cut(bytes(pdf), 2, 3))).isEqualTo("Fact 2. Fact 3.");
    }

    @Test
    void whatOpensWithAPasswordOnlyIsLocked() throws Exception {
        byte[] pdf = pdf(3, "user", "owner");

        assertThatThrownBy(() -> PdfPages.look(bytes(pdf), any -> true))
                .isInstanceOfSatisfying(
                        UnreadablePdf.class,
                        unreadable -> assertThat(unreadable.isLocked()).isTrue());
    }

    @Test
    void whatIsNoPdfInsideIsDamaged() {
        byte[] pdf = "%PDF-1.7 and so on".getBytes(StandardCharsets.US_ASCII);

        assertThatThrownBy(() -> PdfPages.look(bytes(pdf), any -> true))
                .isInstanceOfSatisfying(
                        UnreadablePdf.class,
                        unreadable -> assertThat(unreadable.isLocked()).isFalse());
    }

    @Test
    void aPageThatIsNotThereIsADamage() throws Exception {
        byte[] pdf = pdf(3, null, null);

        assertThatThrownBy(() -> PdfPages.cut(bytes(pdf), 3, 4)).isInstanceOf(UnreadablePdf.class);
    }

    @Test
    void whateverIsCutOffOrChangedEitherReadsOrIsDamaged() throws Exception {
        byte[] pdf = pdf(12, null, null);
        for (int length = pdf.length - 1; length > 0; length -= 211) {
            read(Arrays.copyOf(pdf, length));
        }
        for (int at = 0; at < pdf.length; at += 97) {
            byte[] changed = pdf.clone();
            changed[at] ^= 0x55;
            read(changed);
        }
    }

    private static void read(byte[] pdf) throws IOException {
        try {
            int pages = PdfPages.look(bytes(pdf), any -> true).count();
            assertThat(PdfPages.cut(bytes(pdf), 1, pages)).isNotEmpty();
        } catch (UnreadablePdf damaged) {
            assertThat(damaged).hasMessage("damaged");
        }
    }

    @Test
    void ofACutOffPdfAllPagesAreFoundOrNone() {
        byte[] pdf = LongSamples.pdf(30);
        for (int length = 1; length < pdf.length; length += 61) {
            byte[] cut = Arrays.copyOf(pdf, length);
            try {
                assertThat(PdfPages.look(bytes(cut), any -> true).count())
                        .as("%d bytes", length)
                        .isEqualTo(30);
            } catch (UnreadablePdf damaged) {
                assertThat(damaged.isLocked()).isFalse();
            }
        }
    }

    @Test
    void whateverIsOverwrittenIsTold() throws UnreadablePdf {
        byte[] pdf = LongSamples.pdf(30);
        int told = 0;
        for (int at = 100; at + 60 < pdf.length * 3 / 4; at += 301) {
            byte[] zeros = pdf.clone();
            Arrays.fill(zeros, at, at + 60, (byte) 0);
            try {
                PdfPages.Look look = PdfPages.look(bytes(zeros), any -> true);
                assertThat(look.count()).isEqualTo(30);
                told += look.unreadable().isEmpty() ? 0 : 1;
            } catch (UnreadablePdf damaged) {
                told++;
            }
        }
        assertThat(told).isGreaterThan(5);
    }

    /** As scanners and printers' drivers write it. */
    @Test
    void aPictureWithinAPagesContentMayHaveZeros() throws Exception {
        String picture = "q 200 0 0 200 0 0 cm BI /W 64 /H 64 /BPC 1 /CS /G ID " + "\0".repeat(512) + " EI Q ";

        assertThat(PdfPages.look(bytes(drawn(picture)), any -> true).unreadable())
                .isEmpty();
        assertThat(PdfPages.look(bytes(drawn(picture + "\0".repeat(60))), any -> true)
                        .unreadable())
                .containsExactly(1);
    }

    private static byte[] drawn(String content) throws IOException {
        try (PDDocument document = new PDDocument()) {
            PDPage page = new PDPage();
            page.setContents(
                    new PDStream(document, new ByteArrayInputStream(content.getBytes(StandardCharsets.ISO_8859_1))));
            document.addPage(page);
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            document.save(out, CompressParameters.NO_COMPRESSION);
            return out.toByteArray();
        }
    }
}
