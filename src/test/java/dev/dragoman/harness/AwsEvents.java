package dev.dragoman.harness;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import software.amazon.awssdk.services.sqs.model.Message;

/**
 * Events as AWS sends them, about objects and messages in the local stack. They are made from the sample events of the
 * unit tests.
 */
public final class AwsEvents {
    private AwsEvents() {}

    /** An S3 event with a record for each key. */
    public static ObjectNode s3(String bucket, String... keys) {
        ObjectNode event = sample("s3-direct");
        JsonNode frame = event.withArray("Records").get(0);
        ArrayNode records = event.putArray("Records");
        for (String key : keys) {
            ObjectNode record = frame.deepCopy();
            ObjectNode s3 = record.withObject("/s3");
            s3.withObject("/bucket").put("name", bucket);
            ObjectNode object = s3.withObject("/object");
            object.remove(List.of("versionId", "eTag"));
            object.put("key", URLEncoder.encode(key, StandardCharsets.UTF_8).replace("%2F", "/"));
            records.add(record);
        }
        return event;
    }

    /** The same through EventBridge, which sends one object an event and does not encode its key. */
    public static ObjectNode eventBridge(String bucket, String key) {
        ObjectNode event = sample("s3-eventbridge");
        ObjectNode detail = event.withObject("/detail");
        detail.withObject("/bucket").put("name", bucket);
        ObjectNode object = detail.withObject("/object");
        object.remove(List.of("version-id", "etag"));
        object.put("key", key);
        return event;
    }

    /** An S3 event through SNS. */
    public static ObjectNode sns(JsonNode s3Event) {
        ObjectNode event = sample("s3-sns");
        ((ObjectNode) event.withArray("Records").get(0)).withObject("/Sns").put("Message", Json.text(s3Event));
        return event;
    }

    /** An SQS batch with these bodies; the messages' ids are {@code message-0} and so on. */
    public static ObjectNode sqs(List<String> bodies) {
        ObjectNode event = sample("sqs-batch");
        JsonNode frame = event.withArray("Records").get(0);
        ArrayNode records = event.putArray("Records");
        IntStream.range(0, bodies.size()).forEach(index -> {
            ObjectNode record = frame.deepCopy();
            record.put("messageId", "message-" + index).put("body", bodies.get(index));
            records.add(record);
        });
        return event;
    }

    /** An SQS batch of messages that were received from a queue, as Lambda's poller would hand them on. */
    public static ObjectNode received(String queueName, List<Message> messages) {
        ObjectNode event = sqs(messages.stream().map(Message::body).toList());
        for (int i = 0; i < messages.size(); i++) {
            Message message = messages.get(i);
            ObjectNode record = (ObjectNode) event.withArray("Records").get(i);
            record.put("messageId", message.messageId())
                    .put("receiptHandle", message.receiptHandle())
                    .put("eventSourceARN", "arn:aws:sqs:us-east-1:000000000000:" + queueName);
            ObjectNode attributes = record.withObject("/attributes");
            message.attributesAsStrings().forEach(attributes::put);
            ObjectNode sent = record.putObject("messageAttributes");
            message.messageAttributes()
                    .forEach((name, value) -> sent.putObject(name)
                            .put("stringValue", value.stringValue())
                            .put("dataType", value.dataType()));
        }
        return event;
    }

    /** A call through a Function URL or API Gateway: the named sample with another path and body. */
    public static ObjectNode http(String sample, String path, String body) {
        ObjectNode event = sample(sample);
        event.put("body", body).put("isBase64Encoded", false);
        event.put(event.has("rawPath") ? "rawPath" : "path", path);
        event.withObject("/requestContext").put("stage", "$default");
        return event;
    }

    /** One of the unit tests' sample events. */
    public static ObjectNode sample(String name) {
        try (InputStream in = AwsEvents.class.getResourceAsStream("/events/" + name + ".json")) {
            if (in != null && Json.read(in.readAllBytes()) instanceof Json.Result.Value value) {
                return (ObjectNode) value.node();
            }
            throw new AssertionError("no sample event " + name);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
