package dev.dragoman.payload;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.Given;
import dev.dragoman.event.Endpoint;
import dev.dragoman.json.Json;
import dev.dragoman.outcome.StageResult;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Whatever object a request is, it is translated or rejected, and once translated it stays as it is. Runs over its seeds;
 * {@code JAZZER_FUZZ=1 mvn test -Dtest=PayloadsJazzerTest} looks for further ones.
 */
class PayloadsJazzerTest {
    @FuzzTest
    void translate(byte[] request) {
        if (Json.read(new String(request, StandardCharsets.UTF_8)) instanceof Json.Result.Value value
                && value.node() instanceof ObjectNode body) {
            for (Endpoint endpoint : List.of(Endpoint.CHAT, Endpoint.RESPONSES)) {
                translate(endpoint, body, true);
                translate(endpoint, body, false);
            }
        }
    }

    private static void translate(Endpoint endpoint, ObjectNode body, boolean heard) {
        if (Stages.translate(Stages.OPENAI, endpoint, body, heard) instanceof StageResult.Continue<Payload> open) {
            Payload payload = open.value();

            assertThat(String.join("; ", payload.adjustments())).matches("[ -~]*");
            assertThat(Given.value(Stages.translate(Stages.OPENAI, endpoint, payload.body(), heard))
                            .adjustments())
                    .isEmpty();
        }
    }
}
