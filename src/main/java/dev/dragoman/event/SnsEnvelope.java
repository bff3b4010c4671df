package dev.dragoman.event;

import com.fasterxml.jackson.databind.JsonNode;
import dev.dragoman.json.Json;

/**
 * The envelope that SNS puts around a message in a queue, unless raw delivery is on.
 *
 * @see <a href="https://docs.aws.amazon.com/sns/latest/dg/sns-message-and-json-formats.html">SNS message formats</a>
 */
final class SnsEnvelope {
    private SnsEnvelope() {}

    /** The message inside; the node itself if it is no envelope, or holds no JSON. */
    static JsonNode open(JsonNode node) {
        boolean envelope = "Notification".equals(node.path("Type").textValue());
        return envelope ? message(node) : node;
    }

    /** The JSON that a message of SNS holds; the node itself if it holds none. */
    static JsonNode message(JsonNode sns) {
        String message = sns.path("Message").textValue();
        return message == null ? sns : Json.read(message).match(node -> node, problem -> sns);
    }
}
