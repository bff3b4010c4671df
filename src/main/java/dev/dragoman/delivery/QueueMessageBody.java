package dev.dragoman.delivery;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.json.Json;
import dev.dragoman.outcome.Answer;

/** Makes an answer fit a queue: SQS accepts at most 1 MiB (Amazon SQS message quotas). */
public final class QueueMessageBody {
    private static final int LIMIT = 1024 * 1024;

    private QueueMessageBody() {}

    /**
     * The answer's JSON. What was paid for must arrive, so the text stays and the provider's response is left out.
     *
     * @param answer any answer
     * @return without {@code response} if the answer would not fit with it
     */
    public static ObjectNode fitting(Answer answer) {
        ObjectNode json = answer.json();
        if (Json.bytes(json).length > LIMIT) {
            json.remove("response");
            json.put("responseLeftOut", "larger than a queue message may be");
        }
        return json;
    }
}
