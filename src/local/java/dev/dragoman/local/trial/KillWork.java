package dev.dragoman.local.trial;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.json.Json;
import dev.dragoman.local.LocalStack;
import dev.dragoman.local.Waiting;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.S3Object;
import software.amazon.awssdk.services.sqs.model.Message;

/** The work during the kills and its results: queued asks, dropped documents, replies, results, the ledger. */
final class KillWork {
    private static final String ASKS = "kill-asks";
    private static final String DOCUMENTS = "kill-documents";
    private static final String LEDGER = "kill-ledger";
    private static final double BROUGHT_AGAIN = 0.3;

    private final LocalStack stack;
    private final String asks;
    private final String answers;
    private final List<String> names = new ArrayList<>();
    private final Random random;
    private final Map<String, List<JsonNode>> replies = new LinkedHashMap<>();
    private int brought;

    KillWork(LocalStack stack, int asks, int documents, Random random) {
        this.stack = stack;
        this.random = random;
        this.asks = stack.createQueue(ASKS);
        this.answers = stack.createQueue("kill-answers");
        stack.createBucket(DOCUMENTS);
        stack.createBucket(LEDGER);
        for (int i = 0; i < asks + documents; i++) {
            // Spread evenly over all the time.
            boolean document = (long) i * documents / (asks + documents) != (i + 1L) * documents / (asks + documents);
            names.add((document ? "document-" : "ask-") + String.format("%04d", i));
        }
    }

    Map<String, String> environment() {
        return Map.of(
                "DRAGOMAN_POLL_QUEUE", ASKS,
                "DRAGOMAN_POLL_BUCKET", DOCUMENTS,
                "DRAGOMAN_QUEUE_REPLY", answers,
                "DRAGOMAN_LEDGER", "s3://" + LEDGER + "/ledger/");
    }

    /** Sends this turn's share of the asks and documents, and some again that were sent before. */
    void bring(int turn, int turns) {
        int from = Math.toIntExact((long) names.size() * turn / turns);
        int to = Math.toIntExact((long) names.size() * (turn + 1) / turns);
        for (int i = from; i < to; i++) {
            bring(names.get(i));
            if (random.nextDouble() < BROUGHT_AGAIN) {
                bring(names.get(random.nextInt(i + 1)));
            }
        }
    }

    private void bring(String name) {
        brought++;
        if (isDocument(name)) {
            stack.s3()
                    .putObject(
                            put -> put.bucket(DOCUMENTS).key("inbox/" + name + ".md"),
                            RequestBody.fromString(
                                    "# The story of " + name + "\n\nIt was dropped while servers fell."));
            return;
        }
        ObjectNode ask = Json.object().put("id", name);
        ask.putObject("body").put("input", "What is " + name + "?");
        stack.sqs().sendMessage(send -> send.queueUrl(asks).messageBody(Json.text(ask)));
    }

    static boolean isDocument(String name) {
        return name.startsWith("document-");
    }

    /** Receives the messages of the reply queue; waits a second for the first. */
    void takeAnswers() {
        List<Message> messages = stack.sqs()
                .receiveMessage(receive ->
                        receive.queueUrl(answers).maxNumberOfMessages(10).waitTimeSeconds(1))
                .messages();
        for (Message message : messages) {
            JsonNode answer = json(message.body());
            replies.computeIfAbsent(answer.path("id").asText(), id -> new ArrayList<>())
                    .add(answer);
            stack.sqs().deleteMessage(delete -> delete.queueUrl(answers).receiptHandle(message.receiptHandle()));
        }
    }

    /** Whether nothing is left to do: no message, no document, no reply. */
    boolean isDone() {
        return Waiting.in(stack.sqs(), asks) == 0
                && keys(DOCUMENTS, "inbox/").isEmpty()
                && Waiting.in(stack.sqs(), answers) == 0;
    }

    List<String> names() {
        return names;
    }

    int brought() {
        return brought;
    }

    /** The replies to an ask; for a document its receipt, if there is a summary too. */
    List<JsonNode> answers(String name) {
        if (!isDocument(name)) {
            return replies.getOrDefault(name, List.of());
        }
        Set<String> keys = keys(DOCUMENTS, "summaries/" + name);
        String receipt = "summaries/" + name + ".md.receipt.json";
        return keys.size() == 2 && keys.contains(receipt)
                ? List.of(Json.object().set("receipt", json(text(DOCUMENTS, receipt))))
                : List.of();
    }

    /** The states of all that the ledger holds. */
    List<String> ledger() {
        return keys(LEDGER, "ledger/").stream()
                .map(key -> json(text(LEDGER, key)).path("state").asText())
                .toList();
    }

    private Set<String> keys(String bucket, String prefix) {
        return stack.s3().listObjectsV2Paginator(list -> list.bucket(bucket).prefix(prefix)).contents().stream()
                .map(S3Object::key)
                .collect(Collectors.toSet());
    }

    private String text(String bucket, String key) {
        return stack.s3().getObjectAsBytes(get -> get.bucket(bucket).key(key)).asUtf8String();
    }

    private static JsonNode json(String text) {
        return ((Json.Result.Value) Json.read(text)).node();
    }
}
