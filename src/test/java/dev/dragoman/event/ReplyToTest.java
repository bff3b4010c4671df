package dev.dragoman.event;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReplyToTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://sqs.eu-central-1.amazonaws.com/111122223333/answers",
                "https://sqs.eu-central-1.amazonaws.com/111122223333/answers.fifo",
                "https://sqs-fips.us-east-1.amazonaws.com/111122223333/answers",
                "https://sqs.cn-north-1.amazonaws.com.cn/111122223333/answers",
                "https://sqs.us-east-1.api.aws/111122223333/answers",
                "https://eu-west-1.queue.amazonaws.com/111122223333/answers",
                "https://queue.amazonaws.com/111122223333/answers",
                "https://vpce-1-a.sqs.us-east-1.vpce.amazonaws.com/111122223333/answers",
                "http://localhost:4566/000000000000/answers",
                "http://localhost:4566/queue/us-east-1/000000000000/answers",
                "http://localhost:9324/queue/answers"
            })
    void aQueuesUrlIsOne(String url) {
        assertThat(ReplyTo.Queue.parse(url)).contains(new ReplyTo.Queue(url));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "answers",
                "arn:aws:sqs:eu-central-1:111122223333:answers",
                "https:answers",
                "https://sqs.eu-central-1.amazonaws.com",
                "https://sqs.eu-central-1.amazonaws.com/",
                "https://sqs.eu-central-1.amazonaws.com/answers",
                "https://sqs.eu-central-1.amazonaws.com/111122223333/",
                "https://sqs.eu-central-1.amazonaws.com/111122223333/answers/",
                "https://sqs.eu-central-1.amazonaws.com/111122223333/an%20swers",
                "https://sqs.eu-central-1.amazonaws.com/111122223333/answers?a=b",
                "https://sqs.eu-central-1.amazonaws.com/111122223333/answers.lifo",
                "https://sns.eu-central-1.amazonaws.com/111122223333/answers",
                "https://papers.s3.amazonaws.com/111122223333/answers",
                "https://eu-central-1.console.aws.amazon.com/sqs/v3/home?region=eu-central-1#/queues",
                "https://example.com/webhook",
                "https://user@sqs.eu-central-1.amazonaws.com/111122223333/answers",
                "ftp://localhost/000000000000/answers",
                "https://sqs.eu-central-1.amazonaws.com/111122223333/"
                        + "a234567890123456789012345678901234567890123456789012345678901234567890123456789012"
            })
    void whatNoQueueIsCalledIsNone(String url) {
        assertThat(ReplyTo.Queue.parse(url)).isEmpty();
    }
}
