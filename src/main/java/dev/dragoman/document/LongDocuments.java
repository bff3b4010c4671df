package dev.dragoman.document;

import dev.dragoman.config.DocumentsConfig;
import dev.dragoman.document.DocumentRules.DocumentRule;
import dev.dragoman.document.DocumentSource.StoredSource;
import dev.dragoman.document.EncodingDetector.TextFault;
import dev.dragoman.event.Ask;
import dev.dragoman.event.Content;
import dev.dragoman.event.Door;
import dev.dragoman.event.Excerpt;
import dev.dragoman.outcome.Problem;
import dev.dragoman.parts.NotText;
import dev.dragoman.parts.PdfPages;
import dev.dragoman.parts.Slice;
import dev.dragoman.parts.TextSplitter;
import dev.dragoman.parts.Tokens;
import dev.dragoman.parts.UnreadablePdf;
import dev.dragoman.payload.Division;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Decides whether a document is too long for one request, and divides it. Takes no more memory for a longer one. */
final class LongDocuments {
    /** The most bytes of a PDF that its pages in one part should have: each part is held in memory while it is sent. */
    private static final long PART_BYTES = 16L * 1024 * 1024;

    /** The least bytes of a page. What is shorter is not judged here: the model is told that it is a PDF, and says what it is. */
    private static final int PAGE_BYTES = 200;

    /** In bytes. Reading so much takes no longer than asking for it. */
    private static final long SMALL = 1024 * 1024;

    private static final int PIECE = 64 * 1024;

    /** The most pages that are named one by one. */
    private static final int MOST_NAMED = 20;

    private static final String NO_HEADER =
            "document's first line not put above its parts, since it is longer than a quarter of a part";

    /** What becomes of a document. */
    sealed interface ReadingWay {
        /**
         * It goes into one request.
         *
         * @param adjustments what of it can't be read, in words for the caller
         */
        record AtOnce(List<String> adjustments) implements ReadingWay {}

        /** It is read in parts. */
        record InParts(Division division) implements ReadingWay {}

        /** It can't be read. */
        record NotReadable(Problem problem) implements ReadingWay {}
    }

    private final DocumentsConfig config;
    private final PdfReader pdfs;

    LongDocuments(DocumentsConfig config, PdfReader pdfs) {
        this.config = config;
        this.pdfs = pdfs;
    }

    /**
     * Whether a document of this size may be read at all, as far as the size alone tells.
     *
     * @return false if it is empty, or longer than any that is read in parts
     */
    boolean mayBeLong(StoredSource object, DocumentRule rule) {
        return PartLimits.of(config, rule.name()).on()
                && object.size() > 0
                && object.size()
                        <= Math.max(
                                config.maxLongSize().asLongValue(),
                                config.maxSize().asLongValue());
    }

    /**
     * Decides how a document is read.
     *
     * @param object one that {@link #mayBeLong}
     * @param type its type
     * @throws IOException if reading breaks off
     */
    ReadingWay read(Ask ask, Content.Document document, StoredSource object, DocumentType type, DocumentRule rule)
            throws IOException {
        PartLimits limits = PartLimits.of(config, rule.name());
        return switch (type.kind()) {
            case PDF -> pdf(ask, document, object, rule, limits);
            case TEXT -> text(ask, document, object, type, rule, limits);
            case IMAGE, OFFICE, FOREIGN, UNKNOWN -> new ReadingWay.AtOnce(List.of());
        };
    }

    private ReadingWay pdf(
            Ask ask, Content.Document document, StoredSource object, DocumentRule rule, PartLimits limits)
            throws DocumentMemory.NoRoom {
        PdfPages.Look look;
        try {
            // What goes to the provider as it is need not be read here, unless it is small.
            look = pdfs.look(object, count -> object.size() <= SMALL || !isShort(object, count, limits));
        } catch (UnreadablePdf unreadable) {
            return !unreadable.isLocked() && object.size() <= PAGE_BYTES
                    ? new ReadingWay.AtOnce(List.of())
                    : new ReadingWay.NotReadable(unreadable(object, unreadable));
        }
        int pages = look.count();
        List<String> adjustments = unreadable(look.unreadable());
        if (isShort(object, pages, limits)) {
            return new ReadingWay.AtOnce(adjustments);
        }
        long most = Math.min(PART_BYTES, config.maxSize().asLongValue());
        int each = (int) Math.max(1, Math.min(limits.maxPages(), most / Math.max(1, object.size() / pages)));
        int parts = (pages + each - 1) / each;
        if (parts > limits.max()) {
            return tooLong(object, parts, limits);
        }
        List<Excerpt.DocumentPart> all = new ArrayList<>();
        for (int part = 1; part <= parts; part++) {
            Excerpt.Span span =
                    new Excerpt.Span(Excerpt.Unit.PAGES, (part - 1L) * each + 1, Math.min(pages, (long) part * each));
            all.add(new Excerpt.DocumentPart(part, parts, span, "pages=" + each, null));
        }
        return inParts(ask, document, object, rule, limits, all, adjustments);
    }

    private boolean isShort(StoredSource object, int pages, PartLimits limits) {
        return pages <= limits.maxPages() && object.size() <= config.maxSize().asLongValue();
    }

    private static List<String> unreadable(List<Integer> pages) {
        if (pages.isEmpty()) {
            return List.of();
        }
        String more = pages.size() > MOST_NAMED ? " and %,d more".formatted(pages.size() - MOST_NAMED) : "";
        return List.of("document is damaged, and the content of these pages can't be read: %s%s"
                .formatted(
                        pages.stream().limit(MOST_NAMED).map(Object::toString).collect(Collectors.joining(", ")),
                        more));
    }

    static Problem unreadable(StoredSource object, UnreadablePdf unreadable) {
        ErrorSubject subject = ErrorSubject.document(object.location().key());
        return unreadable.isLocked()
                ? subject.problem(
                        422, "document_encrypted", "is a PDF that opens with a password only; save it without one")
                : subject.problem(
                        422,
                        "document_damaged",
                        "is a damaged PDF, whose pages can't be told apart; open it in a viewer and save it anew");
    }

    private ReadingWay text(
            Ask ask,
            Content.Document document,
            StoredSource object,
            DocumentType type,
            DocumentRule rule,
            PartLimits limits)
            throws IOException {
        if (object.size() <= limits.maxTokens() * Tokens.BYTES) {
            return new ReadingWay.AtOnce(List.of());
        }
        Divided divided = divide(object, type.isTable(), limits);
        if (divided.fault() != null) {
            ErrorSubject subject = ErrorSubject.document(object.location().key());
            return new ReadingWay.NotReadable(divided.fault().problem(subject, divided.wrongAt()));
        }
        List<Slice> slices = divided.slices();
        if (slices.size() == 1) {
            return new ReadingWay.AtOnce(List.of());
        }
        if (slices.size() > limits.max()) {
            return tooLong(object, slices.size(), limits);
        }
        List<Excerpt.DocumentPart> all = new ArrayList<>();
        for (Slice slice : slices) {
            Excerpt.Span span = new Excerpt.Span(Excerpt.Unit.BYTES, slice.from(), slice.to() - 1);
            all.add(new Excerpt.DocumentPart(
                    all.size() + 1,
                    slices.size(),
                    span,
                    "tokens=" + limits.maxTokens(),
                    new Excerpt.Text(divided.encoding(), divided.context())));
        }
        return inParts(ask, document, object, rule, limits, all, divided.adjustments());
    }

    /** A text's parts, or where it is none and why. */
    private record Divided(
            String encoding,
            List<Slice> slices,
            long context,
            List<String> adjustments,
            @Nullable TextFault fault,
            long wrongAt) {
        static Divided not(TextFault fault, long wrongAt) {
            return new Divided("", List.of(), 0, List.of(), fault, wrongAt);
        }
    }

    // Nearly all texts are plain UTF-8, and read once: they are cut while that is found out. What else a text may be
    // takes a
    // hundred times as long to judge.
    private static Divided divide(StoredSource object, boolean table, PartLimits limits) throws IOException {
        Utf8Check utf8 = new Utf8Check();
        Cut cut = new Cut("UTF-8", table, limits);
        eachPiece(object, (piece, length) -> {
            utf8.read(piece, length);
            cut.read(piece, length);
        });
        if (utf8.isPlain()) {
            return cut.end();
        }
        EncodingDetector detector = new EncodingDetector();
        eachPiece(object, detector::read);
        EncodingDetector.Detected verdict = detector.end();
        if (verdict instanceof EncodingDetector.Detected.NoEncoding none) {
            return Divided.not(none.why(), none.wrongAt());
        }
        EncodingDetector.Detected.KnownEncoding text = (EncodingDetector.Detected.KnownEncoding) verdict;
        if (text.escapeAt() >= 0) {
            return Divided.not(TextFault.NOT_DIVISIBLE, text.escapeAt());
        }
        if (text.encoding().equals("UTF-8")) {
            return cut.end();
        }
        Cut again = new Cut(text.encoding(), table, limits);
        eachPiece(object, again::read);
        return again.end();
    }

    /** Cuts a text in one encoding. */
    private static final class Cut {
        private final String encoding;
        private final TextSplitter splitter;
        private @Nullable NotText wrong;

        Cut(String encoding, boolean table, PartLimits limits) {
            this.encoding = encoding;
            this.splitter = new TextSplitter(encoding, limits.maxTokens() * Tokens.BYTES, table);
        }

        void read(byte[] piece, int length) {
            try {
                if (wrong == null) {
                    splitter.read(piece, length);
                }
            } catch (NotText none) {
                wrong = none;
            }
        }

        private List<String> adjustments() {
            return Stream.concat(
                            AttachmentForm.conversion(encoding).map("document "::concat).stream(),
                            splitter.lacksContext() ? Stream.of(NO_HEADER) : Stream.empty())
                    .toList();
        }

        Divided end() {
            try {
                if (wrong != null) {
                    throw wrong;
                }
                List<Slice> slices = splitter.end();
                return new Divided(encoding, slices, splitter.context(), adjustments(), null, -1);
            } catch (NotText none) {
                return Divided.not(none.isBinary() ? TextFault.BINARY : TextFault.DAMAGED, none.offset());
            }
        }
    }

    private interface PieceReader {
        void read(byte[] piece, int length);
    }

    private static void eachPiece(StoredSource object, PieceReader reader) throws IOException {
        long read = 0;
        try (InputStream in = object.open()) {
            byte[] piece = new byte[PIECE];
            for (int count = in.readNBytes(piece, 0, PIECE); count > 0; count = in.readNBytes(piece, 0, PIECE)) {
                read += count;
                reader.read(piece, count);
            }
        }
        if (read != object.size()) {
            throw new IOException("the object is shorter than announced");
        }
    }

    private ReadingWay inParts(
            Ask ask,
            Content.Document document,
            StoredSource object,
            DocumentRule rule,
            PartLimits limits,
            List<Excerpt.DocumentPart> parts,
            List<String> adjustments) {
        Content.Document pinned =
                new Content.Document(object.location(), object.versionId(), object.eTag(), document.prompt());
        return new ReadingWay.InParts(new Division(
                pinned, identity(ask, object), parts, limits.maxTokens(), rule.maxOutputTokens(), adjustments));
    }

    // By the object, and not by the message or invocation: those that go on with the rest have ids of their own.
    private static String identity(Ask ask, StoredSource object) {
        String name = object.location().objectName(object.versionId(), object.eTag());
        String asked = ask.identity();
        return ask.hasChosenId() && asked != null ? asked + "#" + name : Door.S3.identity(name);
    }

    private static ReadingWay tooLong(StoredSource object, int parts, PartLimits limits) {
        return new ReadingWay.NotReadable(
                ErrorSubject.document(object.location().key())
                        .problem(
                                413,
                                "document_too_long",
                                String.format(
                                        Locale.ROOT,
                                        "would take %,d parts; at most %,d are read (DRAGOMAN_DOCUMENTS_PARTS_MAX)",
                                        parts,
                                        limits.max())));
    }
}
