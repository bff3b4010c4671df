package dev.dragoman.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dragoman.harness.AwsEvents;
import dev.dragoman.harness.Stack;
import dev.dragoman.json.Json;
import dev.dragoman.local.DragomanProcess;
import dev.dragoman.local.Incoming;
import dev.dragoman.local.RuntimeApiServer;
import dev.dragoman.local.model.Misbehaviour;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A Runtime API that fails, and a function that breaks. */
@ExtendWith(Stack.Extension.class)
class RuntimeFaultsIT {
    private static final byte[] ASK = "{\"input\":\"Hello\"}".getBytes(StandardCharsets.UTF_8);

    private static final Path ARTIFACT = Path.of(
                    System.getProperty(DragomanProcess.ARTIFACT, "target/dragoman-runner.jar"))
            .toAbsolutePath();

    private final Stack stack;
    private final RuntimeApiServer lambda = RuntimeApiServer.start();

    RuntimeFaultsIT(Stack stack) {
        this.stack = stack;
        stack.local().model().reset();
    }

    private Map<String, String> environment() {
        Map<String, String> environment = new TreeMap<>(stack.local().environment());
        environment.put("AWS_LAMBDA_RUNTIME_API", lambda.address());
        return environment;
    }

    @Test
    @Tag("F036")
    void aRuntimeApiThatFailsForAMomentIsAskedAgain() {
        lambda.failPolls(2, false);
        try (DragomanProcess function = DragomanProcess.launch(0, environment(), List.of())) {
            assertThat(lambda.invoke(ASK, Stack.LIMIT).text()).contains("\"outcome\":\"completed\"");
            lambda.failPolls(2, true);
            assertThat(lambda.invoke(ASK, Stack.LIMIT).text()).contains("\"outcome\":\"completed\"");
            assertThat(lambda.invoke(ASK, Stack.LIMIT).text()).contains("\"outcome\":\"completed\"");
            assertThat(function.alive()).isTrue();
        } finally {
            lambda.close();
        }
    }

    @Test
    @Tag("F036")
    void aRuntimeApiThatStaysAwayEndsTheProcessWithoutABusyLoop() {
        lambda.failPolls(Integer.MAX_VALUE, false);
        try (DragomanProcess function = DragomanProcess.launch(0, environment(), List.of())) {
            assertThat(function.exitWithin(Stack.LIMIT)).hasValue(1);
            assertThat(lambda.polls()).isEqualTo(6);
        } finally {
            lambda.close();
        }
    }

    @Test
    @Tag("F035")
    void anErrorIsPostedAndEndsTheProcess(@TempDir Path directory) throws IOException {
        Assumptions.assumeTrue(ARTIFACT.toString().endsWith(".jar"), "a native executable has all its classes");
        Path broken = without("dev/dragoman/outcome/ResponsesClassifier.class", directory);
        try (DragomanProcess function = DragomanProcess.launch(broken, environment())) {
            RuntimeApiServer.Posted posted = lambda.invoke(ASK, Stack.LIMIT);

            assertThat(posted.path()).isEqualTo("error");
            assertThat(posted.text())
                    .isEqualTo(
                            "{\"errorMessage\":\"Dragoman failed on this event; its log has the cause under the request"
                                    + " id.\",\"errorType\":\"Dragoman.internal\",\"stackTrace\":[]}");
            assertThat(function.exitWithin(Stack.LIMIT)).hasValue(1);
        } finally {
            lambda.close();
        }
    }

    @Test
    @Tag("F035")
    void anErrorAtTheEndOfAStreamLeavesItWithoutAnEndAndEndsTheProcess(@TempDir Path directory) throws IOException {
        Assumptions.assumeTrue(ARTIFACT.toString().endsWith(".jar"), "a native executable has all its classes");
        // Which a stream needs only when its end has to be added to an error.
        Path broken = without("dev/dragoman/delivery/FailureEvents.class", directory);
        stack.local().model().misbehave(Misbehaviour.NONE.errorAfterEvents(2));
        try (DragomanProcess function = DragomanProcess.launch(broken, environment())) {
            Incoming incoming = lambda.stream(
                    Json.bytes(
                            AwsEvents.http("function-url", "/v1/responses", "{\"input\":\"Hello\",\"stream\":true}")),
                    Stack.LIMIT);

            incoming.awaitPart("response.created");
            assertThat(function.exitWithin(Stack.LIMIT)).hasValue(1);
            assertThat(incoming.posted()).isCompletedExceptionally();
        } finally {
            lambda.close();
        }
    }

    @Test
    @Tag("F036")
    void connectionsThatWereClosedWhileTheProcessWasFrozenLoseAndRepeatNothing() {
        lambda.forgetConnections(true);
        try (DragomanProcess function = DragomanProcess.launch(0, environment(), List.of())) {
            for (int i = 0; i < 5; i++) {
                Incoming incoming = lambda.stream(ASK, Stack.LIMIT);
                assertThat(incoming.await(Stack.LIMIT).text()).contains("\"outcome\":\"completed\"");
                assertThat(incoming.times()).isEqualTo(1);
            }
            assertThat(function.alive()).isTrue();
        } finally {
            lambda.close();
        }
        assertThat(stack.local().model().chargeable()).isEqualTo(5);
    }

    @Test
    @Tag("F036")
    void aResultThatWasNotConfirmedIsPostedAgainAndTheFunctionGoesOn() {
        try (DragomanProcess function = DragomanProcess.launch(0, environment(), List.of())) {
            lambda.confirmNot(1);
            Incoming incoming = lambda.stream(ASK, Stack.LIMIT);
            assertThat(incoming.await(Stack.LIMIT).text()).contains("\"outcome\":\"completed\"");
            assertThat(lambda.invoke(ASK, Stack.LIMIT).text()).contains("\"outcome\":\"completed\"");
            assertThat(incoming.times()).isEqualTo(2);
            assertThat(function.alive()).isTrue();
        } finally {
            lambda.close();
        }
    }

    // The artifact as a bad build would leave it: without a class that is needed in the middle of an ask.
    private static Path without(String name, Path directory) throws IOException {
        Files.createSymbolicLink(directory.resolve("lib"), ARTIFACT.resolveSibling("lib"));
        Path broken = directory.resolve(ARTIFACT.getFileName());
        try (ZipFile jar = new ZipFile(ARTIFACT.toFile());
                OutputStream out = Files.newOutputStream(broken);
                ZipOutputStream copy = new ZipOutputStream(out)) {
            for (Enumeration<? extends ZipEntry> entries = jar.entries(); entries.hasMoreElements(); ) {
                ZipEntry entry = entries.nextElement();
                if (!entry.getName().equals(name)) {
                    copy.putNextEntry(new ZipEntry(entry.getName()));
                    try (InputStream in = jar.getInputStream(entry)) {
                        in.transferTo(copy);
                    }
                    copy.closeEntry();
                }
            }
        }
        return broken;
    }
}
