package dev.dragoman.lambda;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.delivery.BatchResult;
import dev.dragoman.delivery.EventStream;
import dev.dragoman.delivery.HttpAnswer;
import dev.dragoman.event.Trigger;
import dev.dragoman.json.Json;
import dev.dragoman.outcome.Answer;
import dev.dragoman.outcome.Outcome;
import dev.dragoman.outcome.Problem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** What an invocation ends with: a result, or an error that makes Lambda deliver the event again. */
sealed interface FunctionResult {
    /** Posts it by the calls of the Runtime API that its kind needs; blocks. */
    void postTo(RuntimeApi api, String requestId) throws IOException, InterruptedException;

    /** The largest result that Lambda accepts, in bytes ("Lambda quotas": a payload of 6 MB, as its Runtime API counts). */
    int LARGEST = 6_291_556;

    /** The error that is sent instead of a larger answer. */
    Problem TOO_LARGE = Problem.ofServer(
            413,
            "answer_too_large",
            "The answer is larger than the 6 MB that Lambda takes back; a queued ask with \"replyTo\": \"s3://...\" may"
                    + " have a larger one.");

    /** The largest response that an Application Load Balancer accepts, in bytes ("Lambda functions as targets": 1 MB). */
    int LARGEST_BALANCED = 1024 * 1024;

    /** The error that is sent instead of a larger response. */
    Problem TOO_LARGE_TO_BALANCE = Problem.ofServer(
            413,
            "answer_too_large",
            "The answer is larger than the 1 MB that an Application Load Balancer takes back; a Function URL may have a"
                    + " larger one.");

    /**
     * A result.
     *
     * @param json the response, as it is posted
     */
    record Success(byte[] json) implements FunctionResult {
        static Success of(JsonNode tree) {
            return new Success(Json.bytes(tree));
        }

        boolean fits() {
            return json.length <= LARGEST;
        }

        @Override
        public void postTo(RuntimeApi api, String requestId) throws IOException {
            api.postResponse(requestId, json);
        }
    }

    /**
     * An error.
     *
     * @param type a name for it
     * @param message one sentence
     */
    record Failure(String type, String message) implements FunctionResult {
        /** The body of an error, as the Runtime API expects it. */
        ObjectNode json() {
            ObjectNode json = Json.object().put("errorMessage", message).put("errorType", type);
            json.putArray("stackTrace");
            return json;
        }

        @Override
        public void postTo(RuntimeApi api, String requestId) throws IOException {
            api.postError(requestId, this);
        }
    }

    /**
     * An HTTP response that is sent while it is made. Its body may have up to 200 MB ("Lambda quotas").
     *
     * @param status the HTTP status
     * @param headers in the order they are sent
     * @param body writes the body
     */
    record StreamedResponse(int status, Map<String, String> headers, StreamedBody body) implements FunctionResult {
        /** Tells Function URLs and API Gateway that the result begins with the response's status and headers. */
        static final String CONTENT_TYPE = "application/vnd.awslambda.http-integration-response";

        private static final int ZEROS = 8;

        /** The response's status and headers, with the zero bytes that end them. */
        byte[] prelude() {
            ObjectNode json = Json.object().put("statusCode", status);
            headers.forEach(json.putObject("headers")::put);
            json.putArray("cookies");
            byte[] head = Json.bytes(json);
            return Arrays.copyOf(head, head.length + ZEROS);
        }

        @Override
        public void postTo(RuntimeApi api, String requestId) throws InterruptedException {
            api.stream(requestId, this);
        }
    }

    /** The body of a streamed result. */
    interface StreamedBody {
        /**
         * Writes it and ends the result; blocks until that is done.
         *
         * @throws IOException if the rest is not accepted; the call behind it has ended then too
         */
        void writeTo(ChunkedPost post) throws IOException, InterruptedException;
    }

    /** A whole answer as a streamed response, for a caller that accepts no other. */
    static FunctionResult streamed(HttpAnswer answer) {
        return new StreamedResponse(answer.status(), answer.headers(), post -> {
            post.write(answer.bytes());
            post.end();
        });
    }

    /** The response to a call whose answer has begun. */
    static FunctionResult streamed(EventStream stream) {
        return new StreamedResponse(200, stream.head(), new EventBody(stream));
    }

    /** An ask's answer is the result. If it is too large for Lambda, an error takes its place. */
    static FunctionResult of(Answer answer) {
        Success result = Success.of(answer.json());
        return result.fits()
                ? result
                : Success.of(answer.withOutcome(new Outcome.Rejected(TOO_LARGE)).json());
    }

    /** S3 expects no result; if one document has to be delivered again, the whole event has to. */
    static FunctionResult of(List<Answer> documents) {
        return documents.stream()
                .filter(answer -> !answer.isDone())
                .findFirst()
                .<FunctionResult>map(FunctionResult::failure)
                .orElse(Success.of(NullNode.getInstance()));
    }

    private static Failure failure(Answer answer) {
        return new Failure("Dragoman." + answer.outcome().label(), message(answer));
    }

    private static String message(Answer answer) {
        return answer.outcome()
                .match(
                        answered -> "The answer could not be stored.",
                        failed -> failed.problem().message());
    }

    /** What the source of a batch has to be told: its partial batch response, or an error if it may not know what that is. */
    static FunctionResult of(BatchResult batch, Trigger.BatchSource source) {
        return source == Trigger.BatchSource.SQS || batch.failed().isEmpty() ? of(batch) : whole(batch);
    }

    private static FunctionResult whole(BatchResult batch) {
        return batch.failed().stream()
                .flatMap(failed -> failed.answers().stream())
                .findFirst()
                .map(FunctionResult::failure)
                .orElseGet(() -> new Failure("Dragoman.unavailable", "A message of the batch was not answered."));
    }

    /** The partial batch response ("Reporting batch item failures for Lambda functions with an Amazon SQS trigger"). */
    static FunctionResult of(BatchResult batch) {
        ObjectNode json = Json.object();
        ArrayNode failures = json.putArray("batchItemFailures");
        batch.failed()
                .forEach(failed -> failures.addObject()
                        .put("itemIdentifier", failed.message().id()));
        return Success.of(json);
    }

    /** The response in the format of Function URLs and API Gateway (payload formats 1.0 and 2.0). */
    static FunctionResult of(HttpAnswer answer) {
        return of(answer, Trigger.ResponseForm.WHOLE);
    }

    /** The response in the format that its caller takes. */
    static FunctionResult of(HttpAnswer answer, Trigger.ResponseForm form) {
        Success result = response(answer, form);
        boolean balanced = form == Trigger.ResponseForm.BALANCER || form == Trigger.ResponseForm.BALANCER_LISTS;
        return result.json().length <= (balanced ? LARGEST_BALANCED : LARGEST)
                ? result
                : response(HttpAnswer.problem(answer.requestId(), balanced ? TOO_LARGE_TO_BALANCE : TOO_LARGE), form);
    }

    private static Success response(HttpAnswer answer, Trigger.ResponseForm form) {
        ObjectNode json = Json.object().put("statusCode", answer.status());
        if (form == Trigger.ResponseForm.BALANCER_LISTS) {
            ObjectNode lists = json.putObject("multiValueHeaders");
            answer.headers().forEach((name, value) -> lists.putArray(name).add(value));
        } else {
            ObjectNode headers = json.putObject("headers");
            answer.headers().forEach(headers::put);
        }
        json.put("body", new String(answer.bytes(), StandardCharsets.UTF_8)).put("isBase64Encoded", false);
        return Success.of(json);
    }
}
