package dev.dragoman.document;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.event.S3Location;
import java.util.Optional;

/** How a document is attached to a request (the table in design section 6). */
sealed interface AttachmentForm {
    /**
     * What the smallest image or file costs in input tokens. A lower bound, so that the delivery check fails only if
     * the file never arrived.
     */
    int LEAST_TOKENS = 40;

    /** In words for the caller, ASCII. */
    String label();

    /**
     * The text in the request that stands for the document and may differ from call to call, such as a presigned URL.
     *
     * @return empty if the request holds the document's own text
     */
    default Optional<String> reference() {
        return Optional.empty();
    }

    /** What was done to the document's bytes, in words for the caller. */
    default Optional<String> conversion() {
        return Optional.empty();
    }

    /** What is done to a text that was read in an encoding, in words for the caller; empty for UTF-8. */
    static Optional<String> conversion(String encoding) {
        return encoding.equals("UTF-8") ? Optional.empty() : Optional.of("converted from " + encoding);
    }

    /** What it must cost at least, in input tokens. */
    default int leastTokens() {
        return LEAST_TOKENS;
    }

    /**
     * Writes a new content part for the Responses API.
     *
     * @param part an empty part
     * @param location where the document is
     * @return the warning for the model's instructions that the document is untrusted
     */
    String write(ObjectNode part, S3Location location);

    /**
     * Replaces a reference in the caller's request. The part keeps its endpoint's field names; the payload stage
     * translates those.
     *
     * @param site the reference
     * @return what replaced it, in words for the caller
     */
    String replace(ReferenceSite site);

    /**
     * As text.
     *
     * @param encoding what it was decoded from
     */
    record InlineText(String text, String encoding) implements AttachmentForm {
        @Override
        public String label() {
            return conversion().map(from -> "text " + from).orElse("text");
        }

        @Override
        public Optional<String> conversion() {
            return AttachmentForm.conversion(encoding);
        }

        @Override
        public int leastTokens() {
            return 0;
        }

        @Override
        public String write(ObjectNode part, S3Location location) {
            Enclosure enclosure = Enclosure.of(location, text);
            part.put("type", "input_text").put("text", enclosure.enclosed());
            return enclosure.warning();
        }

        @Override
        public String replace(ReferenceSite site) {
            return label() + site.putText(text);
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

        @Override
        public String write(ObjectNode part, S3Location location) {
            part.put("type", "input_image").put("image_url", url);
            return Enclosure.FILE_WARNING;
        }

        @Override
        public String replace(ReferenceSite site) {
            return label() + site.putImage(url);
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

        @Override
        public String write(ObjectNode part, S3Location location) {
            part.put("type", "input_file").put("file_url", url);
            return Enclosure.FILE_WARNING;
        }

        @Override
        public String replace(ReferenceSite site) {
            site.putFile("file_url", url);
            return label();
        }
    }

    /** As a file inside the request. */
    record FileData(String name, String dataUri) implements AttachmentForm {
        @Override
        public String label() {
            return "file_data";
        }

        @Override
        public Optional<String> reference() {
            return Optional.of(dataUri);
        }

        @Override
        public String write(ObjectNode part, S3Location location) {
            part.put("type", "input_file").put("filename", name).put("file_data", dataUri);
            return Enclosure.FILE_WARNING;
        }

        @Override
        public String replace(ReferenceSite site) {
            site.putFile("file_data", dataUri);
            site.putFileNameIfAbsent(name);
            return label();
        }
    }
}
