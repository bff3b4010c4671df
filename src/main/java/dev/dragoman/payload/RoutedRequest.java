package dev.dragoman.payload;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.bridge.EndpointAdapter;
import dev.dragoman.event.Endpoint;
import dev.dragoman.stream.EventTranslation;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A request in the structure of the endpoint that it goes to, not yet in its words.
 *
 * @param endpoint one that the provider has
 * @param body the request, free to change
 * @param adjustments what carrying it over came to, in words; empty where it goes to the endpoint asked
 * @param eventConversion makes what puts the endpoint's events back; null where it goes to the endpoint asked
 */
record RoutedRequest(
        Endpoint endpoint,
        ObjectNode body,
        List<String> adjustments,
        @Nullable Supplier<EventTranslation> eventConversion) {
    RoutedRequest {
        adjustments = List.copyOf(adjustments);
    }

    /** A request that a bridge has carried over. */
    static RoutedRequest convertedBy(
            EndpointAdapter bridge, EndpointAdapter.ConversionResult.Converted carried, ObjectNode request) {
        List<String> adjustments = new ArrayList<>();
        adjustments.add("%s carried over %s".formatted(name(bridge.asked()), name(bridge.target())));
        adjustments.addAll(carried.adjustments());
        return new RoutedRequest(bridge.target(), carried.body(), adjustments, () -> bridge.events(request));
    }

    private static String name(Endpoint endpoint) {
        return endpoint == Endpoint.CHAT ? "chat completions" : "responses";
    }

    /**
     * What a streamed answer passes through.
     *
     * @param usageHidden whether the chunk with the usage was not asked for by the caller; a bridge needs to see it
     * @return makes the translation of one stream
     */
    Supplier<EventTranslation> relay(boolean usageHidden) {
        if (eventConversion != null) {
            return eventConversion;
        }
        return usageHidden ? UsageChunkFilter::new : () -> EventTranslation.NONE;
    }
}
