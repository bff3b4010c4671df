package dev.dragoman.payload;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.bridge.EndpointAdapter;
import dev.dragoman.bridge.EndpointAdapter.ConversionResult;
import dev.dragoman.event.Endpoint;
import dev.dragoman.stream.EventTranslation;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A request in the structure of the endpoint that it is sent to; its fields are not translated yet.
 *
 * @param endpoint one that the provider has
 * @param body the request; may be changed
 * @param adjustments what the conversion changed, in words; empty if the request goes to the endpoint asked
 * @param eventConversion converts the events of one stream back; null if the request goes to the endpoint asked
 */
record RoutedRequest(
        Endpoint endpoint,
        ObjectNode body,
        List<String> adjustments,
        @Nullable Supplier<EventTranslation> eventConversion) {
    RoutedRequest {
        adjustments = List.copyOf(adjustments);
    }

    /** A request that goes to the endpoint asked. */
    static RoutedRequest direct(ResolvedRequest request) {
        return new RoutedRequest(request.endpoint(), request.body(), List.of(), null);
    }

    /** A request that an adapter has converted to the other endpoint. */
    static RoutedRequest converted(
            EndpointAdapter adapter, ConversionResult.Converted converted, ObjectNode callersRequest) {
        List<String> adjustments = new ArrayList<>();
        adjustments.add("%s carried over %s".formatted(name(adapter.asked()), name(adapter.target())));
        adjustments.addAll(converted.adjustments());
        return new RoutedRequest(adapter.target(), converted.body(), adjustments, () -> adapter.events(callersRequest));
    }

    private static String name(Endpoint endpoint) {
        return endpoint == Endpoint.CHAT ? "chat completions" : "responses";
    }

    /**
     * The translation of a streamed answer's events.
     *
     * @param usageHidden true if the chunk with the usage is kept from the caller. An adapter's conversion needs that
     *     chunk and decides itself what to do with it.
     * @return makes the translation for one stream
     */
    Supplier<EventTranslation> relay(boolean usageHidden) {
        if (eventConversion != null) {
            return eventConversion;
        }
        return usageHidden ? UsageChunkFilter::new : () -> EventTranslation.NONE;
    }
}
