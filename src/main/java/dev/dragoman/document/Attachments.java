package dev.dragoman.document;

import dev.dragoman.config.DocumentsConfig;
import dev.dragoman.config.DocumentsConfig.Attach;
import dev.dragoman.document.Attachment.AttachmentForm;
import dev.dragoman.event.Endpoint;
import dev.dragoman.outcome.Problem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The table of design section 6: what a document of a sniffed type becomes for an endpoint. Sizes are checked before
 * anything is read.
 */
final class Attachments {
    private final DocumentsConfig config;

    Attachments(DocumentsConfig config) {
        this.config = config;
    }

    /**
     * Attaches a document.
     *
     * @param original the document
     * @param upstreamEndpoint the endpoint that the request is sent to
     * @param room how many bytes may still go inside this request
     * @param subject what a problem is about
     * @return in what form, or why not
     * @throws IOException where reading broke off
     */
    Attachment attach(DocumentSource original, Endpoint upstreamEndpoint, long room, ErrorSubject subject)
            throws IOException {
        Problem unfit = unfit(original.size(), subject);
        if (unfit != null) {
            return new Attachment.NotAttachable(unfit);
        }
        byte[] head = original.head();
        DocumentType type = Sniffer.sniff(head, original.name());
        Problem unwanted = unwanted(type, original.size(), upstreamEndpoint, subject);
        if (unwanted != null) {
            return new Attachment.NotAttachable(unwanted);
        }
        Optional<String> url = isText(type, original.size()) || isInline(type, upstreamEndpoint)
                ? Optional.empty()
                : original.url(type.mediaType());
        if (url.isPresent()) {
            AttachmentForm form = type.kind() == DocumentType.Kind.IMAGE
                    ? new AttachmentForm.Image(url.get())
                    : new AttachmentForm.FileUrl(url.get());
            return new Attachment.Accepted(type, form, null, 0);
        }
        if (original.size() > room) {
            return new Attachment.NotAttachable(subject.problem(
                    413,
                    "document_too_large",
                    "brings the documents inside the request over %,d bytes (DRAGOMAN_DOCUMENTS_MAX_SIZE)"
                            .formatted(config.maxSize().asLongValue())));
        }
        byte[] bytes = head.length == original.size() ? head : original.whole();
        return new Attachment.Accepted(type, inside(original, type, bytes), Prompt.sha256(bytes), bytes.length);
    }

    private @Nullable Problem unfit(long size, ErrorSubject subject) {
        if (size == 0) {
            return subject.problem(422, "document_empty", "has no content (0 bytes)");
        }
        long limit = config.maxSize().asLongValue();
        return size <= limit
                ? null
                : subject.problem(
                        413,
                        "document_too_large",
                        "has %,d bytes; at most %,d are taken (DRAGOMAN_DOCUMENTS_MAX_SIZE)".formatted(size, limit));
    }

    private @Nullable Problem unwanted(DocumentType type, long size, Endpoint upstreamEndpoint, ErrorSubject subject) {
        boolean chat = upstreamEndpoint == Endpoint.CHAT;
        return switch (type.kind()) {
            case UNKNOWN ->
                subject.problem(
                        422,
                        "document_type_unknown",
                        "is not a PDF, image, text or Office document, judging by its bytes");
            case OFFICE ->
                !chat
                        ? null
                        : subject.problem(
                                422,
                                "document_not_for_chat",
                                "is an Office document, which chat completions do not take; convert it to PDF, or use"
                                        + " a provider with the responses endpoint");
            case TEXT ->
                !chat || isText(type, size)
                        ? null
                        : subject.problem(
                                413,
                                "text_too_large",
                                "is text of %,d bytes, of which chat completions take at most %,d (DRAGOMAN_DOCUMENTS_MAX_TEXT_SIZE); split it, or convert it to PDF"
                                        .formatted(size, config.maxTextSize().asLongValue()));
            case PDF, IMAGE -> null;
        };
    }

    private boolean isText(DocumentType type, long size) {
        return type.kind() == DocumentType.Kind.TEXT
                && size <= config.maxTextSize().asLongValue();
    }

    // Chat has no file_url.
    private boolean isInline(DocumentType type, Endpoint upstreamEndpoint) {
        return config.attach() == Attach.INLINE
                || (upstreamEndpoint == Endpoint.CHAT && type.kind() != DocumentType.Kind.IMAGE);
    }

    private AttachmentForm inside(DocumentSource original, DocumentType type, byte[] bytes) {
        if (isText(type, bytes.length)) {
            return new AttachmentForm.InlineText(text(bytes));
        }
        String dataUri =
                "data:" + type.mediaType() + ";base64," + Base64.getEncoder().encodeToString(bytes);
        return type.kind() == DocumentType.Kind.IMAGE
                ? new AttachmentForm.Image(dataUri)
                : new AttachmentForm.FileData(named(original.name(), type), dataUri);
    }

    // Providers go by the name's extension, which a URL's path often lacks.
    private static String named(String name, DocumentType type) {
        return type.kind() == DocumentType.Kind.PDF && name.indexOf('.') < 0 ? name + ".pdf" : name;
    }

    private static String text(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        return text.startsWith("\uFEFF") ? text.substring(1) : text;
    }
}
