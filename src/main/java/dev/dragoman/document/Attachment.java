package dev.dragoman.document;

import dev.dragoman.outcome.Problem;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a document becomes for the endpoint that carries the request (the table in design section 6). */
sealed interface Attachment {
    /** What the shortest image or file costs in input tokens: a lower bound, so that only what never arrived is missed. */
    int LEAST_TOKENS = 40;

    /**
     * It can't be attached.
     *
     * @param problem why, and the way out
     */
    record NotAttachable(Problem problem) implements Attachment {}

    /**
     * It can.
     *
     * @param type as sniffed
     * @param form how
     * @param sha256 of its bytes, in hex; null where it was not read whole
     * @param inlined how many bytes of the document go inside the request
     */
    record Accepted(
            DocumentType type,
            AttachmentForm form,
            @Nullable String sha256,
            long inlined) implements Attachment {}

    /** How a document stands in a request. */
    sealed interface AttachmentForm {
        /** In words for the caller, ASCII. */
        String label();

        /** The text that stands for the document and may differ from call to call; empty where it is the document's own. */
        default Optional<String> reference() {
            return Optional.empty();
        }

        /** What it must at least cost, in input tokens. */
        default int leastTokens() {
            return LEAST_TOKENS;
        }

        /** As text. */
        record InlineText(String text) implements AttachmentForm {
            @Override
            public String label() {
                return "text";
            }

            @Override
            public int leastTokens() {
                return 0;
            }
        }

        /** As an image, by URL or data URI. */
        record Image(String url) implements AttachmentForm {
            @Override
            public String label() {
                return url.startsWith("data:") ? "a data URI" : "a presigned URL";
            }

            @Override
            public Optional<String> reference() {
                return Optional.of(url);
            }
        }

        /** As a file that the provider fetches. */
        record FileUrl(String url) implements AttachmentForm {
            @Override
            public String label() {
                return "a presigned URL";
            }

            @Override
            public Optional<String> reference() {
                return Optional.of(url);
            }
        }

        /** As a file in the request. */
        record FileData(String name, String dataUri) implements AttachmentForm {
            @Override
            public String label() {
                return "file_data";
            }

            @Override
            public Optional<String> reference() {
                return Optional.of(dataUri);
            }
        }
    }
}
