package dev.dragoman.event;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * Reads the SQS batch of a Lambda invocation.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html">Using Lambda with Amazon SQS</a>
 */
final class SqsBatches {
    private SqsBatches() {}

    /**
     * Reads a batch.
     *
     * @param node any JSON
     * @param reader reads a message from its id and body
     * @return empty where it is no batch. A message without an id can't be named in the batch's result, and a body
     *     that is not text was not sent by SQS: then it is none either
     */
    static Optional<List<QueueMessage>> read(JsonNode node, BiFunction<String, String, QueueMessage> reader) {
        List<QueueMessage> messages = new ArrayList<>();
        for (JsonNode item : node.path("Records")) {
            String id = item.path("messageId").textValue();
            String body = item.path("body").textValue();
            boolean queued = "aws:sqs".equals(item.path("eventSource").textValue());
            if (!queued || id == null || id.isBlank() || body == null) {
                return Optional.empty();
            }
            messages.add(reader.apply(id, body));
        }
        return messages.isEmpty() ? Optional.empty() : Optional.of(messages);
    }
}
