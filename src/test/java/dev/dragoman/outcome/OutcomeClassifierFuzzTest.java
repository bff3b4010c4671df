package dev.dragoman.outcome;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dragoman.event.Endpoint;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Answers built at random, but from a fixed seed, of the pieces that answers are made of: each is judged. */
class OutcomeClassifierFuzzTest {
    private static final int CASES = 5_000;

    private static final String[] NAMES = {
        "choices",
        "message",
        "content",
        "finish_reason",
        "refusal",
        "tool_calls",
        "status",
        "output",
        "type",
        "text",
        "error",
        "code",
        "details",
        "incomplete_details",
        "reason",
        "usage",
        "input_tokens",
        "model",
        "param"
    };
    private static final String[] LEAVES = {
        "null",
        "true",
        "7",
        "-1",
        "429",
        "1e400",
        "\"\"",
        "\"stop\"",
        "\"length\"",
        "\"completed\"",
        "\"incomplete\"",
        "\"failed\"",
        "\"message\"",
        "\"output_text\"",
        "\"text\"",
        "\"\\ud800\"",
        "\"insufficient_quota\"",
        "[]",
        "{}"
    };
    private static final int[] STATUSES = {200, 200, 200, 200, 201, 302, 400, 401, 429, 500};

    @ParameterizedTest
    @EnumSource(value = Endpoint.class, names = "EMBEDDINGS", mode = EnumSource.Mode.EXCLUDE)
    @Tag("F029")
    void whateverTheAnswerHoldsItIsJudged(Endpoint endpoint) {
        Random random = new Random(29);
        for (int i = 0; i < CASES; i++) {
            byte[] body = object(random, 0).getBytes(StandardCharsets.UTF_8);
            byte[] sent = random.nextInt(10) == 0 ? Arrays.copyOf(body, random.nextInt(body.length)) : body;
            int status = STATUSES[random.nextInt(STATUSES.length)];
            ProviderResponse reply = ProviderResponse.Received.of(status, "application/json", RetryAfter.UNSAID, sent);

            Outcome outcome = Replies.JUDGE.classify(endpoint, reply, Expectation.ofTokens(random.nextInt(2) * 50));

            if (outcome instanceof Outcome.Failed failed) {
                assertThat(failed.problem().status()).isBetween(400, 599);
                assertThat(failed.problem().message()).isNotBlank();
            } else {
                assertThat(status).isLessThan(300);
                assertThat(((Outcome.Answered) outcome).finishReason()).isNotNull();
            }
            assertThat(reply.metadata().inputTokens()).isGreaterThanOrEqualTo(-1);
        }
    }

    private static String node(Random random, int depth) {
        int kind = random.nextInt(depth > 5 ? 1 : 4);
        if (kind == 0) {
            return LEAVES[random.nextInt(LEAVES.length)];
        }
        return kind == 1
                ? "[" + node(random, depth + 1) + "," + node(random, depth + 1) + "]"
                : object(random, depth + 1);
    }

    private static String object(Random random, int depth) {
        StringBuilder object = new StringBuilder("{");
        int first = random.nextInt(NAMES.length);
        int fields = random.nextInt(6);
        for (int i = 0; i < fields; i++) {
            object.append(i == 0 ? "" : ",")
                    .append('"')
                    .append(NAMES[(first + i) % NAMES.length])
                    .append("\":")
                    .append(node(random, depth));
        }
        return object.append('}').toString();
    }
}
