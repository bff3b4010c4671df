package dev.dragoman.event;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the SQS batch of a Lambda invocation.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html">Using Lambda with Amazon SQS</a>
 */
final class SqsBatches {
    private static final Pattern ARN =
            Pattern.compile("arn:(aws[a-z-]*):sqs:([a-z0-9-]+):([0-9]{12}):([A-Za-z0-9_-]{1,75}(?:\\.fifo)?)");

    private SqsBatches() {}

    /**
     * Reads a batch.
     *
     * @param node any JSON
     * @param reader reads a message from its id and body
     * @return empty if it is no batch, and also if a message has no id, which the batch's result has to name, or a body
     *     that is not text, which SQS never sends
     */
    static Optional<List<QueueMessage>> read(JsonNode node, BiFunction<String, String, QueueMessage> reader) {
        List<QueueMessage> messages = new ArrayList<>();
        for (JsonNode item : MessageSources.recordsOf(node)) {
            String id = item.path("messageId").textValue();
            String body = item.path("body").textValue();
            boolean queued = "aws:sqs".equals(item.path("eventSource").textValue());
            if (!queued || id == null || id.isBlank() || body == null) {
                return Optional.empty();
            }
            Continuation rest = Continuation.of(
                    body,
                    id,
                    item.path("messageAttributes")
                            .path(Continuation.ATTRIBUTE)
                            .path("stringValue")
                            .textValue());
            messages.add(reader.apply(rest.first(), body)
                    .sentBy(item.path("eventSourceARN").asText())
                    .withContinuation(id, rest)
                    .withReceipt(receipt(item)));
        }
        return messages.isEmpty() ? Optional.empty() : Optional.of(messages);
    }

    private static @Nullable SqsReceipt receipt(JsonNode item) {
        JsonNode attributes = item.path("attributes");
        String url = queueUrl(item.path("eventSourceARN").asText());
        String handle = item.path("receiptHandle").asText();
        return url == null || handle.isEmpty()
                ? null
                : new SqsReceipt(
                        url,
                        handle,
                        Math.max(1, attributes.path("ApproximateReceiveCount").asInt(1)),
                        attributes.path("MessageGroupId").textValue(),
                        attributes.path("SenderId").textValue());
    }

    private static @Nullable String queueUrl(String arn) {
        Matcher parts = ARN.matcher(arn);
        if (!parts.matches()) {
            return null;
        }
        String domain = parts.group(1).equals("aws-cn") ? "amazonaws.com.cn" : "amazonaws.com";
        return "https://sqs.%s.%s/%s/%s".formatted(parts.group(2), domain, parts.group(3), parts.group(4));
    }
}
