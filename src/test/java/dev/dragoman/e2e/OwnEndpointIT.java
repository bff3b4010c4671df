package dev.dragoman.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dragoman.harness.Stack;
import dev.dragoman.local.DragomanProcess;
import dev.dragoman.local.model.ReceivedCall;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An S3 of one's own under a host name, before which no bucket's name can stand: the clients, the poller, presigned URLs. */
@ExtendWith(Stack.Extension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OwnEndpointIT {
    private final Stack stack;

    OwnEndpointIT(Stack stack) {
        this.stack = stack;
    }

    @ParameterizedTest
    @ValueSource(strings = {"AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_S3"})
    void bucketsStandInThePathWhereverAnEndpointIsNamed(String variable) {
        String bucket = "own-" + variable.toLowerCase(Locale.ROOT).replace('_', '-');
        stack.local().createBucket(bucket);
        stack.local().model().reset();
        stack.putSample(bucket, "inbox/tides.pdf", "tide-observatory.pdf");
        Map<String, String> environment = new TreeMap<>(stack.local().environment());
        String endpoint = environment.remove("AWS_ENDPOINT_URL_S3").replace("127.0.0.1", "localhost");
        environment.put(variable, endpoint);
        environment.put("DRAGOMAN_POLL_BUCKET", bucket);
        environment.put("DRAGOMAN_POLL_INTERVAL", "200ms");
        environment.put("DRAGOMAN_LEDGER", "s3://" + bucket + "/ledger/");

        try (DragomanProcess server = DragomanProcess.server(0, environment)) {
            stack.awaitMove(bucket, "inbox/tides.pdf", "done/tides.pdf");

            assertThat(server.alive()).isTrue();
        }

        assertThat(stack.text(bucket, "summaries/tides.pdf.summary.md")).contains("8.43 metres");
        assertThat(stack.local().model().calls())
                .extracting(ReceivedCall::text)
                .singleElement()
                .asString()
                .contains(endpoint + "/" + bucket + "/inbox/tides.pdf?");
    }
}
