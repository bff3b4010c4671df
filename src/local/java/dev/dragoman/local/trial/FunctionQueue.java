package dev.dragoman.local.trial;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.event.Continuation;
import dev.dragoman.json.Json;
import dev.dragoman.local.Aws;
import dev.dragoman.local.RuntimeApiServer.Posted;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;

/**
 * What Lambda does between a queue and a function: it receives messages, makes an event of them, and deletes those that the
 * function has not named as failed. After a function error all come again.
 */
final class FunctionQueue {
    private final SqsClient sqs;
    private final String url;
    private final int batch;
    private final Set<String> continuations = new HashSet<>();

    /**
     * @param sqs has the queue
     * @param url the queue's
     * @param batch how many messages go into an event, at most 10
     */
    FunctionQueue(SqsClient sqs, String url, int batch) {
        this.sqs = sqs;
        this.url = url;
        this.batch = batch;
    }

    /**
     * Receives messages; waits a second for the first.
     *
     * @param hidden how long they are hidden
     */
    List<Message> receive(Duration hidden) {
        List<Message> messages = sqs.receiveMessage(receive -> receive.queueUrl(url)
                        .maxNumberOfMessages(batch)
                        .waitTimeSeconds(1)
                        .visibilityTimeout(Math.toIntExact(hidden.toSeconds()))
                        .messageSystemAttributeNames(MessageSystemAttributeName.ALL)
                        .messageAttributeNames("All"))
                .messages();
        messages.stream()
                .filter(message -> message.messageAttributes().containsKey(Continuation.ATTRIBUTE))
                .forEach(message -> continuations.add(message.messageId()));
        return messages;
    }

    /** The event of an invocation. */
    byte[] event(List<Message> messages) {
        ObjectNode event = Json.object();
        ArrayNode records = event.putArray("Records");
        String name = url.substring(url.lastIndexOf('/') + 1);
        for (Message message : messages) {
            ObjectNode item = records.addObject()
                    .put("messageId", message.messageId())
                    .put("receiptHandle", message.receiptHandle())
                    .put("body", message.body())
                    .put("eventSource", "aws:sqs")
                    .put("eventSourceARN", "arn:aws:sqs:%s:%s:%s".formatted(Aws.REGION, Aws.ACCOUNT, name))
                    .put("awsRegion", Aws.REGION);
            message.attributesAsStrings().forEach(item.putObject("attributes")::put);
            ObjectNode sent = item.putObject("messageAttributes");
            message.messageAttributes()
                    .forEach((attribute, value) -> sent.putObject(attribute)
                            .put("stringValue", value.stringValue())
                            .put("dataType", value.dataType()));
        }
        return Json.bytes(event);
    }

    /**
     * Deletes the messages that are done. The others stay hidden for as long as the function, or the queue, says.
     *
     * @return how many failed
     */
    int settle(List<Message> messages, Posted posted) {
        Set<String> failed = posted.succeeded() && Json.read(posted.body()) instanceof Json.Result.Value value
                ? failures(value.node())
                : messages.stream().map(Message::messageId).collect(Collectors.toSet());
        messages.stream()
                .filter(message -> !failed.contains(message.messageId()))
                .forEach(message ->
                        sqs.deleteMessage(delete -> delete.queueUrl(url).receiptHandle(message.receiptHandle())));
        return failed.size();
    }

    private static Set<String> failures(JsonNode result) {
        return StreamSupport.stream(result.path("batchItemFailures").spliterator(), false)
                .map(failure -> failure.path("itemIdentifier").asText())
                .collect(Collectors.toSet());
    }

    /** Lets messages come again at once, so that a trial need not wait for those of a process that was killed. */
    void again(List<Message> messages) {
        messages.forEach(message -> sqs.changeMessageVisibility(change ->
                change.queueUrl(url).receiptHandle(message.receiptHandle()).visibilityTimeout(0)));
    }

    /** How many different messages came that go on with the work of another. */
    int continuations() {
        return continuations.size();
    }
}
