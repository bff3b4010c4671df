package dev.dragoman.event;

import com.fasterxml.jackson.databind.JsonNode;
import dev.dragoman.json.Json;
import java.util.Optional;

/**
 * The envelope that SNS puts around a message in a queue, unless raw delivery is on.
 *
 * @see <a href="https://docs.aws.amazon.com/sns/latest/dg/sns-message-and-json-formats.html">SNS message formats</a>
 */
final class SnsEnvelope {
    private SnsEnvelope() {}

    /** The text inside; empty if it is no envelope. */
    static Optional<String> open(JsonNode node) {
        return Optional.of(node)
                .filter(envelope -> "Notification".equals(envelope.path("Type").textValue()))
                .map(envelope -> envelope.path("Message").textValue());
    }

    /** The JSON that a message of SNS holds; the node itself if it holds none. */
    static JsonNode message(JsonNode sns) {
        String message = sns.path("Message").textValue();
        return message == null ? sns : Json.read(message).match(node -> node, problem -> sns);
    }
}
