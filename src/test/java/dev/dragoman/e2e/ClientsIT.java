package dev.dragoman.e2e;

import dev.dragoman.harness.ClientProgram;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;

/**
 * Java clients as their users have them, each with a class path of its own, pointed directly at a provider and then at the
 * packaged server in front of it. docs/clients.md says what they saw.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ClientsIT {
    private final ClientRun run = new ClientRun();

    @AfterAll
    void stop() {
        run.close();
    }

    @TestFactory
    Stream<DynamicTest> openaiJava() {
        return tests("openai-java", true);
    }

    @TestFactory
    Stream<DynamicTest> langchain4j() {
        return tests("langchain4j", false);
    }

    @TestFactory
    Stream<DynamicTest> springAi1() {
        return tests("spring-ai-1", false);
    }

    @TestFactory
    Stream<DynamicTest> springAi2() {
        return tests("spring-ai-2", true);
    }

    private Stream<DynamicTest> tests(String client, boolean official) {
        return run.tests(client, official, (direct, through) -> ClientProgram.java(client, direct, through));
    }
}
