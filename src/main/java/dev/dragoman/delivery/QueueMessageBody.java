package dev.dragoman.delivery;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.json.Json;
import dev.dragoman.outcome.Answer;
import java.nio.charset.StandardCharsets;

/** Makes an answer fit a queue: SQS accepts at most 1 MiB (Amazon SQS message quotas). */
public final class QueueMessageBody {
    private static final int LIMIT = 1024 * 1024;

    private QueueMessageBody() {}

    /**
     * A tree as a message's body. Of all characters that JSON may hold as they are, SQS refuses two.
     *
     * @param json any tree
     * @return one line, with those two escaped
     */
    static String text(ObjectNode json) {
        return Json.text(json).replace("\uFFFE", "\\uFFFE").replace("\uFFFF", "\\uFFFF");
    }

    /** Whether SQS accepts a body of this size, without attributes. */
    static boolean fits(String body) {
        return body.getBytes(StandardCharsets.UTF_8).length <= LIMIT;
    }

    /**
     * The answer's JSON. What was paid for must arrive, so the text stays and the provider's response is left out.
     *
     * @param answer any answer
     * @return without {@code response} if the answer would not fit with it
     */
    public static ObjectNode fitting(Answer answer) {
        ObjectNode json = answer.json();
        if (!fits(text(json))) {
            json.remove("response");
            json.put("responseLeftOut", "larger than a queue message may be");
        }
        return json;
    }
}
