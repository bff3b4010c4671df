package dev.dragoman.harness;

import com.fasterxml.jackson.databind.JsonNode;
import dev.dragoman.json.Json;
import dev.dragoman.local.DragomanProcess;
import dev.dragoman.local.LocalStack;
import dev.dragoman.local.RuntimeApiServer;
import dev.dragoman.local.model.ReceivedCall;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.EncodingType;
import software.amazon.awssdk.services.s3.model.S3Object;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;

/** The local stack, started once for all end-to-end tests, with the S3 and SQS calls that they share. */
public record Stack(LocalStack local) implements AutoCloseable {
    /** How long an end-to-end test waits for anything; far more than is usually needed. */
    public static final Duration LIMIT = Duration.ofSeconds(60);

    /** Gives tests the stack as a constructor parameter. */
    public static final class Extension implements ParameterResolver {
        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
            return parameter.getParameter().getType() == Stack.class;
        }

        @Override
        public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
            return context.getRoot()
                    .getStore(Namespace.GLOBAL)
                    .computeIfAbsent("stack", type -> new Stack(LocalStack.start()), Stack.class);
        }
    }

    /** Puts text. */
    public void put(String bucket, String key, String text) {
        put(bucket, key, text.getBytes(StandardCharsets.UTF_8));
    }

    /** Puts bytes. */
    public void put(String bucket, String key, byte[] bytes) {
        local.s3().putObject(put -> put.bucket(bucket).key(key), RequestBody.fromBytes(bytes));
    }

    /** Puts one of the files of {@code samples/}. */
    public void putSample(String bucket, String key, String sample) {
        local.s3().putObject(put -> put.bucket(bucket).key(key), RequestBody.fromFile(Path.of("samples", sample)));
    }

    /** An object's text. */
    public String text(String bucket, String key) {
        return local.s3().getObjectAsBytes(get -> get.bucket(bucket).key(key)).asString(StandardCharsets.UTF_8);
    }

    /** An object's JSON. */
    public JsonNode json(String bucket, String key) {
        return parse(text(bucket, key));
    }

    /** The keys under a prefix. */
    public Set<String> keys(String bucket, String prefix) {
        return local
                .s3()
                .listObjectsV2Paginator(
                        list -> list.bucket(bucket).prefix(prefix).encodingType(EncodingType.URL))
                .contents()
                .stream()
                .map(S3Object::key)
                .collect(Collectors.toSet());
    }

    /** Waits until an object is there. */
    public void awaitKey(String bucket, String key) {
        Awaitility.await(key).atMost(LIMIT).until(() -> keys(bucket, key).contains(key));
    }

    /** Waits until an object was moved; S3 has no move, so for a moment it is in both places. */
    public void awaitMove(String bucket, String from, String to) {
        awaitKey(bucket, to);
        Awaitility.await(from + " is gone")
                .atMost(LIMIT)
                .until(() -> !keys(bucket, from).contains(from));
    }

    /** Receives and deletes this number of messages; fails if they do not arrive. */
    public List<JsonNode> receive(String queueUrl, int count) {
        // At once: a FIFO queue gives nothing more of a group before.
        return received(
                        queueUrl,
                        count,
                        message -> local.sqs()
                                .deleteMessage(
                                        delete -> delete.queueUrl(queueUrl).receiptHandle(message.receiptHandle())))
                .stream()
                .map(message -> parse(message.body()))
                .toList();
    }

    /** Receives this number of messages, with what SQS says of them; fails if they do not arrive. */
    public List<Message> messages(String queueUrl, int count) {
        return received(queueUrl, count, message -> {});
    }

    private List<Message> received(String queueUrl, int count, Consumer<Message> each) {
        List<Message> received = new ArrayList<>();
        Awaitility.await(count + " messages").atMost(LIMIT).until(() -> {
            List<Message> more = local.sqs()
                    .receiveMessage(receive -> receive.queueUrl(queueUrl)
                            .maxNumberOfMessages(10)
                            .waitTimeSeconds(1)
                            .messageSystemAttributeNames(MessageSystemAttributeName.ALL))
                    .messages();
            more.forEach(each);
            received.addAll(more);
            return received.size() >= count;
        });
        return received;
    }

    /** Starts the packaged function, and waits until it asks for its first event. */
    public static DragomanProcess function(RuntimeApiServer lambda, Map<String, String> environment) {
        Map<String, String> ofFunction = new TreeMap<>(environment);
        ofFunction.put("AWS_LAMBDA_RUNTIME_API", lambda.address());
        DragomanProcess function = DragomanProcess.launch(0, ofFunction, List.of());
        lambda.awaitFirstPoll(LIMIT);
        return function;
    }

    /** Whether calls overlapped: two arrived within less time than one of them takes. */
    public static boolean overlap(List<ReceivedCall> calls, Duration each) {
        List<Instant> came = calls.stream().map(ReceivedCall::time).sorted().toList();
        return IntStream.range(1, came.size())
                .anyMatch(i -> came.get(i).isBefore(came.get(i - 1).plus(each)));
    }

    /** Reads JSON; fails if it is none. */
    public static JsonNode parse(String text) {
        if (Json.read(text) instanceof Json.Result.Value value) {
            return value.node();
        }
        throw new AssertionError("not JSON: " + text);
    }

    @Override
    public void close() {
        local.close();
    }
}
