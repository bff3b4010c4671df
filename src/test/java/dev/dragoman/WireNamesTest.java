package dev.dragoman;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dragoman.event.Door;
import dev.dragoman.event.Endpoint;
import dev.dragoman.outcome.Outcome;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The names that users read, match and store. They are a contract: a class may be renamed, these may not. */
class WireNamesTest {
    @Test
    void outcomesKeepTheirLabels() {
        List<Outcome> all = List.of(
                Given.completed(),
                Given.truncated(),
                Given.refused(),
                Given.rejected(),
                Given.unavailable(),
                Given.misconfigured(),
                Given.expired());

        assertThat(all.stream().map(Outcome::label))
                .containsExactly(
                        "completed", "truncated", "refused", "rejected", "unavailable", "misconfigured", "expired");
    }

    @Test
    void doorsKeepTheirLabels() {
        assertThat(Stream.of(Door.values()).map(Door::label)).containsExactly("http", "s3", "sqs", "invoke");
    }

    @Test
    void endpointsKeepTheirLabels() {
        assertThat(Stream.of(Endpoint.values()).map(Endpoint::label)).containsExactly("chat", "responses");
    }
}
