package dev.dragoman.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.dragoman.harness.ClientProgram;
import dev.dragoman.local.DragomanProcess;
import dev.dragoman.local.LocalStack;
import dev.dragoman.local.model.Misbehaviour;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * The same as {@link ClientsIT} with clients on Node.js: {@code mvn verify -Dclients=node}. Needs Node.js and npm, which
 * downloads the clients.
 */
@EnabledIfSystemProperty(named = "clients", matches = "node")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NodeClientsIT {
    private final ClientRun run = new ClientRun();

    @BeforeAll
    void install() {
        assumeTrue(ClientProgram.isOnPath("node"), "node is on the path");
        assumeTrue(ClientProgram.isOnPath("npm"), "npm is on the path");
        ClientProgram.installNode();
    }

    @AfterAll
    void stop() {
        run.close();
    }

    @TestFactory
    Stream<DynamicTest> openai() {
        return tests("openai", true);
    }

    @TestFactory
    Stream<DynamicTest> aiSdk() {
        return tests("ai-sdk", false);
    }

    @TestFactory
    Stream<DynamicTest> langchain() {
        return tests("langchain", false);
    }

    @TestFactory
    Stream<DynamicTest> agents() {
        return tests("agents", true);
    }

    @Test
    void filesAndBatches() {
        try (LocalStack stack = LocalStack.start()) {
            stack.createBucket("node-batches");
            Map<String, String> environment = new TreeMap<>(stack.environment());
            environment.put("DRAGOMAN_BATCHES", "s3://node-batches/batches/");
            environment.put("DRAGOMAN_POLL_INTERVAL", "200ms");
            stack.model().misbehave(Misbehaviour.NONE.delayed(Duration.ofMillis(50)));
            try (DragomanProcess server = DragomanProcess.server(0, environment)) {
                String through = server.uri("/v1").toString();

                assertThat(ClientProgram.node("batches.mjs", through, through))
                        .extracting(saw -> saw.name() + ": " + saw.saw() + saw.error())
                        .containsExactly(
                                "upload: questions.jsonl true batch true",
                                "batch: completed 4 of 4: a b c d",
                                "bad-batch: failed: 2 duplicate_custom_id, 3 invalid_json_line",
                                "cancelled: cancelling cancelled true",
                                "listed: 3",
                                "unknown-file: NotFoundError");
            }
        }
    }

    private Stream<DynamicTest> tests(String client, boolean official) {
        return run.tests(client, official, (direct, through) -> ClientProgram.node(client + ".mjs", direct, through));
    }
}
