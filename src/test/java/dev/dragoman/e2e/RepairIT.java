package dev.dragoman.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.dragoman.harness.AwsEvents;
import dev.dragoman.harness.Stack;
import dev.dragoman.json.Json;
import dev.dragoman.local.DragomanProcess;
import dev.dragoman.local.RuntimeApiServer;
import dev.dragoman.local.RuntimeApiServer.Posted;
import dev.dragoman.local.model.Misbehaviour;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What somebody else repairs does not outlive the repair: nothing is acknowledged, written or stored meanwhile. */
@ExtendWith(Stack.Extension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RepairIT {
    private static final String BUCKET = "repair-documents";

    private final Stack stack;
    private final String answers;
    private final RuntimeApiServer lambda = RuntimeApiServer.start();
    private final DragomanProcess function;

    RepairIT(Stack stack) {
        this.stack = stack;
        stack.local().createBucket(BUCKET);
        answers = stack.local().createQueue("repair-answers");
        Map<String, String> environment = new TreeMap<>(stack.local().environment());
        environment.put("DRAGOMAN_QUEUE_REPLY", answers);
        environment.put("DRAGOMAN_LEDGER", "s3://" + BUCKET + "/ledger/");
        function = Stack.function(lambda, environment);
    }

    @AfterAll
    void stop() {
        function.close();
        lambda.close();
    }

    @BeforeEach
    void modelBehaves() {
        stack.local().model().reset();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "404 | <html>Not Found</html>",
                "400 | <html>The plain HTTP request was sent to HTTPS port</html>",
                "413 | <html>Request Entity Too Large</html>",
                "400 | {'error': {'message': 'API key not valid.', 'type': 'invalid_request_error'}}",
                "400 | {'error': {'message': 'Your credit balance is too low.', 'type': 'invalid_request_error'}}",
                "400 | {'error': {'message': 'Your organization must be verified.', 'code': 'unsupported_value'}}",
                "400 | {'error': {'message': 'x is not a valid model ID', 'type': 'invalid_request_error'}}",
                "410 | {'error': {'message': 'The model x has been retired.', 'type': 'invalid_request_error'}}",
                "451 | {'error': {'message': 'Not here.', 'code': 'legal_reasons'}}"
            })
    @Tag("F018")
    void whatTheOperatorMendsIsAnsweredAfterwards(int status, String body) {
        String name = "repaired-" + status + "-" + Integer.toHexString(body.hashCode());
        String key = "inbox/" + name + ".md";
        JsonNode asks = AwsEvents.sqs(List.of("{\"id\":\"%s\",\"body\":{\"input\":\"%s\"}}".formatted(name, name)));
        stack.putSample(BUCKET, key, "night-ferry.md");
        stack.local().model().misbehave(Misbehaviour.error(status).withBody(body.replace('\'', '"')));

        Posted document = invoke(AwsEvents.s3(BUCKET, key));
        Posted batch = invoke(asks);

        assertThat(document.path()).isEqualTo("error");
        assertThat(document.text()).contains("Dragoman.misconfigured");
        assertThat(batch.text()).isEqualTo("{\"batchItemFailures\":[{\"itemIdentifier\":\"message-0\"}]}");
        assertThat(stack.keys(BUCKET, "summaries/" + name)).isEmpty();
        stack.local().model().behave();

        assertThat(invoke(AwsEvents.s3(BUCKET, key)).text()).isEqualTo("null");
        assertThat(invoke(asks).text()).isEqualTo("{\"batchItemFailures\":[]}");
        assertThat(stack.keys(BUCKET, "summaries/" + name))
                .containsExactlyInAnyOrder(
                        "summaries/" + name + ".md.summary.md", "summaries/" + name + ".md.receipt.json");
        JsonNode answer = stack.receive(answers, 1).get(0);
        assertThat(answer.path("outcome").textValue()).isEqualTo("completed");
        assertThat(answer.path("id").textValue()).isEqualTo(name);
    }

    @Test
    @Tag("F018")
    void aFileThatTheProviderCouldNotFetchIsSummarisedOnceItCan() {
        String error =
                "{\"error\":{\"message\":\"Error while downloading https://b/a.pdf?X=1. Upstream status code: 403.\","
                        + "\"type\":\"invalid_request_error\",\"param\":\"url\",\"code\":\"invalid_value\"}}";
        stack.putSample(BUCKET, "inbox/fetched.pdf", "tide-observatory.pdf");
        stack.local().model().misbehave(Misbehaviour.error(400).withBody(error));

        Posted refused = invoke(AwsEvents.s3(BUCKET, "inbox/fetched.pdf"));

        assertThat(refused.text()).contains("Dragoman.misconfigured", "DRAGOMAN_DOCUMENTS_ATTACH=inline");
        stack.local().model().behave();
        assertThat(invoke(AwsEvents.s3(BUCKET, "inbox/fetched.pdf")).text()).isEqualTo("null");
        assertThat(stack.text(BUCKET, "summaries/fetched.pdf.summary.md")).contains("8.43 metres");
    }

    @Test
    @Tag("F018")
    void anAskThatIsWrongIsAnsweredFromTheLedgerAsBefore() {
        JsonNode asks = AwsEvents.sqs(List.of("{\"id\":\"wrong\",\"body\":{\"input\":\"wrong\"}}"));
        stack.local()
                .model()
                .misbehave(Misbehaviour.error(400)
                        .withBody("{\"error\":{\"message\":\"The prompt is not"
                                + " allowed.\",\"code\":\"invalid_prompt\"}}"));

        invoke(asks);
        stack.local().model().behave();
        invoke(asks);

        assertThat(stack.receive(answers, 2))
                .allSatisfy(answer ->
                        assertThat(answer.at("/error/code").textValue()).isEqualTo("invalid_prompt"));
        assertThat(stack.local().model().chargeable()).isEqualTo(1);
    }

    private Posted invoke(JsonNode event) {
        return lambda.invoke(Json.bytes(event), Stack.LIMIT);
    }
}
