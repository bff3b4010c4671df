package dev.dragoman.local;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** A receipt in three lines. */
final class ReceiptFacts {
    private ReceiptFacts() {}

    static List<String> of(JsonNode receipt) {
        List<String> lines = new ArrayList<>();
        lines.add("receipt: " + receipt.path("outcome").asText("no outcome") + " ("
                + receipt.path("finishReason").asText("no finish reason") + "), " + took(receipt) + ", attempts "
                + receipt.path("attempts").asText("?"));
        JsonNode document = receipt.path("document");
        if (document.isObject()) {
            lines.add("document: " + document.path("contentType").asText("?") + ", "
                    + document.path("size").asText("?") + " bytes, prompt "
                    + receipt.path("prompt").path("name").asText("?"));
        }
        lines.add("model: " + model(receipt) + " by " + receipt.path("endpoint").asText("?") + ", " + usage(receipt));
        return lines;
    }

    private static String model(JsonNode receipt) {
        JsonNode model = receipt.path("model");
        return model.path("answered").asText(model.path("asked").asText("?"));
    }

    // Chat and responses count the same under different names.
    private static String usage(JsonNode receipt) {
        JsonNode usage = receipt.path("usage");
        String in =
                usage.path("input_tokens").asText(usage.path("prompt_tokens").asText("?"));
        String out = usage.path("output_tokens")
                .asText(usage.path("completion_tokens").asText("?"));
        return in + " tokens in, " + out + " out";
    }

    private static String took(JsonNode receipt) {
        try {
            Instant started = Instant.parse(receipt.path("started").asText());
            Instant finished = Instant.parse(receipt.path("finished").asText());
            return Duration.between(started, finished).toMillis() + " ms";
        } catch (DateTimeException absent) {
            return "time unknown";
        }
    }
}
