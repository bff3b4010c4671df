package dev.dragoman.local.trial;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.Map;

/** The answers that came so far from a reply queue. */
final class Answers {
    private final Map<String, Integer> byId = new HashMap<>();
    private int completed;
    private int other;

    /** Takes those that are there; waits a second for the first. */
    void take(AskedQueues queues) {
        for (JsonNode answer : queues.answers()) {
            byId.merge(answer.path("id").asText(), 1, Integer::sum);
            if (answer.path("outcome").asText().equals("completed")) {
                completed++;
            } else {
                other++;
            }
        }
    }

    int completed() {
        return completed;
    }

    int other() {
        return other;
    }

    long repeated() {
        return byId.values().stream().filter(count -> count > 1).count();
    }
}
