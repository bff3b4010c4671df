package dev.dragoman.event;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QueueAddressTest {
    private static final QueueAddress ASKS = address("https://sqs.us-east-1.amazonaws.com/111122223333/asks");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://sqs.us-east-1.amazonaws.com/111122223333/asks",
                "http://sqs.us-east-1.amazonaws.com/111122223333/asks",
                "https://sqs.us-east-1.amazonaws.com:443/111122223333/asks",
                "https://SQS.US-EAST-1.amazonaws.com/111122223333/asks",
                "https://sqs.us-east-1.amazonaws.com/111122223333/asks/",
                "https://sqs.us-east-1.amazonaws.com/111122223333//asks",
                "https://sqs.us-east-1.amazonaws.com/111122223333/%61sks",
                "https://sqs-fips.us-east-1.amazonaws.com/111122223333/asks",
                "https://sqs.us-east-1.api.aws/111122223333/asks",
                "https://us-east-1.queue.amazonaws.com/111122223333/asks",
                "https://queue.amazonaws.com/111122223333/asks",
                "https://vpce-0a-1b.sqs.us-east-1.vpce.amazonaws.com/111122223333/asks",
                "https://sqs.internal.example/111122223333/asks",
                "http://localhost:9324/000000000000/../111122223333/asks",
                "http://localhost:4566/queue/us-east-1/111122223333/asks",
                "http://localhost:9324/queue/asks",
                "arn:aws:sqs:us-east-1:111122223333:asks"
            })
    void aQueueIsTheSameInAnySpelling(String address) {
        assertThat(address(address).maybe(ASKS)).isTrue();
        assertThat(ASKS.maybe(address(address))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://sqs.us-east-1.amazonaws.com/111122223333/answers",
                "https://sqs.us-east-1.amazonaws.com/111122223333/asks.fifo",
                "https://sqs.us-east-1.amazonaws.com/111122223333/Asks",
                "https://sqs.us-east-1.amazonaws.com/444455556666/asks",
                "https://sqs.eu-central-1.amazonaws.com/111122223333/asks",
                "https://eu-central-1.queue.amazonaws.com/111122223333/asks",
                "https://sqs.cn-north-1.amazonaws.com.cn/111122223333/asks",
                "arn:aws:sqs:eu-central-1:111122223333:asks",
                "arn:aws:sqs:us-east-1:444455556666:asks"
            })
    void anotherNameAccountOrRegionIsAnotherQueue(String address) {
        assertThat(address(address).maybe(ASKS)).isFalse();
        assertThat(ASKS.maybe(address(address))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "asks",
                "https://sqs.us-east-1.amazonaws.com",
                "arn:aws:sns:us-east-1:111122223333:asks",
                "a b"
            })
    void whatNamesNoQueueIsNoAddress(String text) {
        assertThat(QueueAddress.parse(text)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "asks.fifo",
                "https://sqs.us-east-1.amazonaws.com/111122223333/asks.fifo",
                "arn:aws:sqs:us-east-1:111122223333:asks.fifo"
            })
    void theNameSaysWhetherAQueueKeepsAnOrder(String queue) {
        assertThat(QueueAddress.isFifo(queue)).isTrue();
        assertThat(QueueAddress.isFifo(queue.replace(".fifo", ""))).isFalse();
    }

    private static QueueAddress address(String text) {
        return QueueAddress.parse(text).orElseThrow();
    }
}
