package dev.dragoman.document;

import dev.dragoman.document.DocumentSource.StoredSource;
import dev.dragoman.parts.PdfPages;
import dev.dragoman.parts.UnreadablePdf;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.IntPredicate;

/**
 * Reads stored PDFs, only so many at the same time that a small heap suffices: while one is open, the objects that its pages are
 * made of are in the heap. Measured at 2 KB for a page of plain text, so at 4 MB for 2,000 pages; others have more.
 */
final class PdfReader {
    /** For each that is open, so that one may take thirty times what was measured. */
    private static final long HEAP_FOR_A_PDF = 128L << 20;

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Semaphore room;

    /**
     * @param heap its largest size, in bytes
     */
    PdfReader(long heap) {
        this.room =
                new Semaphore(Math.toIntExact(Math.max(1, Math.min(Integer.MAX_VALUE, heap / HEAP_FOR_A_PDF))), true);
    }

    private interface PdfUse<T> {
        T of(StoredBytes pdf) throws UnreadablePdf;
    }

    /**
     * {@link PdfPages#look}.
     *
     * @throws DocumentMemory.NoRoom if other PDFs are open for too long
     */
    PdfPages.Look look(StoredSource object, IntPredicate contents) throws UnreadablePdf, DocumentMemory.NoRoom {
        return opened(object, pdf -> PdfPages.look(pdf, contents));
    }

    /**
     * {@link PdfPages#cut}.
     *
     * @throws DocumentMemory.NoRoom if other PDFs are open for too long
     */
    byte[] cut(StoredSource object, long first, long last) throws UnreadablePdf, DocumentMemory.NoRoom {
        return opened(object, pdf -> PdfPages.cut(pdf, Math.toIntExact(first), Math.toIntExact(last)));
    }

    private <T> T opened(StoredSource object, PdfUse<T> use) throws UnreadablePdf, DocumentMemory.NoRoom {
        try {
            if (!room.tryAcquire(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                throw DocumentMemory.NoRoom.now();
            }
        } catch (InterruptedException ending) {
            Thread.currentThread().interrupt();
            throw DocumentMemory.NoRoom.now();
        }
        try {
            return use.of(new StoredBytes(object));
        } finally {
            room.release();
        }
    }
}
