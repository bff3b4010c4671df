package dev.dragoman.delivery;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.aws.TimeLimit;
import dev.dragoman.event.Ask;
import dev.dragoman.event.PayloadPointer;
import dev.dragoman.event.ReplyTo;
import dev.dragoman.event.S3Location;
import dev.dragoman.event.Sha256;
import dev.dragoman.json.Json;
import dev.dragoman.outcome.Answer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.SqsException;

/**
 * Sends answers to queues. What a queue does not take is stored as an object, and the queue gets a pointer to it, as the SQS
 * extended client for Java reads it.
 *
 * @see <a href="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html">SendMessage</a>
 */
final class QueueReplies {
    /** What SQS accepts as a group's or a deduplication id. */
    private static final Pattern ID = Pattern.compile("\\p{Graph}{1,128}");

    /** What SQS answers if it refuses the message itself, and not its sender or its queue. */
    private static final Set<String> REFUSALS = Set.of(
            "InvalidMessageContents",
            "InvalidParameterValue",
            "InvalidParameterValueException",
            "InvalidAttributeValue",
            "RequestEntityTooLarge");

    private final SqsClient sqs;
    private final S3Client s3;
    private final @Nullable S3Location store;

    /** @param store the bucket and the key prefix for answers that a queue does not take; null for none */
    QueueReplies(SqsClient sqs, S3Client s3, @Nullable S3Location store) {
        this.sqs = sqs;
        this.s3 = s3;
        this.store = store;
    }

    void send(ReplyTo.Queue queue, Answer answer, TimeLimit time) {
        String digest = digest(answer);
        if (store == null) {
            send(queue, answer.ask(), digest, QueueMessageBody.text(QueueMessageBody.fitting(answer)), Map.of(), time);
            return;
        }
        String body = QueueMessageBody.text(answer.json());
        if (!QueueMessageBody.fits(body)) {
            sendPointer(queue, answer.ask(), digest, body, store, time);
            return;
        }
        try {
            send(queue, answer.ask(), digest, body, Map.of(), time);
        } catch (SqsException refused) {
            if (!isOfTheMessage(refused)) {
                throw refused;
            }
            // A queue may take less than SQS does (MaximumMessageSize).
            sendPointer(queue, answer.ask(), digest, body, store, time);
        }
    }

    private static boolean isOfTheMessage(SqsException refused) {
        String code = refused.awsErrorDetails() == null
                ? ""
                : String.valueOf(refused.awsErrorDetails().errorCode());
        return refused.statusCode() == 413 || REFUSALS.contains(code.substring(code.lastIndexOf('.') + 1));
    }

    private void sendPointer(
            ReplyTo.Queue queue, Ask ask, String digest, String body, S3Location place, TimeLimit time) {
        S3Location object = new S3Location(place.bucket(), place.key() + digest + ".json");
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        s3.putObject(
                put -> put.bucket(object.bucket())
                        .key(object.key())
                        .contentType("application/json")
                        .overrideConfiguration(time),
                RequestBody.fromBytes(bytes));
        MessageAttributeValue size = MessageAttributeValue.builder()
                .dataType("Number")
                .stringValue(Integer.toString(bytes.length))
                .build();
        send(queue, ask, digest, PayloadPointer.write(object), Map.of(PayloadPointer.SIZE_ATTRIBUTE, size), time);
    }

    private void send(
            ReplyTo.Queue queue,
            Ask ask,
            String digest,
            String body,
            Map<String, MessageAttributeValue> attributes,
            TimeLimit time) {
        sqs.sendMessage(message -> {
            message.queueUrl(queue.url())
                    .messageBody(body)
                    .messageAttributes(attributes)
                    .overrideConfiguration(time);
            if (queue.isFifo()) {
                message.messageGroupId(group(ask)).messageDeduplicationId(digest);
            }
        });
    }

    private static String group(Ask ask) {
        String group = ask.group() == null ? ask.id() : ask.group();
        return ID.matcher(group).matches() ? group : Sha256.hex(group);
    }

    /**
     * Stands for the answer, wherever it was taken from. An answer that is delivered again has the same one, and another answer
     * under the same id has not: a queue must not drop it.
     */
    static String digest(Answer answer) {
        ObjectNode json = answer.json();
        json.remove("receipt");
        return Sha256.hex(Json.text(json));
    }
}
