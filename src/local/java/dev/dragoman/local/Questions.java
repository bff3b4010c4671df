package dev.dragoman.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.json.Json;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;

/** Asks one question over HTTP and one through the queue. Each method returns a sentence if it was not answered. */
final class Questions {
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final int WAIT_SECONDS = 5;
    private static final String ID = "question-by-queue";

    private final DragomanProcess dragoman;
    private final SqsClient sqs;
    private final Console console;

    Questions(DragomanProcess dragoman, SqsClient sqs, Console console) {
        this.dragoman = dragoman;
        this.sqs = sqs;
        this.console = console;
    }

    Optional<String> byHttp() {
        console.blank();
        console.say("== POST /v1/responses");
        ObjectNode body = Json.object().put("input", "How does the tide know when to turn? One sentence, please.");
        HttpRequest request = HttpRequest.newBuilder(dragoman.uri("/v1/responses"))
                .timeout(LIMIT)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(Json.bytes(body)))
                .build();
        try {
            HttpResponse<String> response =
                    HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
            String text = text(json(response.body()));
            console.indented(
                    text.isEmpty()
                            ? response.body().lines().toList()
                            : text.lines().toList());
            return response.statusCode() == 200 && !text.isEmpty()
                    ? Optional.empty()
                    : Optional.of("The HTTP request was answered with status " + response.statusCode() + ".");
        } catch (IOException broken) {
            return Optional.of("The HTTP request was not answered: " + broken.getMessage() + ".");
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            return Optional.of("The HTTP request was interrupted.");
        }
    }

    private static String text(JsonNode response) {
        StringBuilder text = new StringBuilder();
        for (JsonNode item : response.path("output")) {
            for (JsonNode part : item.path("content")) {
                text.append(part.path("text").asText(""));
            }
        }
        return text.toString();
    }

    Optional<String> byQueue(String asks, String answers) {
        console.blank();
        console.say("== An ask on the queue, the answer from the reply queue");
        ObjectNode ask = Json.object().put("id", ID);
        ask.putObject("body").put("input", "Why do harbours keep their lights burning? One sentence, please.");
        sqs.sendMessage(send -> send.queueUrl(asks).messageBody(Json.text(ask)));
        long start = console.now();
        while (console.now() - start < LIMIT.toNanos() && dragoman.alive()) {
            for (Message message : receive(answers)) {
                JsonNode answer = json(message.body());
                sqs.deleteMessage(delete -> delete.queueUrl(answers).receiptHandle(message.receiptHandle()));
                if (answer.path("id").asText("").equals(ID)) {
                    return judge(answer);
                }
            }
        }
        return Optional.of("The queued ask was not answered.");
    }

    private List<Message> receive(String answers) {
        return sqs.receiveMessage(receive ->
                        receive.queueUrl(answers).waitTimeSeconds(WAIT_SECONDS).maxNumberOfMessages(10))
                .messages();
    }

    private Optional<String> judge(JsonNode answer) {
        String outcome = answer.path("outcome").asText("missing");
        console.indented(answer.path("text")
                .asText(answer.path("error").path("message").asText(""))
                .lines()
                .toList());
        console.blank();
        console.indented(ReceiptFacts.of(answer.path("receipt")));
        return outcome.equals("completed")
                ? Optional.empty()
                : Optional.of("The queued ask's outcome is " + outcome + ", not completed.");
    }

    private static JsonNode json(String text) {
        return Json.read(text) instanceof Json.Result.Value value ? value.node() : Json.object();
    }
}
