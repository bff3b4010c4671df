package dev.dragoman.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.camel.Exchange;
import org.apache.camel.component.aws2.sqs.Sqs2Constants;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.apache.camel.support.UnitOfWorkHelper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityBatchRequest;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityBatchResponse;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageRequest;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageResponse;

class CapacityBoundSqsClientTest {
    private final DefaultCamelContext camel = new DefaultCamelContext();
    private final Endless queue = new Endless();
    private final QueuePlaces places = new QueuePlaces(3);
    private boolean ending;
    private final CapacityBoundSqsClient placed = new CapacityBoundSqsClient(queue, places, () -> ending);

    @AfterEach
    void stop() throws Exception {
        camel.close();
    }

    @Test
    void noMoreMessagesAreReceivedThanThereArePlaces() {
        assertThat(receive(10)).hasSize(3);
        assertThat(queue.asked).containsExactly(3);
    }

    @Test
    void asManyAreReceivedAsWereDoneMeanwhile() {
        List<Exchange> begun = receive(10).stream().map(this::begin).toList();
        finish(begun.get(0));
        finish(begun.get(2));

        assertThat(receive(10)).hasSize(2);
    }

    @Test
    void placesForWhichNoMessageCameAreFree() {
        queue.left = 1;
        receive(10);
        queue.left = 10;

        assertThat(receive(1)).hasSize(1);
        assertThat(queue.asked).containsExactly(3, 1);
    }

    @Test
    void aFailedReceiveKeepsNoPlace() {
        queue.broken = true;
        assertThatThrownBy(() -> receive(10)).isInstanceOf(SdkClientException.class);
        queue.broken = false;

        assertThat(receive(10)).hasSize(3);
    }

    @Test
    void anExchangeThatFailedGivesItsPlaceBackToo() {
        Exchange begun = begin(receive(1).get(0));
        begun.setException(new IllegalStateException("broken"));
        finish(begun);

        assertThat(receive(10)).hasSize(3);
    }

    @Test
    void whatTheConsumerDidNotBeginGoesBackToTheQueueAtOnce() {
        begin(receive(3).get(0));

        assertThat(receive(10)).hasSize(2);
        assertThat(queue.visible).containsExactly("handle-1", "handle-2");
    }

    @Test
    void whatComesWhileTheServerEndsGoesBackToTheQueueAtOnce() {
        queue.whileReceiving = () -> ending = true;

        assertThat(receive(2)).isEmpty();
        assertThat(queue.visible).containsExactly("handle-0", "handle-1");
    }

    @Test
    void aServerThatEndsReceivesNothing() {
        ending = true;

        assertThat(receive(2)).isEmpty();
        assertThat(queue.asked).isEmpty();
    }

    private List<Message> receive(int most) {
        return placed.receiveMessage(ReceiveMessageRequest.builder()
                        .queueUrl("http://sqs/asks")
                        .maxNumberOfMessages(most)
                        .build())
                .messages();
    }

    private Exchange begin(Message message) {
        Exchange exchange = new DefaultExchange(camel);
        exchange.getMessage().setHeader(Sqs2Constants.RECEIPT_HANDLE, message.receiptHandle());
        places.begin(exchange);
        return exchange;
    }

    private static void finish(Exchange exchange) {
        UnitOfWorkHelper.doneSynchronizations(
                exchange, exchange.getExchangeExtension().handoverCompletions());
    }

    /** A queue that has as many messages as are asked for. */
    private static final class Endless implements SqsClient {
        private final List<Integer> asked = new ArrayList<>();
        private final List<String> visible = new ArrayList<>();
        private Runnable whileReceiving = () -> {};
        private int left = Integer.MAX_VALUE;
        private int sent;
        private boolean broken;

        @Override
        public ReceiveMessageResponse receiveMessage(ReceiveMessageRequest request) {
            if (broken) {
                throw SdkClientException.create("out of reach");
            }
            asked.add(request.maxNumberOfMessages());
            whileReceiving.run();
            int first = sent;
            sent += Math.min(left, request.maxNumberOfMessages());
            return ReceiveMessageResponse.builder()
                    .messages(IntStream.range(first, sent)
                            .mapToObj(number -> Message.builder()
                                    .receiptHandle("handle-" + number)
                                    .build())
                            .toList())
                    .build();
        }

        @Override
        public ChangeMessageVisibilityBatchResponse changeMessageVisibilityBatch(
                ChangeMessageVisibilityBatchRequest request) {
            assertThat(request.entries())
                    .extracting(ChangeMessageVisibilityBatchRequestEntry::visibilityTimeout)
                    .containsOnly(0);
            request.entries().forEach(entry -> visible.add(entry.receiptHandle()));
            return ChangeMessageVisibilityBatchResponse.builder().build();
        }

        @Override
        public String serviceName() {
            return "sqs";
        }

        @Override
        public void close() {}
    }
}
