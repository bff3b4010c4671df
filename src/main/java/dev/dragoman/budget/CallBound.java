package dev.dragoman.budget;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.json.Json;
import java.util.Optional;
import java.util.Set;

/**
 * How much a call can use at most, known before it is made.
 *
 * @param input tokens that are read
 * @param output tokens that are written, for all answers that are asked for; without what the request leaves open
 * @param counted images and pages, each
 */
public record CallBound(long input, long output, long counted) {
    /**
     * What the largest context holds. What the provider adds from elsewhere (an earlier answer, a file by its id or its URL) is
     * bounded by nothing less.
     */
    static final long CONTEXT = 1_100_000;

    /**
     * An image: the dearest way to count one that a provider documents is 2,833 tokens and 5,667 for each of up to eight tiles.
     *
     * @see <a href="https://platform.openai.com/docs/guides/images-vision#calculating-costs">How images are counted</a>
     */
    static final long IMAGE = 50_000;

    /**
     * Of a file whose bytes are known: each page is read as text and as an image, and its bytes may be compressed. A page has
     * some thousand bytes, and costs some thousand tokens.
     */
    private static final long TOKENS_OF_A_BYTE = 8;

    /** A short file may be a few pages of large images, drawn by little code. */
    private static final long SHORTEST_FILE = 2 * IMAGE;

    private static final long BYTES_OF_A_PAGE = 500;

    /** What the provider puts around a request: the turns' marks, and instructions of its own. */
    private static final long AROUND = 500;

    private static final Set<String> OUTPUT_LIMITS = Set.of("max_tokens", "max_completion_tokens", "max_output_tokens");

    /** Tools that the caller runs: what they cost is in the request. Other tools are run by the provider, as often as it likes. */
    private static final Set<String> CALLERS_TOOLS =
            Set.of("function", "custom", "local_shell", "apply_patch", "computer", "computer_use_preview");

    /**
     * What a request can use.
     *
     * @param body what is sent
     * @param fileBytes how large the file is that a URL in it stands for; -1 if that is not known
     * @return its bound
     */
    public static CallBound of(ObjectNode body, long fileBytes) {
        AttachmentBound attachments = new AttachmentBound(fileBytes);
        attachments.add(body);
        long text = Json.bytes(body).length - attachments.bytes;
        long elsewhere =
                body.hasNonNull("previous_response_id") || body.hasNonNull("conversation") || body.hasNonNull("prompt")
                        ? CONTEXT
                        : 0;
        long input = AROUND + text + elsewhere + attachments.tokens;
        // What was predicted and is not written is paid for as if it were.
        long predicted = body.has("prediction") ? Json.bytes(body.path("prediction")).length : 0;
        long choices = Math.max(1, number(body.path("n")));
        return new CallBound(input, choices * (outputLimit(body).orElse(0L) + predicted), attachments.counted);
    }

    /**
     * How long an answer may be.
     *
     * @param body what is sent
     * @return in tokens; empty if it does not say
     */
    public static Optional<Long> outputLimit(ObjectNode body) {
        return OUTPUT_LIMITS.stream()
                .map(body::path)
                .filter(JsonNode::isIntegralNumber)
                .map(CallBound::number)
                .max(Long::compare);
    }

    /**
     * What makes a request cost nobody knows how much.
     *
     * @param body what is sent
     * @return the field; empty if its cost is bounded
     */
    public static Optional<String> unbounded(ObjectNode body) {
        for (JsonNode tool : body.path("tools")) {
            if (tool.path("type").isTextual()
                    && !CALLERS_TOOLS.contains(tool.path("type").textValue())) {
                return Optional.of("tools");
            }
        }
        return body.hasNonNull("web_search_options") ? Optional.of("web_search_options") : Optional.empty();
    }

    // A number that no provider takes must not make sums overflow.
    private static long number(JsonNode node) {
        return node.isIntegralNumber()
                ? Math.max(0, Math.min(1_000_000_000, node.canConvertToLong() ? node.longValue() : Long.MAX_VALUE))
                : 0;
    }

    /** What a request has attached. Its own bytes are not text. */
    private static final class AttachmentBound {
        private final long fileBytes;
        private long tokens;
        private long counted;
        private long bytes;

        AttachmentBound(long fileBytes) {
            this.fileBytes = fileBytes;
        }

        void add(JsonNode node) {
            if (node.isObject()) {
                part(node);
            }
            node.forEach(this::add);
        }

        private void part(JsonNode part) {
            String type = part.path("type").asText();
            JsonNode image =
                    part.path("image_url").isObject() ? part.path("image_url").path("url") : part.path("image_url");
            if (type.equals("input_image") || image.isTextual()) {
                tokens += IMAGE;
                counted++;
                skip(image);
            } else if (type.equals("item_reference")) {
                tokens += CONTEXT;
            }
            if (part.path("file_data").isTextual()) {
                // Base64: four characters for three bytes.
                file(part.path("file_data").textValue().length() / 4L * 3);
                skip(part.path("file_data"));
            } else if (part.path("file_url").isTextual() && fileBytes >= 0) {
                file(fileBytes);
            } else if (part.path("file_url").isTextual() || part.path("file_id").isTextual()) {
                tokens += CONTEXT;
                counted += pages(CONTEXT);
            }
        }

        private void file(long size) {
            tokens += Math.min(CONTEXT, SHORTEST_FILE + TOKENS_OF_A_BYTE * size);
            counted += pages(size);
        }

        private static long pages(long size) {
            return 1 + size / BYTES_OF_A_PAGE;
        }

        // Base64 has no character that JSON would escape.
        private void skip(JsonNode data) {
            if (data.isTextual() && data.textValue().startsWith("data:")) {
                bytes += data.textValue().length();
            }
        }
    }
}
