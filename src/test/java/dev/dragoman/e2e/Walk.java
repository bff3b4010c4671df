package dev.dragoman.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.event.Endpoint;
import dev.dragoman.harness.Stack;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * One of the fifteen things by one of the ways, and what has to come of it.
 *
 * @param thing what is asked
 * @param way how
 */
record Walk(Thing thing, Way way) {
    static Stream<Walk> all() {
        return Thing.all().stream().flatMap(thing -> Stream.of(Way.values()).map(way -> new Walk(thing, way)));
    }

    Came by(Callers callers) {
        return thing.isByClient() && way == Way.HTTP
                ? callers.callByClient(thing.request())
                : callers.ask(way, thing.endpoint(), thing.request());
    }

    boolean streams() {
        return thing.streams() && way.streams();
    }

    /** What the provider must get: what the data do not name it gets as it is, whatever it is. */
    ObjectNode sent() {
        ObjectNode sent = thing.sent();
        if (thing.streams() && !way.streams()) {
            sent.remove("stream");
        } else if (streams() && thing.endpoint() == Endpoint.CHAT) {
            // Dragoman counts what a stream costs.
            sent.putObject("stream_options").put("include_usage", true);
        }
        return sent;
    }

    void assertAnswered(Came came) {
        assertThat(came.error().isMissingNode() || came.error().isNull())
                .as("%s: %s", came.verdict(), came.error())
                .isTrue();
        assertThat(came.verdict()).isEqualTo(way == Way.HTTP ? "200" : "completed");
    }

    /** The values that the data expect, where PREVIOUS is the id of an earlier answer. */
    static void assertHolds(JsonNode response, JsonNode expected, String previous) {
        expected.properties().forEach(value -> {
            JsonNode found = response.at(value.getKey());
            String text = value.getValue().asText().replace("PREVIOUS", previous);
            if (text.startsWith("*")) {
                assertThat(found.asText()).as(value.getKey()).contains(text.substring(1));
            } else {
                assertThat(found.asText()).as(value.getKey()).isEqualTo(text);
            }
        });
    }

    void assertToldOfChanges(Came came) {
        List<String> expected = new ArrayList<>();
        thing.json().path("adjusted").forEach(each -> expected.add(each.textValue()));
        if (thing.streams() && !way.streams()) {
            expected.add("stream left out, the answer comes whole");
        } else if (streams() && thing.endpoint() == Endpoint.CHAT) {
            expected.add("stream_options.include_usage added");
        }
        assertThat(came.adjusted()).isEqualTo(expected);
    }

    void assertCameInEvents(Came came) {
        if (!streams()) {
            assertThat(came.events()).isEmpty();
        } else if (thing.endpoint() == Endpoint.CHAT) {
            assertThat(came.events()).hasSizeGreaterThan(3).last().isEqualTo("[DONE]");
            // The usage is not for a caller who did not ask for it.
            assertThat(came.events()).noneMatch(event -> event.contains("\"choices\":[]"));
        } else {
            assertThat(came.events()).last().asString().contains("\"type\":\"response.completed\"");
            assertThat(came.events())
                    .extracting(
                            event -> Stack.parse(event).path("sequence_number").asInt(-1))
                    .startsWith(0, 1, 2, 3)
                    .isSorted();
        }
    }

    @Override
    public String toString() {
        return thing + ", by " + way;
    }
}
