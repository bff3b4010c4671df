package dev.dragoman.document;

import dev.dragoman.config.DocumentsConfig;
import dev.dragoman.config.DocumentsConfig.Attach;
import dev.dragoman.event.Endpoint;
import dev.dragoman.event.Sha256;
import dev.dragoman.outcome.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The table of design section 6: what a document of a sniffed type becomes for an endpoint. Sizes are checked before
 * anything is read.
 */
final class Attachments {
    /** What a document becomes for an endpoint. */
    sealed interface Attachment {
        /**
         * Handles both alternatives.
         *
         * @return what the function for this alternative returns
         */
        <T> T match(Function<Accepted, T> accepted, Function<NotAttachable, T> notAttachable);

        /**
         * It is attached.
         *
         * @param type as sniffed
         * @param form how it is attached
         * @param sha256 of its bytes, in hex; null if it was not read whole
         * @param inlined how many bytes of the document go inside the request
         */
        record Accepted(
                DocumentType type,
                AttachmentForm form,
                @Nullable String sha256,
                long inlined) implements Attachment {
            @Override
            public <T> T match(Function<Accepted, T> accepted, Function<NotAttachable, T> notAttachable) {
                return accepted.apply(this);
            }
        }

        /**
         * It can't be attached.
         *
         * @param problem why, and what to do
         */
        record NotAttachable(Problem problem) implements Attachment {
            @Override
            public <T> T match(Function<Accepted, T> accepted, Function<NotAttachable, T> notAttachable) {
                return notAttachable.apply(this);
            }
        }
    }

    private final DocumentsConfig config;

    Attachments(DocumentsConfig config) {
        this.config = config;
    }

    /**
     * Attaches a document.
     *
     * @param source the document
     * @param upstreamEndpoint the endpoint that the request is sent to
     * @param room how many more bytes may go inside this request
     * @param memory what goes inside the request is taken from
     * @param subject what a problem is about
     * @return in what form, or why not
     * @throws DocumentMemory.NoRoom if there is no memory for it
     * @throws IOException if reading breaks off
     */
    Attachment attach(
            DocumentSource source, Endpoint upstreamEndpoint, long room, DocumentMemory memory, ErrorSubject subject)
            throws IOException {
        Problem wrongSize = wrongSize(source.size(), subject);
        if (wrongSize != null) {
            return new Attachment.NotAttachable(wrongSize);
        }
        byte[] head = source.head();
        return attach(source, head, type(source, head), upstreamEndpoint, room, memory, subject);
    }

    /** Attaches a document whose head was read already. */
    Attachment attach(
            DocumentSource source,
            byte[] head,
            DocumentType type,
            Endpoint upstreamEndpoint,
            long room,
            DocumentMemory memory,
            ErrorSubject subject)
            throws IOException {
        Problem wrongSize = wrongSize(source.size(), subject);
        if (wrongSize != null) {
            return new Attachment.NotAttachable(wrongSize);
        }
        Problem wrongType = type.kind() == DocumentType.Kind.UNKNOWN
                ? subject.problem(422, "document_type_unknown", UnreadKinds.clause(head, source.name()))
                : wrongType(type, source.size(), upstreamEndpoint, subject);
        if (wrongType != null) {
            return new Attachment.NotAttachable(wrongType);
        }
        Optional<String> url = isInlineText(type, source.size()) || hasNoUrl(type, upstreamEndpoint)
                ? Optional.empty()
                : source.url(type.mediaType());
        if (url.isPresent()) {
            AttachmentForm form = type.kind() == DocumentType.Kind.IMAGE
                    ? new AttachmentForm.Image(url.get())
                    : new AttachmentForm.FileUrl(url.get());
            return new Attachment.Accepted(type, form, null, 0);
        }
        if (source.size() > room) {
            return new Attachment.NotAttachable(subject.problem(
                    413,
                    "document_too_large",
                    "brings the documents inside the request over %,d bytes (DRAGOMAN_DOCUMENTS_MAX_SIZE)"
                            .formatted(config.maxSize().asLongValue())));
        }
        if (!source.isHere()) {
            memory.take(source.size());
        }
        byte[] bytes = head.length == source.size() ? head : source.whole();
        if (!isInlineText(type, bytes.length)) {
            return new Attachment.Accepted(type, inside(source, type, bytes), Sha256.hex(bytes), bytes.length);
        }
        TextDecoder.Decoded decoded = TextDecoder.decode(bytes);
        return decoded instanceof TextDecoder.Decoded.PlainText text
                ? new Attachment.Accepted(
                        type,
                        new AttachmentForm.InlineText(text.text(), text.encoding()),
                        Sha256.hex(bytes),
                        bytes.length)
                : new Attachment.NotAttachable(((TextDecoder.Decoded.NoText) decoded).problem(subject));
    }

    /** A document's type by its first bytes, and by its last ones or its images if those don't tell. */
    static DocumentType type(DocumentSource source, byte[] head) throws IOException {
        DocumentType type =
                Sniffer.sniff(Sniffer.needsTail(head, source.name()) ? source.headAndTail() : head, source.name());
        if (!type.mediaType().equals("image/gif")) {
            return type;
        }
        try (InputStream gif = source.open()) {
            return GifFrames.isAnimated(gif) ? Sniffer.ANIMATION : type;
        }
    }

    private @Nullable Problem wrongSize(long size, ErrorSubject subject) {
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

    private @Nullable Problem wrongType(DocumentType type, long size, Endpoint upstreamEndpoint, ErrorSubject subject) {
        boolean chat = upstreamEndpoint == Endpoint.CHAT;
        return switch (type.kind()) {
            case FOREIGN ->
                subject.problem(
                        422,
                        "document_type_unknown",
                        "is of type %s, which models do not read; convert it to PNG, JPEG or PDF"
                                .formatted(
                                        type.mediaType().replace("image/", "").toUpperCase(Locale.ROOT)));
            case OFFICE ->
                !chat
                        ? null
                        : subject.problem(
                                422,
                                "document_not_for_chat",
                                "is an Office document, which chat completions do not take; convert it to PDF, or use"
                                        + " a provider with the responses endpoint");
            case TEXT ->
                !chat || isInlineText(type, size)
                        ? null
                        : subject.problem(
                                413,
                                "text_too_large",
                                "is text of %,d bytes, of which chat completions take at most %,d (DRAGOMAN_DOCUMENTS_MAX_TEXT_SIZE); split it, or convert it to PDF"
                                        .formatted(size, config.maxTextSize().asLongValue()));
            case PDF, IMAGE, UNKNOWN -> null;
        };
    }

    private boolean isInlineText(DocumentType type, long size) {
        return type.kind() == DocumentType.Kind.TEXT
                && size <= config.maxTextSize().asLongValue();
    }

    // Chat completions have no file_url.
    private boolean hasNoUrl(DocumentType type, Endpoint upstreamEndpoint) {
        return config.attach() == Attach.INLINE
                || (upstreamEndpoint == Endpoint.CHAT && type.kind() != DocumentType.Kind.IMAGE);
    }

    private AttachmentForm inside(DocumentSource source, DocumentType type, byte[] bytes) {
        String dataUri =
                "data:" + type.mediaType() + ";base64," + Base64.getEncoder().encodeToString(bytes);
        return type.kind() == DocumentType.Kind.IMAGE
                ? new AttachmentForm.Image(dataUri)
                : new AttachmentForm.FileData(named(source.name(), type), dataUri);
    }

    // Providers look at the name's extension, which a URL's path often lacks.
    static String named(String name, DocumentType type) {
        return type.kind() == DocumentType.Kind.PDF && name.indexOf('.') < 0 ? name + ".pdf" : name;
    }
}
