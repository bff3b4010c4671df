package dev.dragoman.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dragoman.harness.Stack;
import dev.dragoman.local.DragomanProcess;
import dev.dragoman.local.Ports;
import dev.dragoman.local.RuntimeApiServer;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Starts that must fail, at once and in one sentence. */
@ExtendWith(Stack.Extension.class)
class StartIT {
    private static final String SECRET = "canary-secret-0451";

    private final Stack stack;

    StartIT(Stack stack) {
        this.stack = stack;
    }

    @ParameterizedTest
    @CsvSource({
        "GMI_API_KEY,''",
        "DRAGOMAN_MODEL_BASE_URL,ftp://models.example/v1",
        "DRAGOMAN_MODEL_BASE_URL,not a url",
        "DRAGOMAN_MODEL_TOTAL_TIMEOUT,soon",
        "DRAGOMAN_DOCUMENTS_OUTPUT,inbox/summaries/",
        "DRAGOMAN_DOCUMENTS_ATTACH,pigeon",
        "DRAGOMAN_DOCUMENTS_PROMPT,no-such-prompt.md",
        "DRAGOMAN_LEDGER,dynamodb",
        "DRAGOMAN_CONCURRENCY,0",
        "DRAGOMAN_HTTP_KEYS,abc",
        "DRAGOMAN_HTTP_KEYS,shop:abc",
        "DRAGOMAN_HTTP_KEYS,${NO_SUCH_KEYS:}",
        "DRAGOMAN_HTTP_LIMITS,shop:rpm=60",
        "DRAGOMAN_PRICES,/no/such/prices.json",
        "DRAGOMAN_PRICES,pom.xml",
        "DRAGOMAN_HTTP_ORIGINS,*",
        "DRAGOMAN_HTTP_FORWARD_HEADERS,Authorization",
        "GMI_API_KEY,'canary-secret-0451 and more'",
        "GMI_API_KEY,'canary-secret-0451\n\nX-More: a'",
        "DRAGOMAN_LEGDER,memory",
        "DRAGOMAN_DOCUMENTS_RULES_A_PROMT,summary",
        "DRAGOMAN_BUCKETS,'papers,,more'",
        "DRAGOMAN_MODEL_ALLOWED,','",
        "DRAGOMAN_MODEL_TOTAL_TIMEOUT,25h",
        "DRAGOMAN_HTTP_MAX_BODY,3G",
        "DRAGOMAN_HTTP_MAX_BODY,64 M",
        "DRAGOMAN_HTTP_OPEN,maybe",
        "DRAGOMAN_MODEL_MAX_CHOICES,0",
        "DRAGOMAN_QUEUE_REPLY,answers",
        "DRAGOMAN_BUCKETS,documents/inbox",
        "DRAGOMAN_HTTP_BUCKETS,documents/../",
        "DRAGOMAN_REPLIES,inbox/replies/",
        "DRAGOMAN_POLL_BUCKET,no-such-bucket",
        "DRAGOMAN_POLL_QUEUE,no-such-queue"
    })
    void aWrongSettingStopsTheStartWithItsName(String variable, String value) {
        Map<String, String> environment = new TreeMap<>(stack.local().environment());
        environment.put("GMI_API_KEY", SECRET);
        environment.put("DRAGOMAN_BUCKETS", "documents");
        environment.put(variable, value);

        try (DragomanProcess server = DragomanProcess.launch(0, environment, List.of())) {
            assertThat(server.exitWithin(Stack.LIMIT)).hasValue(1);

            assertThat(server.lines())
                    .filteredOn(line -> line.startsWith("Dragoman can't start: "))
                    .singleElement()
                    .asString()
                    .contains(variable);
            assertThat(server.lines())
                    .noneMatch(line ->
                            line.contains("\tat ") || line.contains("\"level\":\"ERROR\"") || line.contains(SECRET));
        }
    }

    @Test
    void anOperatorWhoCouldNotCallStopsTheStart() {
        Map<String, String> environment = new TreeMap<>(stack.local().environment());
        environment.put("DRAGOMAN_HTTP_KEYS", "shop:" + "0".repeat(64));
        environment.put("DRAGOMAN_HTTP_OPERATORS", "1".repeat(64));

        try (DragomanProcess server = DragomanProcess.launch(0, environment, List.of())) {
            assertThat(server.exitWithin(Stack.LIMIT)).hasValue(1);
            assertThat(server.lines())
                    .filteredOn(line -> line.startsWith("Dragoman can't start: DRAGOMAN_HTTP_OPERATORS "))
                    .hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"DRAGOMAN_BUCKETS", "DRAGOMAN_HTTP_BUCKETS"})
    void aLedgerThatAsksCouldNameStopsTheStart(String list) {
        Map<String, String> environment = new TreeMap<>(stack.local().environment());
        environment.put("DRAGOMAN_LEDGER", "s3://documents/ledger/");
        environment.put(list, "others,documents");

        try (DragomanProcess server = DragomanProcess.launch(0, environment, List.of())) {
            assertThat(server.exitWithin(Stack.LIMIT)).hasValue(1);
            assertThat(server.lines())
                    .filteredOn(line -> line.startsWith("Dragoman can't start: DRAGOMAN_LEDGER "))
                    .singleElement()
                    .asString()
                    .contains(list);
        }
    }

    @Test
    void anEmptyPromptStopsTheStartWithItsName(@TempDir Path folder) throws IOException {
        Map<String, String> environment = new TreeMap<>(stack.local().environment());
        environment.put("DRAGOMAN_DOCUMENTS_RULES_A_PREFIX", "inbox/a/");
        environment.put(
                "DRAGOMAN_DOCUMENTS_RULES_A_PROMPT",
                Files.writeString(folder.resolve("blank.md"), " \n").toString());

        try (DragomanProcess server = DragomanProcess.launch(0, environment, List.of())) {
            assertThat(server.exitWithin(Stack.LIMIT)).hasValue(1);
            assertThat(server.lines())
                    .contains(
                            "Dragoman can't start: DRAGOMAN_DOCUMENTS_RULES_A_PROMPT names a prompt file that is empty.");
        }
    }

    @Test
    void aMisspeltPropertyIsToldWithTheNearestName() {
        try (DragomanProcess server =
                DragomanProcess.launch(0, stack.local().environment(), List.of("-Ddragoman.documents.max-sise=1M"))) {
            assertThat(server.exitWithin(Stack.LIMIT)).hasValue(1);
            assertThat(server.lines())
                    .anyMatch(line -> line.startsWith("Dragoman can't start: DRAGOMAN_DOCUMENTS_MAX_SISE ")
                            && line.contains("DRAGOMAN_DOCUMENTS_MAX_SIZE"));
        }
    }

    @Test
    void aVariableThatAnOperatorsRouteNamesStopsNothing(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("own.camel.yaml"), """
                - route:
                    id: own
                    from:
                      uri: direct:delivered
                      steps:
                        - to: seda:{{dragoman.own.queue}}
                """);
        Map<String, String> environment = new TreeMap<>(stack.local().environment());
        environment.put("DRAGOMAN_ROUTES", folder.toString());
        environment.put("DRAGOMAN_OWN_QUEUE", "own");

        try (DragomanProcess server = DragomanProcess.server(0, environment)) {
            assertThat(server.alive()).isTrue();
        }
    }

    @Test
    void aFunctionThatCanNotStartTellsLambdaWhy() {
        try (RuntimeApiServer lambda = RuntimeApiServer.start()) {
            Map<String, String> environment = new TreeMap<>(stack.local().environment());
            environment.put("AWS_LAMBDA_RUNTIME_API", lambda.address());
            environment.remove("GMI_API_KEY");

            try (DragomanProcess function = DragomanProcess.launch(0, environment, List.of())) {
                RuntimeApiServer.Posted error = lambda.initError(Stack.LIMIT);

                assertThat(Stack.parse(error.text()).path("errorMessage").textValue())
                        .contains("GMI_API_KEY");
                assertThat(function.exitWithin(Stack.LIMIT)).hasValue(1);
            }
        }
    }

    @Test
    void aPortInUseIsReportedByItsNumber() throws IOException {
        try (ServerSocket taken = new ServerSocket()) {
            taken.bind(Ports.address(0));
            Map<String, String> environment = new TreeMap<>(stack.local().environment());
            String port = Integer.toString(taken.getLocalPort());
            environment.put("QUARKUS_HTTP_PORT", port);

            try (DragomanProcess server = DragomanProcess.launch(0, environment, List.of())) {
                assertThat(server.exitWithin(Stack.LIMIT)).hasValue(1);
                assertThat(server.lines()).anyMatch(line -> line.contains("Port " + port + " is in use"));
            }
        }
    }
}
