package dev.dragoman.budget;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.json.Json;
import dev.dragoman.json.PositiveNumber;
import dev.dragoman.payload.RequestLimits;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * How much a call can use at most, known before it is made.
 *
 * @param input tokens that are read
 * @param output tokens that are written, for all answers that are asked for
 * @param counted images and pages, each
 */
public record CallBound(long input, long output, long counted) {
    /** What the largest context that is sold holds: it bounds what is read of a model whose own context is not known. */
    static final int LARGEST_CONTEXT = 2_000_000;

    /**
     * An image: the dearest way to count one that a provider documents is 2,833 tokens and 5,667 for each of up to eight tiles.
     *
     * @see <a href="https://platform.openai.com/docs/guides/images-vision#calculating-costs">How images are counted</a>
     */
    static final long IMAGE = 50_000;

    private static final long BYTES_OF_A_PAGE = 500;

    /** What the provider puts around a request: the turns' marks, and instructions of its own. */
    private static final long AROUND = 500;

    private static final String TYPE = "type";

    /** Tools that the caller runs: what they cost is in the request. Other tools are run by the provider, as often as it likes. */
    private static final Set<String> CALLERS_TOOLS =
            Set.of("function", "custom", "local_shell", "apply_patch", "computer", "computer_use_preview");

    /**
     * Fields that have the provider search, at a price of its own for each search; that name other models, which may answer
     * instead at another price; and a stored prompt, which may have tools.
     */
    private static final List<String> UNBOUNDED =
            List.of("web_search_options", "search_parameters", "enable_search", "plugins", "models", "prompt");

    /** Those that cost no more than the usual one. */
    private static final Set<String> USUAL_TIERS = Set.of("auto", "default", "standard", "on_demand", "flex");

    /** Their tokens have other prices than those of text. */
    private static final Set<String> SOUND_AND_VIDEO =
            Set.of("audio", "input_audio", "audio_url", "video", "input_video", "video_url");

    /** Items of which the whole content is in the request, even if they have an id. Of others the provider may add some. */
    private static final Set<String> WHOLE_ITEMS = Set.of(
            "message",
            "function_call",
            "function_call_output",
            "custom_tool_call",
            "custom_tool_call_output",
            "computer_call",
            "computer_call_output");

    /**
     * What a request can use.
     *
     * @param body what is sent, of which nothing is {@link #unbounded}
     * @param outputLimit how many tokens an answer may have; 0 if none is written
     * @param context how many tokens the model reads at most; empty if that is not known, or if it reads texts one by one
     * @param fileBytes how large the file is that a URL in it stands for; -1 if that is not known
     * @return its bound
     */
    public static CallBound of(ObjectNode body, long outputLimit, OptionalInt context, long fileBytes) {
        InputBound found = new InputBound(context.orElse(LARGEST_CONTEXT), fileBytes);
        found.addAll(body.path("messages"), false);
        found.addAll(body.path("input"), false);
        // A token is at least a byte.
        long input = AROUND + Json.size(body) - found.attached + found.tokens;
        if (body.hasNonNull("previous_response_id") || body.hasNonNull("conversation")) {
            input += found.context;
        }
        // What was predicted and is not written is paid for as if it were.
        long predicted = body.has("prediction") ? Json.size(body.path("prediction")) : 0;
        return new CallBound(
                context.isPresent() ? Math.min(input, found.context) : input,
                answers(body) * (outputLimit + predicted),
                found.counted);
    }

    private static long answers(ObjectNode body) {
        return RequestLimits.ANSWERS.stream()
                .mapToLong(field -> PositiveNumber.roundedUp(body.path(field)).orElse(1))
                .max()
                .orElse(1);
    }

    /**
     * What makes a request cost nobody knows how much before it is made.
     *
     * @param body what is sent
     * @return the field; empty if its cost is bounded
     */
    public static Optional<String> unbounded(ObjectNode body) {
        for (JsonNode tool : body.path("tools")) {
            JsonNode type = tool.path(TYPE);
            if (!type.isMissingNode() && !CALLERS_TOOLS.contains(type.asText())) {
                return Optional.of("tools");
            }
        }
        for (String field : RequestLimits.ANSWERS) {
            if (body.hasNonNull(field)
                    && PositiveNumber.roundedUp(body.path(field)).isEmpty()) {
                return Optional.of(field);
            }
        }
        if (body.hasNonNull("service_tier")
                && !USUAL_TIERS.contains(body.path("service_tier").asText())) {
            return Optional.of("service_tier");
        }
        return UNBOUNDED.stream()
                .filter(field -> isOn(body.path(field)))
                .findFirst()
                .or(() -> soundOrVideo(body));
    }

    // An empty object asks for what it names, with all settings left open.
    private static boolean isOn(JsonNode value) {
        boolean isOff = value.isMissingNode()
                || value.isNull()
                || (value.isBoolean() && !value.booleanValue())
                || (value.isArray() && value.isEmpty());
        return !isOff;
    }

    private static Optional<String> soundOrVideo(ObjectNode body) {
        for (JsonNode modality : body.path("modalities")) {
            if (!modality.asText().equals("text")) {
                return Optional.of("modalities");
            }
        }
        if (body.hasNonNull("audio")) {
            return Optional.of("audio");
        }
        return List.of("messages", "input").stream()
                .filter(field -> hasSoundOrVideo(body.path(field)))
                .findFirst();
    }

    private static boolean hasSoundOrVideo(JsonNode node) {
        if (node.isObject()
                && (SOUND_AND_VIDEO.contains(node.path(TYPE).asText())
                        || SOUND_AND_VIDEO.stream().anyMatch(node::hasNonNull))) {
            return true;
        }
        return node.isContainerNode() && node.valueStream().anyMatch(CallBound::hasSoundOrVideo);
    }

    /** What the turns of a request have attached, or stand for. What their text costs is in the request's bytes. */
    private static final class InputBound {
        private final long context;
        private final long fileBytes;
        private long tokens;
        private long counted;
        /** Bytes of the request that are no text. */
        private long attached;

        InputBound(long context, long fileBytes) {
            this.context = context;
            this.fileBytes = fileBytes;
        }

        void addAll(JsonNode nodes, boolean areParts) {
            if (nodes.isArray()) {
                nodes.forEach(each -> add(each, areParts));
            } else {
                add(nodes, areParts);
            }
        }

        private void add(JsonNode node, boolean isPart) {
            if (!node.isObject()) {
                return;
            }
            if (isStored(node)) {
                tokens += context;
            }
            attachment(node, isPart);
            for (Map.Entry<String, JsonNode> member : node.properties()) {
                boolean holdsParts =
                        member.getKey().equals("content") || member.getKey().equals("output");
                if (member.getValue().isContainerNode()) {
                    addAll(member.getValue(), isPart ? member.getKey().equals("file") : holdsParts);
                }
            }
        }

        private static boolean isStored(JsonNode item) {
            return item.path("id").isTextual()
                    && !item.has("role")
                    && !WHOLE_ITEMS.contains(item.path(TYPE).asText())
                    && !item.path("encrypted_content").isTextual();
        }

        private void attachment(JsonNode part, boolean isPart) {
            JsonNode image =
                    part.path("image_url").isObject() ? part.path("image_url").path("url") : part.path("image_url");
            if (image.isTextual() || part.path(TYPE).asText().contains("image")) {
                tokens += IMAGE;
                counted++;
                skip(image, isPart);
            } else if (part.path("file_data").isTextual()) {
                // Base64: four characters for three bytes.
                file(part.path("file_data").textValue().length() / 4L * 3);
                skip(part.path("file_data"), isPart);
            } else if (part.path("file_url").isTextual() && fileBytes >= 0) {
                file(fileBytes);
            } else if (part.path("file_url").isTextual() || part.path("file_id").isTextual()) {
                file(context);
            }
        }

        // Each page is read as text and as an image, pages may share what is on them, and all may be compressed: a few
        // thousand bytes can fill any context.
        private void file(long size) {
            tokens += context;
            counted += 1 + size / BYTES_OF_A_PAGE;
        }

        // Elsewhere than in a part of a turn's content, as in the schema of a tool, the same would be read as text.
        // Base64 has
        // no character that JSON would escape.
        private void skip(JsonNode data, boolean isPart) {
            if (isPart && data.isTextual() && data.textValue().startsWith("data:")) {
                attached += data.textValue().length();
            }
        }
    }
}
