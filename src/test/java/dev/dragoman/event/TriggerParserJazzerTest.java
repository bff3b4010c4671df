package dev.dragoman.event;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * Whatever bytes arrive are an event. {@link TriggerParserFuzzTest} damages the sample events in ways that are likely; here
 * the seeds grow by what reaches further code. Runs over its seeds; {@code JAZZER_FUZZ=1 mvn test -Djazzer.hooks=true
 * -Dtest='EventParserJazzerTest#payload'} looks for further ones for some minutes, and keeps those that fail beside the
 * seeds.
 */
class TriggerParserJazzerTest {
    @FuzzTest
    void payload(byte[] payload) {
        assertThat(Samples.PARSER.parse(payload, "invocation-1", Samples.END)).isNotNull();
    }

    @FuzzTest
    void message(byte[] body) {
        String text = new String(body, StandardCharsets.UTF_8);

        assertThat(Samples.PARSER.message("message-1", text, Samples.END).asks())
                .doesNotContainNull();
    }

    @FuzzTest
    void http(byte[] body) {
        for (String path : new String[] {"/v1/chat/completions", "/v1/responses"}) {
            assertThat(Samples.PARSER.http(new HttpCall("request-1", "POST", path, Map.of(), body, null)))
                    .isNotNull();
        }
    }
}
