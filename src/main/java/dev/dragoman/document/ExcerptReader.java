package dev.dragoman.document;

import dev.dragoman.config.DocumentsConfig;
import dev.dragoman.document.DocumentRules.DocumentRule;
import dev.dragoman.document.DocumentSource.StoredSource;
import dev.dragoman.event.Content;
import dev.dragoman.event.Excerpt;
import dev.dragoman.event.S3Location;
import dev.dragoman.event.Sha256;
import dev.dragoman.outcome.Outcome;
import dev.dragoman.outcome.StageResult;
import dev.dragoman.parts.UnreadablePdf;
import dev.dragoman.payload.ResolvedRequest;
import java.io.IOException;
import java.nio.charset.Charset;
import java.util.Base64;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Makes the requests about a long document: one for each part, and those that put the answers together. */
final class ExcerptReader {
    private static final String PDF = "application/pdf";
    private static final String UNANSWERED = "(This was not read.)";

    private final Prompt part = Prompt.builtIn("part");
    private final Prompt combine = Prompt.builtIn("combine");
    private final DocumentRules rules;
    private final DocumentsConfig config;
    private final PdfReader pdfs;

    ExcerptReader(DocumentRules rules, DocumentsConfig config, PdfReader pdfs) {
        this.rules = rules;
        this.config = config;
        this.pdfs = pdfs;
    }

    /**
     * Makes the request.
     *
     * @param object the document; of the same version as when it was divided
     * @param memory what goes inside the request is taken from
     * @throws IOException if reading breaks off, or if there is no memory
     */
    StageResult<ResolvedRequest> read(
            StageResult.Continue<Content> open,
            Content.Document document,
            StoredSource object,
            Excerpt excerpt,
            DocumentMemory memory)
            throws IOException {
        if (excerpt instanceof Excerpt.Answers answers) {
            Prompt prompt = combine.with(task(document, object));
            Map<String, String> values = Map.of(
                    "parts", Integer.toString(answers.answers().size()),
                    "pages", answers.span().toString());
            return made(
                    open,
                    object,
                    prompt,
                    values,
                    new AttachmentForm.InlineText(text(answers), "UTF-8"),
                    "text/plain",
                    null);
        }
        Excerpt.DocumentPart cut = (Excerpt.DocumentPart) excerpt;
        Map<String, String> values = Map.of(
                "part", Integer.toString(cut.number()),
                "parts", Integer.toString(cut.of()),
                "pages", cut.span().toString());
        Prompt prompt = part.with(task(document, object));
        Excerpt.Text text = cut.text();
        return text == null
                ? pages(open, object, cut, prompt, values, memory)
                : made(open, object, prompt, values, lines(object, cut.span(), text), "text/plain", null);
    }

    private Prompt task(Content.Document document, StoredSource object) {
        return document.prompt() == null
                ? rules.of(object.location().key()).prompt()
                : new Prompt("ask", document.prompt());
    }

    private StageResult<ResolvedRequest> pages(
            StageResult.Continue<Content> open,
            StoredSource object,
            Excerpt.DocumentPart cut,
            Prompt prompt,
            Map<String, String> values,
            DocumentMemory memory)
            throws IOException {
        byte[] pdf;
        try {
            pdf = pdfs.cut(object, cut.span().first(), cut.span().last());
        } catch (UnreadablePdf unreadable) {
            return open.finish(new Outcome.Rejected(LongDocuments.unreadable(object, unreadable)));
        }
        if (pdf.length > config.maxSize().asLongValue()) {
            return open.finish(new Outcome.Rejected(
                    ErrorSubject.document(object.location().key())
                            .problem(
                                    413,
                                    "document_too_large",
                                    "has %,d bytes in %s; at most %,d go into a request (DRAGOMAN_DOCUMENTS_MAX_SIZE)"
                                            .formatted(
                                                    pdf.length,
                                                    cut.span(),
                                                    config.maxSize().asLongValue()))));
        }
        memory.take(pdf.length);
        String name = "%s-%s.pdf"
                .formatted(
                        object.name().replaceFirst("(?i)[.]pdf$", ""),
                        cut.span().range());
        String dataUri = "data:" + PDF + ";base64," + Base64.getEncoder().encodeToString(pdf);
        return made(open, object, prompt, values, new AttachmentForm.FileData(name, dataUri), PDF, Sha256.hex(pdf));
    }

    private static AttachmentForm lines(StoredSource object, Excerpt.Span span, Excerpt.Text text) throws IOException {
        Charset charset = Charset.forName(text.encoding());
        String context = text.context() > 0 && span.first() > 0 ? decoded(object, 0, text.context(), charset) : "";
        return new AttachmentForm.InlineText(
                context + decoded(object, span.first(), span.count(), charset), text.encoding());
    }

    private static String decoded(StoredSource object, long first, long count, Charset charset) throws IOException {
        String text = new String(object.range(first, Math.toIntExact(count)), charset);
        return first == 0 && text.startsWith("\uFEFF") ? text.substring(1) : text;
    }

    private static String text(Excerpt.Answers answers) {
        return answers.answers().stream()
                .map(answer ->
                        "[%s]\n%s\n".formatted(answer.span(), answer.text() == null ? UNANSWERED : answer.text()))
                .collect(Collectors.joining("\n"));
    }

    private StageResult<ResolvedRequest> made(
            StageResult.Continue<Content> open,
            StoredSource object,
            Prompt prompt,
            Map<String, String> values,
            AttachmentForm form,
            String mediaType,
            @Nullable String sha256) {
        S3Location location = object.location();
        DocumentRule rule = rules.of(location.key());
        String identity = object.identity().orElseThrow() + "#" + values.get("pages");
        ResolvedRequest request =
                new DocumentRequest(rule, location, prompt.render(location, mediaType, values)).with(form, identity);
        ResolvedRequest checked = config.deliveryCheck()
                ? request
                : new ResolvedRequest(
                        request.endpoint(), request.body(), request.identities(), 0, request.adjustments());
        return open.withReceipt(open.receipt().with(DocumentReader.source(object, mediaType, sha256, rule, prompt)))
                .with(checked);
    }
}
