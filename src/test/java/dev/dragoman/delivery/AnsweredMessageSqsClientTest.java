package dev.dragoman.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityRequest;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityResponse;
import software.amazon.awssdk.services.sqs.model.DeleteMessageRequest;
import software.amazon.awssdk.services.sqs.model.DeleteMessageResponse;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageRequest;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageResponse;
import software.amazon.awssdk.services.sqs.model.SqsException;

class AnsweredMessageSqsClientTest {
    private final OneMessage sqs = new OneMessage();
    private final AnsweredMessageSqsClient queue = new AnsweredMessageSqsClient(sqs, () -> 1);

    @Test
    void whatWasAnsweredIsNotHandedOutAgain() {
        sqs.permitted = false;

        assertThat(receive()).hasSize(1);
        delete();
        assertThat(receive()).isEmpty();
        assertThat(receive()).isEmpty();

        assertThat(queue.left()).isEqualTo(1);
        assertThat(sqs.hidden).containsExactly(5, 15, 45);
    }

    @Test
    void itIsForgottenOnceItIsDeleted() {
        sqs.permitted = false;
        receive();
        delete();

        sqs.permitted = true;
        assertThat(receive()).isEmpty();

        assertThat(queue.left()).isZero();
        assertThat(sqs.deleted).isEqualTo(1);
    }

    @Test
    void whatWasNotAnsweredIsHandedOutAgain() {
        assertThat(receive()).hasSize(1);
        assertThat(receive()).hasSize(1);

        delete();
        assertThat(sqs.deleted).isEqualTo(1);
        assertThat(queue.left()).isZero();
    }

    private List<Message> receive() {
        return queue.receiveMessage(receive -> receive.queueUrl("asks")).messages();
    }

    private void delete() {
        queue.deleteMessage(delete -> delete.queueUrl("asks").receiptHandle(sqs.receipt()));
    }

    /** Delivers the same message whenever it is asked. */
    private static final class OneMessage implements SqsClient {
        private final List<Integer> hidden = new ArrayList<>();
        private boolean permitted = true;
        private int deliveries;
        private int deleted;

        String receipt() {
            return "receipt-" + deliveries;
        }

        @Override
        public ReceiveMessageResponse receiveMessage(ReceiveMessageRequest request) {
            deliveries++;
            Message message = Message.builder()
                    .messageId("message-1")
                    .receiptHandle(receipt())
                    .build();
            return ReceiveMessageResponse.builder().messages(message).build();
        }

        @Override
        public DeleteMessageResponse deleteMessage(DeleteMessageRequest request) {
            if (!permitted) {
                throw SqsException.builder().statusCode(403).build();
            }
            deleted++;
            return DeleteMessageResponse.builder().build();
        }

        @Override
        public ChangeMessageVisibilityResponse changeMessageVisibility(ChangeMessageVisibilityRequest request) {
            hidden.add(request.visibilityTimeout());
            return ChangeMessageVisibilityResponse.builder().build();
        }

        @Override
        public String serviceName() {
            return "sqs";
        }

        @Override
        public void close() {}
    }
}
