package dev.dragoman.parts;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.StreamSupport;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.cos.COSArray;
import org.apache.pdfbox.cos.COSBase;
import org.apache.pdfbox.cos.COSDictionary;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.io.RandomAccessRead;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.encryption.InvalidPasswordException;

/**
 * The pages of a PDF. Of its bytes no more is read than that takes, and no picture is decoded. A PDF that is encrypted, but
 * opens without a password, is read as any other.
 */
public final class PdfPages {
    /** What a page may refer to outside of itself. */
    private static final COSName[] OUTWARD = {COSName.B, COSName.STRUCT_PARENTS, COSName.AA};

    private PdfPages() {}

    /** Works on an open document. */
    private interface Work<T> {
        T of(PDDocument document) throws IOException;
    }

    /**
     * A PDF's pages.
     *
     * @param count how many; at least 1
     * @param unreadable the numbers, from 1, of those whose content is lost or broken
     */
    public record Look(int count, List<Integer> unreadable) {
        public Look {
            unreadable = List.copyOf(unreadable);
        }
    }

    /**
     * Looks at all pages. They are counted, whatever the document says of their number.
     *
     * @param bytes the PDF's; closed afterwards. What it throws unchecked is passed on
     * @param contents tells by their number whether what draws them is tried too, which reads most of the PDF
     * @return its pages
     * @throws UnreadablePdf if it can't be opened, has no pages, or lacks some: it was cut off or overwritten
     */
    public static Look look(RandomAccessRead bytes, IntPredicate contents) throws UnreadablePdf {
        Look look = with(bytes, document -> {
            if (PageContents.lacksPages(document.getDocumentCatalog().getPages().getCOSObject())) {
                throw new IOException("pages are missing");
            }
            int pages = (int) StreamSupport.stream(document.getPages().spliterator(), false)
                    .count();
            return new Look(pages, contents.test(pages) ? unreadable(document) : List.of());
        });
        if (look.count() == 0) {
            throw new UnreadablePdf(false, new IOException("no pages"));
        }
        return look;
    }

    private static List<Integer> unreadable(PDDocument document) throws IOException {
        List<Integer> unreadable = new ArrayList<>();
        int number = 0;
        for (PDPage page : document.getPages()) {
            number++;
            if (!PageContents.isReadable(page.getCOSObject())) {
                unreadable.add(number);
            }
        }
        return unreadable;
    }

    /**
     * Cuts out pages.
     *
     * @param bytes the PDF's; closed afterwards. What it throws unchecked is passed on
     * @param first the first page's number, from 1
     * @param last the last page's number
     * @return a PDF of these pages
     * @throws UnreadablePdf if it can't be opened, or lacks one of the pages
     */
    public static byte[] cut(RandomAccessRead bytes, int first, int last) throws UnreadablePdf {
        return with(bytes, document -> {
            try (PDDocument part = new PDDocument()) {
                int number = 0;
                for (PDPage page : document.getPages()) {
                    number++;
                    if (number >= first && number <= last) {
                        add(page, part);
                    }
                    if (number == last) {
                        break;
                    }
                }
                if (number < last) {
                    throw new IOException("no page " + last);
                }
                ByteArrayOutputStream out = new ByteArrayOutputStream();
                part.save(out);
                return out.toByteArray();
            }
        });
    }

    private static <T> T with(RandomAccessRead bytes, Work<T> work) throws UnreadablePdf {
        try (PDDocument document = Loader.loadPDF(bytes)) {
            return work.of(document);
        } catch (InvalidPasswordException locked) {
            throw new UnreadablePdf(true, locked);
        } catch (UncheckedIOException unreachable) {
            throw unreachable;
        } catch (IOException
                | ClassCastException
                | IllegalArgumentException
                | IllegalStateException
                | IndexOutOfBoundsException
                | NullPointerException
                | ArithmeticException
                | NegativeArraySizeException
                | StackOverflowError damaged) {
            throw new UnreadablePdf(false, damaged);
        }
    }

    // What a page inherits becomes its own, and what leads to other pages is left out: it would take them along.
    private static void add(PDPage page, PDDocument part) throws IOException {
        PDPage own = part.importPage(page);
        COSDictionary entries = own.getCOSObject();
        if (!entries.containsKey(COSName.RESOURCES) && page.getResources() != null) {
            own.setResources(page.getResources());
        }
        for (COSName name : OUTWARD) {
            entries.removeItem(name);
        }
        if (entries.getDictionaryObject(COSName.ANNOTS) instanceof COSArray annotations) {
            entries.setItem(COSName.ANNOTS, annotations(annotations, entries));
        }
    }

    private static COSArray annotations(COSArray annotations, COSDictionary page) {
        COSArray kept = new COSArray();
        for (int i = 0; i < annotations.size(); i++) {
            COSBase item = annotations.getObject(i);
            // A link shows nothing of its own.
            if (item instanceof COSDictionary annotation
                    && !COSName.LINK.equals(annotation.getCOSName(COSName.SUBTYPE))) {
                COSDictionary copy = new COSDictionary(annotation);
                copy.setItem(COSName.P, page);
                copy.removeItem(COSName.PARENT);
                copy.removeItem(COSName.POPUP);
                copy.removeItem(COSName.IRT);
                copy.removeItem(COSName.A);
                copy.removeItem(COSName.AA);
                copy.removeItem(COSName.DEST);
                kept.add(copy);
            }
        }
        return kept;
    }
}
