package dev.dragoman.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.dragoman.harness.AwsEvents;
import dev.dragoman.harness.RefusingS3;
import dev.dragoman.harness.RefusingS3.Refusal;
import dev.dragoman.harness.Stack;
import dev.dragoman.json.Json;
import dev.dragoman.local.DragomanProcess;
import dev.dragoman.local.RuntimeApiServer;
import dev.dragoman.local.RuntimeApiServer.Posted;
import dev.dragoman.local.model.StandInModel;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What S3 says over the wire if it does not give out an object: each reason has its own sentence, at the server and the function. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class S3WordsIT {
    private static final String BUCKET = "refused-documents";

    private final HttpClient client = HttpClient.newHttpClient();
    private final RefusingS3 s3 = RefusingS3.start();
    private final StandInModel model = StandInModel.start(0);
    private final RuntimeApiServer lambda = RuntimeApiServer.start();
    private final DragomanProcess server =
            DragomanProcess.server(0, environment(Map.of("DRAGOMAN_HTTP_BUCKETS", BUCKET)));
    private final DragomanProcess function =
            DragomanProcess.launch(0, environment(Map.of("AWS_LAMBDA_RUNTIME_API", lambda.address())), List.of());

    private Map<String, String> environment(Map<String, String> more) {
        Map<String, String> environment = new TreeMap<>(more);
        environment.put("AWS_REGION", "us-east-1");
        environment.put("AWS_ACCESS_KEY_ID", "local");
        environment.put("AWS_SECRET_ACCESS_KEY", "local-secret");
        environment.put("AWS_ENDPOINT_URL_S3", s3.endpoint());
        environment.put("DRAGOMAN_MODEL_BASE_URL", model.baseUrl().toString());
        environment.put("GMI_API_KEY", StandInModel.KEY);
        return environment;
    }

    @AfterAll
    void stop() {
        function.close();
        server.close();
        lambda.close();
        model.close();
        s3.close();
    }

    static Stream<Arguments> refusals() {
        return Stream.of(
                refusal(
                        "archived",
                        200,
                        403,
                        "InvalidObjectState",
                        "The operation is not valid for the object's storage class"),
                refusal(
                        "SSE-C",
                        400,
                        400,
                        "InvalidRequest",
                        "The object was stored using a form of Server Side Encryption. The correct parameters must be"
                                + " provided to retrieve the object."),
                refusal(
                        "KMS key that is disabled or gone",
                        200,
                        400,
                        "KMS.DisabledException",
                        "arn:aws:kms:key is disabled."),
                refusal(
                        "KMS key that is disabled or gone",
                        200,
                        400,
                        "KMS.KMSInvalidStateException",
                        "It is pending deletion."),
                refusal(
                        "kms:Decrypt",
                        200,
                        403,
                        "AccessDenied",
                        "User: arn:aws:sts::1:assumed-role/r is not authorized to perform: kms:Decrypt on the"
                                + " resource"),
                refusal(
                        "AWS_REGION to eu-central-1",
                        301,
                        301,
                        "PermanentRedirect",
                        "The bucket must be addressed using another endpoint."),
                refusal(
                        "AWS_REGION to eu-central-1",
                        400,
                        400,
                        "AuthorizationHeaderMalformed",
                        "the region 'us-east-1' is wrong"),
                refusal("s3:GetObject", 403, 403, "AccessDenied", "Access Denied"),
                refusal(
                        "denied explicitly by a policy",
                        403,
                        403,
                        "AccessDenied",
                        "User: r is not authorized to perform: s3:GetObject with an explicit deny in a resource-based"
                                + " policy"),
                refusal("credentials", 400, 400, "ExpiredToken", "The provided token has expired."),
                refusal(
                        "credentials",
                        403,
                        403,
                        "InvalidAccessKeyId",
                        "The AWS Access Key Id does not exist in our records."),
                refusal("clock", 403, 403, "RequestTimeTooSkewed", "The difference is too large."));
    }

    private static Arguments refusal(String words, int head, int read, String code, String message) {
        Map<String, String> headers =
                words.startsWith("AWS_REGION") ? Map.of("x-amz-bucket-region", "eu-central-1") : Map.of();
        return Arguments.of(words, new Refusal(head, read, headers, code, message));
    }

    @ParameterizedTest
    @MethodSource("refusals")
    @Tag("F061")
    void aCallerIsToldWhatTheOperatorHasToRepair(String words, Refusal refusal) throws Exception {
        String key = "inbox/" + Integer.toHexString(refusal.hashCode()) + ".pdf";
        s3.refuse(BUCKET, key, refusal);
        String body =
                "{\"input\":[{\"role\":\"user\",\"content\":[{\"type\":\"input_file\",\"file_url\":\"s3://%s/%s\"}]}]}"
                        .formatted(BUCKET, key);

        HttpResponse<String> response = client.send(
                HttpRequest.newBuilder(server.uri("/v1/responses"))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());

        JsonNode error = Stack.parse(response.body()).path("error");
        assertThat(response.statusCode()).isEqualTo(502);
        assertThat(error.path("code").textValue()).isEqualTo("bucket_forbidden");
        assertThat(error.path("message").textValue()).contains("s3://" + BUCKET + "/" + key, words);
        assertThat(model.calls()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("refusals")
    @Tag("F061")
    void anEventOfItFailsSoThatItIsDeliveredAgainAfterTheRepair(String words, Refusal refusal) {
        String key = "inbox/event-" + Integer.toHexString(refusal.hashCode()) + ".pdf";
        s3.refuse(BUCKET, key, refusal);

        Posted posted = lambda.invoke(Json.bytes(AwsEvents.s3(BUCKET, key)), Stack.LIMIT);

        assertThat(posted.path()).isEqualTo("error");
        assertThat(posted.text()).contains("Dragoman.misconfigured").contains(words);
        assertThat(s3.written()).as("no error.json is written").isEmpty();
    }
}
