package dev.dragoman.e2e;

import java.util.List;
import java.util.stream.Stream;

/** Every request that {@link DirectAndThroughIT} compares. */
final class WireCases {
    private WireCases() {}

    static List<WireCase> all() {
        return Stream.of(WholeCases.all(), ErrorCases.all(), StreamCases.all(), RequestCases.all())
                .flatMap(List::stream)
                .toList();
    }
}
