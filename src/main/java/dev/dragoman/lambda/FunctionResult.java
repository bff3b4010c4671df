package dev.dragoman.lambda;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.delivery.HttpAnswer;
import dev.dragoman.json.Json;
import dev.dragoman.outcome.Answer;
import dev.dragoman.outcome.Outcome;
import dev.dragoman.pipeline.Batches;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What an invocation ends with: a result, or an error that makes Lambda deliver the event again. */
sealed interface FunctionResult {
    /**
     * A result.
     *
     * @param json the response
     */
    record Success(JsonNode json) implements FunctionResult {}

    /**
     * An error.
     *
     * @param type a name for it
     * @param message one sentence
     */
    record Failure(String type, String message) implements FunctionResult {
        /** The body that the Runtime API takes for an error. */
        ObjectNode json() {
            ObjectNode json = Json.object().put("errorMessage", message).put("errorType", type);
            json.putArray("stackTrace");
            return json;
        }
    }

    /** An ask's answer is the result. */
    static FunctionResult of(Answer answer) {
        return new Success(answer.json());
    }

    /** S3 takes no result; if a document has to come again, the whole event has to. */
    static FunctionResult of(List<Answer> documents) {
        return documents.stream()
                .filter(answer -> !answer.done())
                .findFirst()
                .<FunctionResult>map(
                        answer -> new Failure("Dragoman." + answer.outcome().label(), message(answer)))
                .orElse(new Success(NullNode.getInstance()));
    }

    private static String message(Answer answer) {
        return answer.outcome() instanceof Outcome.Failed failed
                ? failed.problem().message()
                : "The answer could not be stored.";
    }

    /** The partial batch response ("Reporting batch item failures for Lambda functions with an Amazon SQS trigger"). */
    static FunctionResult of(Batches.Verdict verdict) {
        ObjectNode json = Json.object();
        ArrayNode failures = json.putArray("batchItemFailures");
        verdict.failed().forEach(id -> failures.addObject().put("itemIdentifier", id));
        return new Success(json);
    }

    /** The response that Function URLs and API Gateway (payload formats 1.0 and 2.0) take. */
    static FunctionResult of(HttpAnswer answer) {
        ObjectNode json = Json.object().put("statusCode", answer.status());
        ObjectNode headers = json.putObject("headers");
        answer.headers().forEach(headers::put);
        json.put("body", new String(answer.bytes(), StandardCharsets.UTF_8)).put("isBase64Encoded", false);
        return new Success(json);
    }
}
