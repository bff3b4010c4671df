package dev.dragoman.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dragoman.Given;
import dev.dragoman.event.Content;
import dev.dragoman.event.Door;
import dev.dragoman.event.S3Location;
import dev.dragoman.json.Json;
import dev.dragoman.outcome.Answer;
import dev.dragoman.outcome.BatchReceipt;
import dev.dragoman.outcome.Outcome;
import dev.dragoman.outcome.Problem;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PollBackoffTest {
    private static final String DOCUMENT = "s3://papers/inbox/a.pdf";

    private long now;
    private final PollBackoff pollBackoff = new PollBackoff(Given.CLOCK, () -> now, () -> 0);

    @Test
    void whatFailedRestsAsLongAsItsProviderSaid() {
        note(DOCUMENT, Given.unavailable());

        assertThat(pollBackoff.isPaused(document(DOCUMENT))).isTrue();
        pass(Duration.ofSeconds(7));
        assertThat(pollBackoff.isPaused(document(DOCUMENT))).isFalse();
    }

    @Test
    void eachFurtherFailureMakesTheRestLonger() {
        note(DOCUMENT, Given.misconfigured());
        pass(Duration.ofSeconds(3));
        assertThat(pollBackoff.isPaused(document(DOCUMENT))).isFalse();
        note(DOCUMENT, Given.misconfigured());
        pass(Duration.ofSeconds(3));
        assertThat(pollBackoff.isPaused(document(DOCUMENT))).isTrue();
    }

    @Test
    void whatWasAnsweredDoesNotRest() {
        note(DOCUMENT, Given.unavailable());
        note(DOCUMENT, Given.completed());

        assertThat(pollBackoff.isPaused(document(DOCUMENT))).isFalse();
    }

    /** Its lease may last for ten minutes, but its answer is mostly there much sooner. */
    @Test
    void aDocumentThatSomebodyElseAnswersIsLookedAtAgainBeforeLong() {
        Problem inProgress = new Problem(409, "conflict_error", "in_progress", "The same ask is being answered.", null);
        note(DOCUMENT, new Outcome.Unavailable(inProgress, Duration.ofMinutes(10)));

        pass(Duration.ofSeconds(29));
        assertThat(pollBackoff.isPaused(document(DOCUMENT))).isTrue();
        pass(Duration.ofSeconds(1));
        assertThat(pollBackoff.isPaused(document(DOCUMENT))).isFalse();
    }

    @Test
    void toLookForSomebodyElsesAnswerIsNoTry() {
        Problem inProgress = new Problem(409, "conflict_error", "in_progress", "The same ask is being answered.", null);
        IntStream.range(0, 20)
                .forEach(look -> note(DOCUMENT, new Outcome.Unavailable(inProgress, Duration.ofMinutes(10))));
        note("s3://papers/inbox/other.pdf", Given.unavailable());
        note(DOCUMENT, Given.unavailable());

        Duration waited = Duration.ZERO;
        while (pollBackoff.isPaused(document("s3://papers/inbox/other.pdf"))) {
            pass(Duration.ofSeconds(1));
            waited = waited.plusSeconds(1);
        }

        assertThat(waited).isPositive();
        assertThat(pollBackoff.isPaused(document(DOCUMENT))).isFalse();
    }

    @Test
    void whatWasReplacedMeanwhileDoesNotWait() {
        pollBackoff.note(List.of(Given.answer(Given.ask("a.pdf", Door.S3, listed("1")), Given.unavailable())));

        assertThat(pollBackoff.isPaused(listed("another"))).isFalse();
        assertThat(pollBackoff.isPaused(listed("1"))).isTrue();
    }

    private static Content.Document listed(String eTag) {
        return new Content.Document(S3Location.parse(DOCUMENT).orElseThrow(), null, eTag, null);
    }

    @Test
    void aBatchOfWhichSomethingWasAnsweredIsTriedAgainSoon() {
        IntStream.range(0, 5).forEach(again -> noteBatch(false, Given.NOW.plusSeconds(86_400)));
        pass(Duration.ofSeconds(60));
        assertThat(pollBackoff.isPaused(document(DOCUMENT))).isTrue();

        noteBatch(true, Given.NOW.plusSeconds(86_400));
        pass(Duration.ofSeconds(3));
        assertThat(pollBackoff.isPaused(document(DOCUMENT))).isFalse();
    }

    @Test
    void aBatchIsTriedAtItsDeadlineAgain() {
        IntStream.range(0, 5).forEach(again -> noteBatch(false, Given.NOW.plusSeconds(20)));

        pass(Duration.ofSeconds(20));
        assertThat(pollBackoff.isPaused(document(DOCUMENT))).isFalse();
    }

    private void noteBatch(boolean hasAnswered, Instant deadline) {
        Outcome outcome = new Outcome.Unavailable(Problem.ofServer(503, "batch_unfinished", "Later."));
        Answer answer = Given.answer(Given.document("papers", "inbox/a.pdf"), outcome);
        BatchReceipt.Unfinished left = new BatchReceipt.Unfinished(List.of(), hasAnswered, deadline);
        pollBackoff.note(List.of(answer.withReceipt(answer.receipt().with(new BatchReceipt(Json.object(), left)))));
    }

    /** Whether nothing should be tried is asked only for what is due: the first that asks may be the one to try. */
    @Test
    void inAnOutageTheFirstThatIsDueMayTry() {
        AtomicInteger asked = new AtomicInteger();
        PollBackoff held = new PollBackoff(Given.CLOCK, () -> now, () -> 0, () -> asked.getAndIncrement() > 0);
        held.note(List.of(Given.answer(Given.document("papers", "inbox/a.pdf"), Given.misconfigured())));

        assertThat(held.isPaused(document(DOCUMENT))).isTrue();
        assertThat(held.isPaused(document("s3://papers/inbox/b.pdf"))).isFalse();
        assertThat(held.isPaused(document("s3://papers/inbox/c.pdf"))).isTrue();
    }

    @Test
    void theNumberThatIsRememberedIsBounded() {
        IntStream.range(0, 10_001).forEach(n -> note("s3://papers/inbox/" + n, Given.unavailable()));

        assertThat(pollBackoff.isPaused(document("s3://papers/inbox/0"))).isFalse();
        assertThat(pollBackoff.isPaused(document("s3://papers/inbox/1"))).isTrue();
    }

    private void note(String uri, Outcome outcome) {
        pollBackoff.note(
                List.of(Given.answer(Given.document("papers", uri.substring("s3://papers/".length())), outcome)));
    }

    private static Content.Document document(String uri) {
        return new Content.Document(S3Location.parse(uri).orElseThrow(), null, null, null);
    }

    private void pass(Duration time) {
        now += time.toNanos();
    }
}
