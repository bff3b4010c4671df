package dev.dragoman.event;

import com.fasterxml.jackson.databind.JsonNode;
import dev.dragoman.json.Json;

/**
 * What SNS wraps around a message when it puts it into a queue without raw delivery.
 *
 * @see <a href="https://docs.aws.amazon.com/sns/latest/dg/sns-message-and-json-formats.html">SNS message formats</a>
 */
final class SnsEnvelope {
    private SnsEnvelope() {}

    /** The message inside; the node itself where it is no envelope, or holds no JSON. */
    static JsonNode open(JsonNode node) {
        boolean envelope = "Notification".equals(node.path("Type").textValue());
        return envelope ? message(node) : node;
    }

    /** The JSON that a message of SNS holds; the node itself where it holds none. */
    static JsonNode message(JsonNode sns) {
        String message = sns.path("Message").textValue();
        return message != null && Json.read(message) instanceof Json.Result.Value value ? value.node() : sns;
    }
}
