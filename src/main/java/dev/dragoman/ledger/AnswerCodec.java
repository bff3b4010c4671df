package dev.dragoman.ledger;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.event.Ask;
import dev.dragoman.event.Content;
import dev.dragoman.event.Door;
import dev.dragoman.json.Json;
import dev.dragoman.outcome.Answer;
import dev.dragoman.outcome.Outcome;
import dev.dragoman.outcome.Problem;

/**
 * Answers as JSON: the outcome and the receipt. The ask is not kept, since the one that comes next takes its place; only
 * its id is, in the receipt.
 */
final class AnswerCodec {
    private AnswerCodec() {}

    static ObjectNode write(Answer answer) {
        ObjectNode json = Json.object();
        json.set("outcome", write(answer.outcome()));
        json.set("receipt", ReceiptCodec.write(answer.receipt()));
        return json;
    }

    private static ObjectNode write(Outcome outcome) {
        ObjectNode json = Json.object().put("label", outcome.label());
        if (outcome instanceof Outcome.Answered answered) {
            json.put("text", answered.text()).put("finishReason", answered.finishReason());
            json.set("response", answered.response());
        } else if (outcome instanceof Outcome.Failed failed) {
            Problem problem = failed.problem();
            json.put("status", problem.status())
                    .put("type", problem.type())
                    .put("code", problem.code())
                    .put("message", problem.message())
                    .put("param", problem.param());
        }
        return json;
    }

    static Answer read(JsonNode json) {
        JsonNode receipt = Fields.object(json, "receipt");
        Ask ask = new Ask(
                Fields.text(receipt, "ask"),
                null,
                Door.INVOKE,
                new Content.Malformed(500, "stored_answer", "This ask was answered before.", null),
                null,
                null,
                null);
        return new Answer(ask, outcome(Fields.object(json, "outcome")), ReceiptCodec.read(receipt));
    }

    private static Outcome outcome(JsonNode json) {
        return switch (Fields.text(json, "label")) {
            case "completed" ->
                new Outcome.Completed(
                        Fields.text(json, "text"), json.path("response"), Fields.text(json, "finishReason"));
            case "truncated" ->
                new Outcome.Truncated(
                        Fields.text(json, "text"), json.path("response"), Fields.text(json, "finishReason"));
            case "refused" ->
                new Outcome.Refused(
                        Fields.text(json, "text"), json.path("response"), Fields.text(json, "finishReason"));
            case "rejected" -> new Outcome.Rejected(problem(json));
            case "expired" -> new Outcome.Expired(problem(json));
            default -> throw new IllegalStateException("an entry's outcome is unknown");
        };
    }

    private static Problem problem(JsonNode json) {
        return new Problem(
                json.path("status").intValue(),
                Fields.text(json, "type"),
                Fields.text(json, "code"),
                Fields.text(json, "message"),
                Fields.textOrNull(json, "param"));
    }
}
