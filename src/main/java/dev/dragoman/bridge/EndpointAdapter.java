package dev.dragoman.bridge;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.event.Endpoint;
import dev.dragoman.outcome.Problem;
import dev.dragoman.stream.EventTranslation;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Serves one endpoint through the other one, for a provider that lacks the endpoint asked (design section 7). */
public enum EndpointAdapter {
    /** For a provider that has responses only. */
    CHAT_OVER_RESPONSES(Endpoint.CHAT, Endpoint.RESPONSES) {
        @Override
        public ConversionResult request(ObjectNode body, @Nullable String reasoning) {
            return ChatToResponsesRequest.of(body);
        }

        @Override
        public ObjectNode answer(ObjectNode answer, ObjectNode request) {
            return ResponsesToChatAnswer.of(answer);
        }

        @Override
        public EventTranslation events(ObjectNode request) {
            return new ResponsesToChatEvents(request);
        }
    },

    /** For a provider that has chat completions only. */
    RESPONSES_OVER_CHAT(Endpoint.RESPONSES, Endpoint.CHAT) {
        @Override
        public ConversionResult request(ObjectNode body, @Nullable String reasoning) {
            return ResponsesToChatRequest.of(body, reasoning);
        }

        @Override
        public ObjectNode answer(ObjectNode answer, ObjectNode request) {
            return ChatToResponsesAnswer.of(answer, request);
        }

        @Override
        public EventTranslation events(ObjectNode request) {
            return new ChatToResponsesEvents(request);
        }
    };

    /** The result of converting a request. */
    public sealed interface ConversionResult {
        /**
         * Handles both alternatives.
         *
         * @param converted for a converted request
         * @param notConvertible for one that can't be converted
         * @param <T> the type of the result
         * @return what the function for this alternative returns
         */
        <T> T match(Function<Converted, T> converted, Function<NotConvertible, T> notConvertible);

        /**
         * The request can be sent.
         *
         * @param body the request for the target endpoint: its structure is converted; the names of fields, parts and
         *     tools are left to the payload stage
         * @param adjustments what was left out because it does no harm, in words
         */
        record Converted(ObjectNode body, List<String> adjustments) implements ConversionResult {
            public Converted {
                adjustments = List.copyOf(adjustments);
            }

            @Override
            public <T> T match(Function<Converted, T> converted, Function<NotConvertible, T> notConvertible) {
                return converted.apply(this);
            }
        }

        /**
         * The request can't be sent. Nothing has been paid.
         *
         * @param problem the field at fault and what to do
         */
        record NotConvertible(Problem problem) implements ConversionResult {
            @Override
            public <T> T match(Function<Converted, T> converted, Function<NotConvertible, T> notConvertible) {
                return notConvertible.apply(this);
            }
        }
    }

    private final Endpoint asked;
    private final Endpoint target;

    EndpointAdapter(Endpoint asked, Endpoint target) {
        this.asked = asked;
        this.target = target;
    }

    /**
     * The adapter for a provider that lacks an endpoint.
     *
     * @param asked the endpoint that the caller asked, and that the provider lacks
     * @return serves it through the other one
     */
    public static EndpointAdapter of(Endpoint asked) {
        return switch (asked) {
            case CHAT -> CHAT_OVER_RESPONSES;
            case RESPONSES -> RESPONSES_OVER_CHAT;
            case EMBEDDINGS -> throw new IllegalArgumentException("nothing stands for embeddings");
        };
    }

    /**
     * The endpoint that the caller asked.
     *
     * @return the one that the provider lacks
     */
    public Endpoint asked() {
        return asked;
    }

    /**
     * The endpoint that the request is sent to.
     *
     * @return the one that the provider has
     */
    public Endpoint target() {
        return target;
    }

    /**
     * Converts a request to the target endpoint's structure.
     *
     * @param body the caller's request; not changed
     * @param reasoning the field of an assistant's message in which chat completions take back the reasoning that they
     *     showed; null if they take none
     * @return the target's request, or why there can be none
     */
    public abstract ConversionResult request(ObjectNode body, @Nullable String reasoning);

    /**
     * Converts the target endpoint's answer to the shape that the caller asked for.
     *
     * @param answer the provider's whole answer; not changed
     * @param request the caller's request; responses repeat some of its fields
     * @return a new tree
     */
    public abstract ObjectNode answer(ObjectNode answer, ObjectNode request);

    /**
     * Converts the target endpoint's events to the shape that the caller asked for.
     *
     * @param request the caller's request
     * @return a translation for one stream
     */
    public abstract EventTranslation events(ObjectNode request);
}
