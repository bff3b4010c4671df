package dev.dragoman.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dragoman.Given;
import dev.dragoman.event.Ask;
import dev.dragoman.event.Content;
import dev.dragoman.event.Continuation;
import dev.dragoman.event.Door;
import dev.dragoman.event.Excerpt;
import dev.dragoman.event.QueueMessage;
import dev.dragoman.event.S3Location;
import dev.dragoman.event.SqsReceipt;
import dev.dragoman.json.Json;
import dev.dragoman.local.Aws;
import dev.dragoman.local.LocalServer;
import dev.dragoman.local.SqsServer;
import dev.dragoman.outcome.Answer;
import dev.dragoman.outcome.BatchReceipt;
import dev.dragoman.outcome.Outcome;
import dev.dragoman.outcome.PartsReceipt;
import dev.dragoman.outcome.Problem;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** On a real queue. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ContinuationsTest {
    private static final String SENDER = "0".repeat(64);
    private static final String BODY = "{}";

    private final LocalServer server = SqsServer.start(0);
    private final Aws aws = new Aws(server.endpoint(), server.endpoint());
    private final SqsClient sqs = aws.sqsClient();
    private Instant now = Given.NOW;
    private final InstantSource clock = () -> now;
    private final Continuations continuations = new Continuations(sqs, clock.withZone(ZoneOffset.UTC));
    private final Ask ask = Given.ask(
            "order-1", Door.SQS, new Content.Document(new S3Location("papers", "inbox/a.pdf"), null, null, null));

    @AfterAll
    void stop() {
        sqs.close();
        server.close();
    }

    private Answer unfinished(boolean resumable) {
        Excerpt.Span span = new Excerpt.Span(Excerpt.Unit.PAGES, 1, 100);
        PartsReceipt parts = new PartsReceipt(List.of(), List.of(), span, 2, 50, resumable, null);
        Outcome outcome =
                new Outcome.Unavailable(Problem.ofServer(503, "document_unfinished", "Later."), Duration.ZERO);
        Answer answer = Given.answer(ask, outcome);
        return answer.withReceipt(answer.receipt().with(parts));
    }

    private BatchResult handOn(String queueUrl, int count, @Nullable String group, List<Answer> answers)
            throws Exception {
        BatchResult batch =
                new BatchResult(List.of(new BatchResult.FailedMessage(message(queueUrl, count, group), answers)));
        return continuations.handOn(batch).toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    private QueueMessage message(String queueUrl, int count, @Nullable String group) {
        return new QueueMessage("message-1", List.of(ask), new SqsReceipt(queueUrl, "handle", 2, group))
                .withContinuation("message-1", new Continuation(BODY, count, "message-0", SENDER));
    }

    private List<Message> received(String queueUrl) {
        return sqs.receiveMessage(receive -> receive.queueUrl(queueUrl)
                        .maxNumberOfMessages(10)
                        .messageSystemAttributeNames(MessageSystemAttributeName.MESSAGE_GROUP_ID)
                        .messageAttributeNames(Continuation.ATTRIBUTE))
                .messages();
    }

    private String queue(String name) {
        return sqs.createQueue(create -> create.queueName(name)).queueUrl();
    }

    @Test
    void whatWaitsForTimeIsHandedOnAndNotDeliveredAgain() throws Exception {
        String queue = queue("goes-on");

        assertThat(handOn(queue, 1, null, List.of(unfinished(true))).failed()).isEmpty();

        Message sent = received(queue).get(0);
        assertThat(sent.body()).isEqualTo(BODY);
        assertThat(Continuation.of(
                        BODY,
                        sent.messageId(),
                        Objects.requireNonNull(sent.messageAttributes().get(Continuation.ATTRIBUTE))
                                .stringValue()))
                .isEqualTo(new Continuation(BODY, 2, "message-0", SENDER));
    }

    @Test
    void slicesOfABatchAreHandedOnEachByAMessageOfItsOwn() throws Exception {
        String queue = queue("slices");
        Answer waits = Given.answer(
                ask, new Outcome.Unavailable(Problem.ofServer(503, "batch_unfinished", "Later."), Duration.ZERO));
        Answer answer = waits.withReceipt(waits.receipt()
                .with(new BatchReceipt(Json.object(), new BatchReceipt.Unfinished(List.of(3, 13), false, Given.NOW))));

        assertThat(handOn(queue, 7, null, List.of(answer)).failed()).isEmpty();

        assertThat(received(queue))
                .extracting(sent -> Continuation.of(
                        BODY,
                        sent.messageId(),
                        Objects.requireNonNull(sent.messageAttributes().get(Continuation.ATTRIBUTE))
                                .stringValue()))
                .containsExactlyInAnyOrder(
                        new Continuation(BODY, 8, "message-0", SENDER, 3),
                        new Continuation(BODY, 8, "message-0", SENDER, 13));
    }

    @Test
    void whatWaitsForABudgetIsHandedOnHoweverOften() throws Exception {
        String queue = queue("budget");
        Answer answer = Given.answer(
                ask,
                new Outcome.Unavailable(
                        new Problem(429, "insufficient_quota", "budget_waits", "Later.", null), Duration.ZERO));

        assertThat(handOn(queue, 3_000, null, List.of(answer)).failed()).isEmpty();
        assertThat(received(queue)).hasSize(1);
    }

    @Test
    void inAStandardQueueTheNewMessageIsOfTheSameGroup() throws Exception {
        String queue = queue("fair");

        assertThat(continuations.mayHandOn(message(queue, 0, "tenant"))).isTrue();
        assertThat(handOn(queue, 0, "tenant", List.of(unfinished(true))).failed())
                .isEmpty();

        assertThat(received(queue).get(0).attributes())
                .containsEntry(MessageSystemAttributeName.MESSAGE_GROUP_ID, "tenant");
    }

    @Test
    void inAFifoQueueNothingIsHandedOn() throws Exception {
        String queue = sqs.createQueue(create ->
                        create.queueName("ordered.fifo").attributes(Map.of(QueueAttributeName.FIFO_QUEUE, "true")))
                .queueUrl();

        assertThat(continuations.mayHandOn(message(queue, 0, "tenant"))).isFalse();
        assertThat(handOn(queue, 0, "tenant", List.of(unfinished(true))).failed())
                .hasSize(1);
        assertThat(received(queue)).isEmpty();
    }

    @Test
    void nothingElseIsHandedOn() throws Exception {
        String queue = queue("does-not-go-on");

        assertThat(handOn(queue, 0, null, List.of(unfinished(false))).failed()).hasSize(1);
        assertThat(handOn(queue, 0, null, List.of(unfinished(true), Given.answer(ask, Given.unavailable())))
                        .failed())
                .hasSize(1);
        assertThat(handOn(queue, 0, null, List.of()).failed()).hasSize(1);
        assertThat(handOn(queue, 4, null, List.of(unfinished(true))).failed())
                .as("as often as there are asks")
                .hasSize(1);
        assertThat(received(queue)).isEmpty();
    }

    @Test
    void aQueueThatCouldNotBeReachedIsTriedAgainAfterAMinuteAndOneThatRefusesIsNot() throws Exception {
        String missing = queue("here").replace("/here", "/not-here");
        assertThat(mayHandOnAMinuteAfterAFailure(sqs, missing)).isFalse();
        try (SqsClient nowhere =
                new Aws(URI.create("http://127.0.0.1:9"), URI.create("http://127.0.0.1:9")).sqsClient()) {
            assertThat(mayHandOnAMinuteAfterAFailure(nowhere, missing)).isTrue();
        }
    }

    private boolean mayHandOnAMinuteAfterAFailure(SqsClient client, String queueUrl) throws Exception {
        Continuations tried = new Continuations(client, clock.withZone(ZoneOffset.UTC));
        QueueMessage message = message(queueUrl, 0, null);
        BatchResult failed =
                new BatchResult(List.of(new BatchResult.FailedMessage(message, List.of(unfinished(true)))));
        assertThat(tried.mayHandOn(message)).isTrue();

        tried.handOn(failed).toCompletableFuture().get(20, TimeUnit.SECONDS);
        assertThat(tried.mayHandOn(message)).isFalse();

        now = now.plus(Duration.ofMinutes(1));
        return tried.mayHandOn(message);
    }

    @Test
    void whatCanNotBeSentIsDeliveredAgain() throws Exception {
        String missing = queue("there").replace("/there", "/not-there");

        assertThat(handOn(missing, 0, null, List.of(unfinished(true))).failed()).hasSize(1);
    }
}
