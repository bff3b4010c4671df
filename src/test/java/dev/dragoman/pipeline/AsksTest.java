package dev.dragoman.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dragoman.Given;
import dev.dragoman.event.Ask;
import dev.dragoman.event.Content;
import dev.dragoman.event.Door;
import dev.dragoman.event.QueueAddress;
import dev.dragoman.event.ReplyTo;
import dev.dragoman.event.S3Location;
import dev.dragoman.outcome.Answer;
import dev.dragoman.outcome.Outcome;
import dev.dragoman.outcome.StageResult;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class AsksTest {
    private static final Duration LONGEST = Duration.ofMinutes(10);
    private static final ReplyTo FALLBACK = new ReplyTo.Queue("https://sqs/fallback");

    @ParameterizedTest
    @EnumSource(Door.class)
    void anAskIsOpenedWithItsReceipt(Door door) {
        StageResult.Continue<Content> open =
                (StageResult.Continue<Content>) asks(FALLBACK).open(Given.ask(door));

        assertThat(open.value()).isEqualTo(Given.REQUEST);
        assertThat(open.receipt().ask()).isEqualTo("order-1");
        assertThat(open.receipt().started()).isEqualTo(Given.NOW);
    }

    @Test
    void theTimeOfAnAskEndsWithItsInvocationOrAfterTheLongestThatItMayTake() {
        Instant soon = Given.NOW.plusSeconds(30);

        assertThat(opened(asks(FALLBACK), Given.ask(Door.HTTP)).endBy())
                .isEqualTo(Given.NOW.plus(LONGEST).plus(Ask.MARGIN));
        assertThat(opened(asks(FALLBACK), Given.due(Given.ask(Door.HTTP), null, soon))
                        .endBy())
                .isEqualTo(soon);
    }

    @Test
    void aQueuedAskWithoutReplyAddressGetsTheConfiguredOne() {
        assertThat(opened(asks(FALLBACK), Given.ask(Door.SQS)).replyTo()).isEqualTo(FALLBACK);
    }

    @ParameterizedTest
    @EnumSource(
            value = Door.class,
            names = {"HTTP", "INVOKE", "S3"})
    void onlyQueuedAsksGetTheConfiguredReplyAddress(Door door) {
        assertThat(opened(asks(FALLBACK), Given.ask(door)).replyTo()).isNull();
    }

    @Test
    void anAsksOwnReplyAddressWins() {
        assertThat(opened(asks(FALLBACK), Given.replyingTo(Given.ask(Door.SQS), Given.QUEUE))
                        .replyTo())
                .isEqualTo(Given.QUEUE);
    }

    @Test
    void aQueuedAskThatNobodyCanBeAnsweredForIsRejectedBeforeItCosts() {
        StageResult<Content> previous = asks(null).open(Given.ask(Door.SQS));

        assertThat(Given.problem(previous).code()).isEqualTo("no_reply_address");
        assertThat(answer(previous).isDone())
                .as("it ends in the dead-letter queue")
                .isFalse();
    }

    @Test
    void aMalformedQueuedAskGoesOnToItsOwnReason() {
        Content malformed = new Content.Malformed(400, "invalid_json", "No JSON.", null);

        assertThat(opened(asks(null), Given.ask("message-1", Door.SQS, malformed))
                        .content())
                .isEqualTo(malformed);
    }

    @Test
    void anAnswerMayGoBelowTheReplyPrefix() {
        ReplyTo object = new ReplyTo.S3Object(new S3Location("answers", "replies/a.json"));

        assertThat(opened(asks(null), Given.replyingTo(Given.ask(Door.SQS), object))
                        .replyTo())
                .isEqualTo(object);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "s3://others/replies/a.json",
                "s3://answers/a.json",
                "s3://answers/inbox/a.json",
                "s3://answers/ledger/a.json",
                "s3://answers/summaries/a.pdf.summary.md",
                "s3://answers/replies",
                "s3://answers/replies/",
                "s3://answers/replies2/a.json",
                "s3://answers/Replies/a.json",
                "s3://answers/replies/../inbox/a.json",
                "s3://answers/replies/./a.json",
                "s3://answers/replies/..",
                "s3://answers//replies/a.json",
                "s3://answers/%72eplies/a.json"
            })
    void anAnswerMayGoNowhereElse(String uri) {
        ReplyTo object = new ReplyTo.S3Object(S3Location.parse(uri).orElseThrow());

        StageResult<Content> previous = asks(FALLBACK).open(Given.replyingTo(Given.ask(Door.SQS), object));

        assertThat(Given.outcome(previous)).isInstanceOf(Outcome.Rejected.class);
        assertThat(Given.problem(previous).code()).isEqualTo("reply_to_not_allowed");
        assertThat(answer(previous).ask().replyTo()).as("who hears of it").isEqualTo(FALLBACK);
    }

    private static final String FROM = "arn:aws:sqs:us-east-1:111122223333:asks";
    private static final ReplyTo BACK = new ReplyTo.Queue("https://queue.amazonaws.com/111122223333/asks");

    @Test
    void anAskIsNotAnsweredIntoTheQueueThatItCameFrom() {
        StageResult<Content> previous = asks(FALLBACK).open(queued().withReplyTo(BACK));

        assertThat(Given.outcome(previous)).isInstanceOf(Outcome.Rejected.class);
        assertThat(Given.problem(previous).code()).isEqualTo("reply_queue_is_input");
        assertThat(answer(previous).ask().replyTo()).as("who hears of it").isEqualTo(FALLBACK);
    }

    @Test
    void nobodyHearsOfItIfTheConfiguredQueueIsThatOneToo() {
        StageResult<Content> previous = asks(BACK).open(queued().withReplyTo(BACK));

        assertThat(Given.problem(previous).code()).isEqualTo("reply_queue_is_input");
        assertThat(answer(previous).ask().replyTo()).isNull();
        assertThat(answer(previous).isDone())
                .as("it ends in the dead-letter queue")
                .isFalse();
    }

    @Test
    void aSettingThatLeadsBackIsTheOperatorsFaultAndNothingIsSent() {
        StageResult<Content> previous = asks(BACK).open(queued());

        assertThat(Given.outcome(previous)).isInstanceOf(Outcome.Misconfigured.class);
        assertThat(Given.problem(previous).code()).isEqualTo("reply_queue_is_input");
        assertThat(answer(previous).ask().replyTo()).isNull();
    }

    @Test
    void anAskWithAnotherAddressDoesNotMindTheSetting() {
        assertThat(opened(asks(BACK), queued().withReplyTo(Given.QUEUE)).replyTo())
                .isEqualTo(Given.QUEUE);
    }

    private static Ask queued() {
        return Given.ask(Door.SQS).withSource(QueueAddress.parse(FROM).orElseThrow());
    }

    private static Asks asks(@Nullable ReplyTo replyQueue) {
        return new Asks(Given.CLOCK, replyQueue, Given.allowed("answers"), LONGEST);
    }

    private static Ask opened(Asks asks, Ask ask) {
        return ((StageResult.Continue<Content>) asks.open(ask)).ask();
    }

    private static Answer answer(StageResult<Content> previous) {
        return ((StageResult.Done<Content>) previous).answer();
    }
}
