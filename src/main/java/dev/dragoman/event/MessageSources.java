package dev.dragoman.event;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.dragoman.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads the events of sources beside SQS that hand over messages: SNS, Kinesis, Kafka, Amazon MQ and EventBridge.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/lambda-services.html">Lambda's event sources</a>
 */
final class MessageSources {
    /** Makes a message of its id and its body. */
    interface Reader {
        QueueMessage read(String id, String body);
    }

    private MessageSources() {}

    /**
     * Reads an event.
     *
     * @param node any JSON
     * @param reader reads a message
     * @return its messages; empty if it is of none of these sources, or if one of its messages has no id or no body
     */
    static Optional<List<QueueMessage>> read(JsonNode node, Reader reader) {
        List<Optional<QueueMessage>> messages = stream(node, reader).toList();
        // All or nothing: one that can't be read must not be dropped silently while the others are answered.
        return messages.isEmpty() || !messages.stream().allMatch(Optional::isPresent)
                ? Optional.empty()
                : Optional.of(messages.stream().flatMap(Optional::stream).toList());
    }

    /**
     * How the source of an event that was read learns what has to be delivered again.
     *
     * @param node the event
     * @return which kind of source it is
     */
    static Trigger.BatchSource source(JsonNode node) {
        return isBridged(node) || isOfSns(recordsOf(node).path(0))
                ? Trigger.BatchSource.EVENT
                : Trigger.BatchSource.STREAM;
    }

    private static Stream<Optional<QueueMessage>> stream(JsonNode node, Reader reader) {
        return switch (node.path("eventSource").asText()) {
            case "aws:kafka", "SelfManagedKafka" ->
                node.path("records")
                        .valueStream()
                        .flatMap(JsonNode::valueStream)
                        .map(item -> sent(kafka(item, reader), cluster(node), item.path("topic")));
            case "aws:mq" ->
                node.path("messages")
                        .valueStream()
                        .map(item -> sent(
                                message(item.path("messageID").asText(), encoded(item.path("data")), reader),
                                node.path("eventSourceArn"),
                                item.path("destination").path("physicalName")));
            case "aws:rmq" ->
                node.path("rmqMessagesByQueue").properties().stream()
                        .flatMap(queue -> queue.getValue()
                                .valueStream()
                                .map(item -> sent(
                                        rabbit(item, reader),
                                        node.path("eventSourceArn"),
                                        TextNode.valueOf(queue.getKey()))));
            default ->
                isBridged(node)
                        ? Stream.of(sent(bridged(node, reader), node.path("account"), node.path("source")))
                        : records(node, reader);
        };
    }

    /** The records of an event; EventBridge Pipes hands over the bare list. */
    static JsonNode recordsOf(JsonNode node) {
        return node.isArray() ? node : node.path("Records");
    }

    private static Stream<Optional<QueueMessage>> records(JsonNode node, Reader reader) {
        return recordsOf(node).valueStream().map(item -> {
            if (isOfSns(item)) {
                JsonNode sns = item.path("Sns");
                return sent(
                        message(
                                sns.path("MessageId").asText(),
                                sns.path("Message").textValue(),
                                reader),
                        sns.path("TopicArn"));
            }
            // Pipes leave out the wrapping that Lambda's own mapping has.
            JsonNode kinesis = item.path("kinesis").isObject() ? item.path("kinesis") : item;
            return "aws:kinesis".equals(item.path("eventSource").textValue())
                    ? sent(
                            message(kinesis.path("sequenceNumber").asText(), encoded(kinesis.path("data")), reader),
                            item.path("eventSourceARN"))
                    : Optional.empty();
        });
    }

    private static Optional<QueueMessage> kafka(JsonNode item, Reader reader) {
        boolean placed = item.path("topic").isTextual()
                && item.path("partition").isIntegralNumber()
                && item.path("offset").isIntegralNumber();
        String id = "%s-%s-%s"
                .formatted(
                        item.path("topic").asText(),
                        item.path("partition").asText(),
                        item.path("offset").asText());
        // A tombstone has no value.
        String value = item.path("value").isTextual() ? encoded(item.path("value")) : "";
        return placed ? message(id, value, reader) : Optional.empty();
    }

    // Messages of RabbitMQ with the same content and without ids can't be told apart: they are one.
    private static Optional<QueueMessage> rabbit(JsonNode item, Reader reader) {
        String id = item.path("basicProperties").path("messageId").asText("");
        String data = item.path("data").asText();
        return message(id.isBlank() || id.equals("null") ? Sha256.hex(data) : id, encoded(item.path("data")), reader);
    }

    private static boolean isOfSns(JsonNode item) {
        return "aws:sns".equals(item.path("EventSource").textValue());
    }

    private static boolean isBridged(JsonNode node) {
        return node.path("detail-type").isTextual() && node.path("source").isTextual();
    }

    // An event of a service of AWS is no ask, whatever its fields are called.
    private static Optional<QueueMessage> bridged(JsonNode node, Reader reader) {
        boolean ofAws = node.path("source").asText().startsWith("aws.");
        return ofAws || !node.path("detail").isObject()
                ? Optional.empty()
                : message(node.path("id").asText(), Json.text(node.path("detail")), reader);
    }

    // A cluster of one's own has no ARN.
    private static JsonNode cluster(JsonNode node) {
        return node.path("eventSourceArn").isTextual() ? node.path("eventSourceArn") : node.path("bootstrapServers");
    }

    // What a source is called, its topic or its queue included, stands for whoever sends by it.
    private static Optional<QueueMessage> sent(Optional<QueueMessage> message, JsonNode... source) {
        String sender = Stream.of(source).map(JsonNode::asText).collect(Collectors.joining("\n"));
        return message.map(read -> read.sentBy(sender));
    }

    private static Optional<QueueMessage> message(String id, @Nullable String body, Reader reader) {
        return id.isBlank() || body == null ? Optional.empty() : Optional.of(reader.read(id, body));
    }

    private static @Nullable String encoded(JsonNode base64) {
        if (!base64.isTextual()) {
            return null;
        }
        try {
            return new String(Base64.getDecoder().decode(base64.textValue()), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException notBase64) {
            return null;
        }
    }
}
