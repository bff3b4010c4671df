package dev.dragoman.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dragoman.Given;
import dev.dragoman.aws.TimeLimit;
import dev.dragoman.event.Door;
import dev.dragoman.event.PayloadPointer;
import dev.dragoman.event.ReplyTo;
import dev.dragoman.event.S3Location;
import dev.dragoman.outcome.Answer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.SendMessageRequest;
import software.amazon.awssdk.services.sqs.model.SendMessageResponse;
import software.amazon.awssdk.services.sqs.model.SqsException;

/** Queues that refuse what SQS in general accepts. */
class QueueRepliesTest {
    private static final ReplyTo.Queue QUEUE = new ReplyTo.Queue("https://sqs/111122223333/answers");
    private static final Answer ANSWER = Given.answer(Given.replyingTo(Given.ask(Door.SQS), QUEUE), Given.completed());

    private final List<String> stored = new ArrayList<>();

    @ParameterizedTest
    @CsvSource({
        "InvalidParameterValue, 400",
        "InvalidMessageContents, 400",
        "com.amazonaws.sqs.InvalidMessageContents, 400",
        "Whatever, 413"
    })
    void aQueueThatRefusesTheMessageGetsAPointer(String code, int status) {
        Refusing queue = new Refusing(code, status);

        new QueueReplies(queue, new Storing(), new S3Location("answers", "replies/"))
                .send(QUEUE, ANSWER, TimeLimit.of(Duration.ofSeconds(20)));

        assertThat(queue.taken).containsExactly(PayloadPointer.write(new S3Location("answers", stored.get(0))));
        assertThat(stored).singleElement().satisfies(key -> assertThat(key).matches("replies/[0-9a-f]{64}\\.json"));
    }

    @Test
    void aQueueThatRefusesTheSenderRefusesThePointerToo() {
        Refusing queue = new Refusing("AccessDenied", 403);
        QueueReplies replies = new QueueReplies(queue, new Storing(), new S3Location("answers", "replies/"));

        assertThatThrownBy(() -> replies.send(QUEUE, ANSWER, TimeLimit.of(Duration.ofSeconds(20))))
                .isInstanceOf(SqsException.class);
        assertThat(stored).isEmpty();
    }

    /** Takes pointers only. */
    private static final class Refusing implements SqsClient {
        private final String code;
        private final int status;
        private final List<String> taken = new ArrayList<>();

        Refusing(String code, int status) {
            this.code = code;
            this.status = status;
        }

        @Override
        public SendMessageResponse sendMessage(SendMessageRequest request) {
            if (!request.messageBody().startsWith("[")) {
                throw SqsException.builder()
                        .statusCode(status)
                        .awsErrorDetails(
                                AwsErrorDetails.builder().errorCode(code).build())
                        .build();
            }
            taken.add(request.messageBody());
            return SendMessageResponse.builder().build();
        }

        @Override
        public String serviceName() {
            return SERVICE_NAME;
        }

        @Override
        public void close() {}
    }

    private final class Storing implements S3Client {
        @Override
        public PutObjectResponse putObject(PutObjectRequest request, RequestBody body) {
            stored.add(request.key());
            return PutObjectResponse.builder().build();
        }

        @Override
        public String serviceName() {
            return SERVICE_NAME;
        }

        @Override
        public void close() {}
    }
}
