package dev.dragoman.e2e;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.dragoman.harness.ClientProgram;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
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

    private Stream<DynamicTest> tests(String client, boolean official) {
        return run.tests(client, official, (direct, through) -> ClientProgram.node(client + ".mjs", direct, through));
    }
}
