package dev.dragoman.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dragoman.local.model.StandInModel;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.SequenceInputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;
import software.amazon.awssdk.services.sqs.model.Message;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LocalStackTest {
    private final LocalStack stack = LocalStack.start();

    @BeforeAll
    void makeABucket() {
        stack.createBucket("bucket");
    }

    @AfterAll
    void stop() {
        stack.close();
    }

    private void put(String key, String text) {
        stack.s3().putObject(put -> put.bucket("bucket").key(key), RequestBody.fromString(text));
    }

    private List<Message> receive(String queue) {
        return stack.sqs()
                .receiveMessage(
                        receive -> receive.queueUrl(queue).visibilityTimeout(1).waitTimeSeconds(0))
                .messages();
    }

    @Test
    void storesObjects() {
        put("inbox/Grüße & more.txt", "Ahoy");

        assertThat(stack.s3()
                        .getObjectAsBytes(get -> get.bucket("bucket").key("inbox/Grüße & more.txt"))
                        .asUtf8String())
                .isEqualTo("Ahoy");
        assertThat(stack.s3()
                        .listObjectsV2(list -> list.bucket("bucket").prefix("inbox/"))
                        .contents())
                .hasSize(1);
    }

    /** A poller would take what is half there for a document. */
    @Test
    void listsAnObjectOnceItIsWhole() throws Exception {
        int size = 16 * 1024 * 1024;
        CountDownLatch halfSent = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        InputStream slow =
                new SequenceInputStream(
                        new ByteArrayInputStream(new byte[size / 2]), new ByteArrayInputStream(new byte[size / 2])) {
                    private int left = size;

                    @Override
                    public int read(byte[] bytes, int offset, int length) throws IOException {
                        if (left == size / 2) {
                            halfSent.countDown();
                            try {
                                goOn.await();
                            } catch (InterruptedException stop) {
                                throw new InterruptedIOException(stop.getMessage());
                            }
                        }
                        int count = super.read(bytes, offset, length);
                        left -= Math.max(0, count);
                        return count;
                    }
                };
        CompletableFuture<?> put = CompletableFuture.runAsync(() -> stack.s3()
                .putObject(
                        object -> object.bucket("bucket").key("slow/one.bin"),
                        RequestBody.fromInputStream(slow, size)));

        halfSent.await();
        assertThat(keys("slow/")).isEmpty();
        goOn.countDown();

        assertThat(put).succeedsWithin(Duration.ofSeconds(60));
        assertThat(keys("slow/")).containsExactly("slow/one.bin");
    }

    private List<String> keys(String prefix) {
        return stack.s3().listObjectsV2(list -> list.bucket("bucket").prefix(prefix)).contents().stream()
                .map(S3Object::key)
                .toList();
    }

    @Test
    void writesOnCondition() {
        put("ledger/one", "first");

        assertThatThrownBy(() -> stack.s3()
                        .putObject(
                                put -> put.bucket("bucket").key("ledger/one").ifNoneMatch("*"),
                                RequestBody.fromString("second")))
                .isInstanceOfSatisfying(
                        S3Exception.class,
                        refusal -> assertThat(refusal.statusCode()).isEqualTo(412));
    }

    @Test
    void letsAPresignedUrlBeFetchedAndNoOther() throws Exception {
        put("shared.txt", "for you");
        var signed = stack.presigner()
                .presignGetObject(presign -> presign.signatureDuration(Duration.ofMinutes(1))
                        .getObjectRequest(get -> get.bucket("bucket").key("shared.txt")));
        HttpClient client = HttpClient.newHttpClient();

        HttpResponse<String> fetched = client.send(
                HttpRequest.newBuilder(signed.url().toURI()).build(),
                HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
        HttpResponse<String> bare = client.send(
                HttpRequest.newBuilder(stack.aws().s3().resolve("/bucket/shared.txt"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());

        assertThat(fetched.body()).isEqualTo("for you");
        assertThat(bare.statusCode()).isEqualTo(403);
    }

    @Test
    void hidesAReceivedMessageForItsVisibilityTimeoutAndThenGivesItUp() {
        String queue = stack.createQueue("asks", "asks-dead", 1);
        String dead = stack.createQueue("asks-dead");
        stack.sqs().sendMessage(send -> send.queueUrl(queue).messageBody("one"));

        assertThat(queue).startsWith(stack.aws().sqs().toString());
        assertThat(receive(queue)).extracting(Message::body).containsExactly("one");
        assertThat(receive(queue)).isEmpty();
        Awaitility.await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> {
            assertThat(receive(queue)).isEmpty();
            assertThat(receive(dead)).extracting(Message::body).containsExactly("one");
        });
    }

    @Test
    void namesThePortThatIsInUse() {
        int taken = stack.aws().s3().getPort();

        assertThatThrownBy(() -> S3Server.start(taken))
                .isInstanceOf(CannotStart.class)
                .hasMessageContaining("Port " + taken);
        assertThatThrownBy(() -> SqsServer.start(taken))
                .isInstanceOf(CannotStart.class)
                .hasMessageContaining("Port " + taken);
        assertThatThrownBy(() -> StandInModel.start(taken))
                .isInstanceOf(CannotStart.class)
                .hasMessageContaining("Port " + taken);
    }

    @Test
    void givesDragomanTheVariablesThatItNeeds() {
        assertThat(stack.environment())
                .containsKeys(
                        "AWS_REGION",
                        "AWS_ENDPOINT_URL_S3",
                        "AWS_ENDPOINT_URL_SQS",
                        "DRAGOMAN_MODEL_BASE_URL",
                        "GMI_API_KEY");
    }
}
