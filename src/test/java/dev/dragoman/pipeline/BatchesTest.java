package dev.dragoman.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dragoman.Given;
import dev.dragoman.delivery.BatchResult;
import dev.dragoman.event.Ask;
import dev.dragoman.event.Door;
import dev.dragoman.event.QueueMessage;
import dev.dragoman.event.Trigger;
import dev.dragoman.outcome.Answer;
import dev.dragoman.outcome.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class BatchesTest {
    private static final Batches BATCHES = new Batches();

    @Test
    void asksComeInTheOrderOfTheirMessages() {
        Trigger.MessageBatch batch = batch(message("m1", "a", "b"), message("m2"), message("m3", "c"));

        assertThat(BATCHES.asks(batch)).extracting(Ask::id).containsExactly("a", "b", "c");
    }

    @Test
    @Tag("F044")
    void onlyTheMessageOfTheFailedAskComesAgain() {
        Trigger.MessageBatch batch = batch(message("m1", "a"), message("m2", "b"), message("m3", "c"));

        assertThat(verdict(batch, Given.completed(), Given.unavailable(), Given.rejected()))
                .containsExactly("m2");
    }

    @Test
    void aMessageOfSeveralDocumentsComesAgainWhereOneHasTo() {
        Trigger.MessageBatch batch = batch(message("m1", "a", "b"), message("m2", "c"));

        assertThat(verdict(batch, Given.unavailable(), Given.completed(), Given.completed()))
                .containsExactly("m1");
    }

    @Test
    void ofTwoMessagesWithTheSameIdOnlyTheUnansweredOneComesAgain() {
        Trigger.MessageBatch batch = batch(message("m1", "same"), message("m2", "same"));

        assertThat(verdict(batch, Given.unavailable(), Given.completed())).containsExactly("m1");
        assertThat(verdict(batch, Given.completed(), Given.unavailable())).containsExactly("m2");
    }

    @Test
    void aMessageWithoutWorkIsAcknowledged() {
        assertThat(verdict(batch(message("test-event"), message("m2", "a")), Given.completed()))
                .isEmpty();
    }

    @Test
    void anAskWithoutAnswerComesAgain() {
        Trigger.MessageBatch batch = batch(message("m1", "a"), message("m2", "b"));

        assertThat(verdict(batch)).containsExactly("m1", "m2");
        assertThat(verdict(batch, Given.completed())).containsExactly("m2");
    }

    @Test
    void anAnswerThatIsMissingAcknowledgesNoOtherAsk() {
        Trigger.MessageBatch batch = batch(message("m1", "a"), message("m2", "b"));
        List<Answer> onlyOfTheSecond = List.of(answer("b", Given.completed()));

        assertThat(ids(BATCHES.result(onlyOfTheSecond, batch))).contains("m1");
    }

    @Test
    void anAskThatNobodyCouldBeAnsweredForComesAgain() {
        Trigger.MessageBatch batch = batch(message("m1", "a"));
        Answer noReplyAddress = Given.answer(Given.ask("a", Door.SQS, Given.REQUEST), Given.completed());

        assertThat(ids(BATCHES.result(List.of(noReplyAddress), batch))).containsExactly("m1");
    }

    @Test
    void aRejectedAskThatNobodyCanBeToldOfDoesNotHoldUpAStream() {
        List<QueueMessage> messages = List.of(message("m1", "a"), message("m2", "b"));
        List<Answer> answers = List.of(
                Given.answer(Given.ask("a", Door.SQS, Given.REQUEST), Given.rejected()),
                Given.answer(Given.ask("b", Door.SQS, Given.REQUEST), Given.misconfigured()));

        assertThat(ids(BATCHES.result(answers, new Trigger.MessageBatch(messages, Trigger.BatchSource.STREAM))))
                .containsExactly("m2");
        assertThat(ids(BATCHES.result(answers, new Trigger.MessageBatch(messages, Trigger.BatchSource.EVENT))))
                .containsExactly("m1", "m2");
    }

    @Test
    @Tag("F049")
    void noFailureIsEverLost() {
        Random random = new Random(4711);
        for (int i = 0; i < 10_000; i++) {
            List<Boolean> done =
                    IntStream.range(0, 10).mapToObj(n -> random.nextBoolean()).toList();
            List<QueueMessage> messages = new ArrayList<>();
            List<Answer> answers = new ArrayList<>();
            List<String> expected = new ArrayList<>();
            for (int n = 0; n < done.size(); n++) {
                messages.add(message("m" + n, "a" + n % 3));
                answers.add(answer("a" + n % 3, done.get(n) ? Given.rejected() : Given.misconfigured()));
                if (!done.get(n)) {
                    expected.add("m" + n);
                }
            }

            assertThat(ids(BATCHES.result(answers, new Trigger.MessageBatch(messages))))
                    .isEqualTo(expected);
        }
    }

    @Test
    void nothingHasToComeAgainWhereNothingFailed() {
        assertThat(BATCHES.isDone(new BatchResult(List.of()))).isTrue();
        assertThat(BATCHES.isDone(
                        new BatchResult(List.of(new BatchResult.FailedMessage(message("m1", "a"), List.of())))))
                .isFalse();
    }

    private static List<String> verdict(Trigger.MessageBatch batch, Outcome... outcomes) {
        List<Ask> asks = BATCHES.asks(batch);
        List<Answer> answers = IntStream.range(0, outcomes.length)
                .mapToObj(n -> answer(asks.get(n).id(), outcomes[n]))
                .toList();
        return ids(BATCHES.result(answers, batch));
    }

    private static List<String> ids(BatchResult verdict) {
        return verdict.failed().stream().map(failed -> failed.message().id()).toList();
    }

    private static Answer answer(String id, Outcome outcome) {
        return Given.answer(Given.replyingTo(Given.ask(id, Door.SQS, Given.REQUEST), Given.QUEUE), outcome);
    }

    private static Trigger.MessageBatch batch(QueueMessage... messages) {
        return new Trigger.MessageBatch(List.of(messages));
    }

    private static QueueMessage message(String id, String... asks) {
        return new QueueMessage(
                id,
                List.of(asks).stream()
                        .map(ask -> Given.ask(ask, Door.SQS, Given.REQUEST))
                        .toList());
    }
}
