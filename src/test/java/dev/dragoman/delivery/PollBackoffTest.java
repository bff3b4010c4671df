package dev.dragoman.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dragoman.Given;
import dev.dragoman.outcome.Outcome;
import dev.dragoman.outcome.Problem;
import java.time.Duration;
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

        assertThat(pollBackoff.isPaused(DOCUMENT)).isTrue();
        pass(Duration.ofSeconds(7));
        assertThat(pollBackoff.isPaused(DOCUMENT)).isFalse();
    }

    @Test
    void eachFurtherFailureMakesTheRestLonger() {
        note(DOCUMENT, Given.misconfigured());
        pass(Duration.ofSeconds(3));
        assertThat(pollBackoff.isPaused(DOCUMENT)).isFalse();
        note(DOCUMENT, Given.misconfigured());
        pass(Duration.ofSeconds(3));
        assertThat(pollBackoff.isPaused(DOCUMENT)).isTrue();
    }

    @Test
    void whatWasAnsweredDoesNotRest() {
        note(DOCUMENT, Given.unavailable());
        note(DOCUMENT, Given.completed());

        assertThat(pollBackoff.isPaused(DOCUMENT)).isFalse();
    }

    /** Its lease may last for ten minutes, but its answer is mostly there much sooner. */
    @Test
    void aDocumentThatSomebodyElseAnswersIsLookedAtAgainBeforeLong() {
        Problem inProgress = new Problem(409, "conflict_error", "in_progress", "The same ask is being answered.", null);
        note(DOCUMENT, new Outcome.Unavailable(inProgress, Duration.ofMinutes(10)));

        pass(Duration.ofSeconds(29));
        assertThat(pollBackoff.isPaused(DOCUMENT)).isTrue();
        pass(Duration.ofSeconds(1));
        assertThat(pollBackoff.isPaused(DOCUMENT)).isFalse();
    }

    @Test
    void toLookForSomebodyElsesAnswerIsNoTry() {
        Problem inProgress = new Problem(409, "conflict_error", "in_progress", "The same ask is being answered.", null);
        IntStream.range(0, 20)
                .forEach(look -> note(DOCUMENT, new Outcome.Unavailable(inProgress, Duration.ofMinutes(10))));
        note("s3://papers/inbox/other.pdf", Given.unavailable());
        note(DOCUMENT, Given.unavailable());

        Duration waited = Duration.ZERO;
        while (pollBackoff.isPaused("s3://papers/inbox/other.pdf")) {
            pass(Duration.ofSeconds(1));
            waited = waited.plusSeconds(1);
        }

        assertThat(waited).isPositive();
        assertThat(pollBackoff.isPaused(DOCUMENT)).isFalse();
    }

    /** Whether nothing should be tried is asked only for what is due: the first that asks may be the one to try. */
    @Test
    void inAnOutageTheFirstThatIsDueMayTry() {
        AtomicInteger asked = new AtomicInteger();
        PollBackoff held = new PollBackoff(Given.CLOCK, () -> now, () -> 0, () -> asked.getAndIncrement() > 0);
        held.note(List.of(Given.answer(Given.document("papers", "inbox/a.pdf"), Given.misconfigured())));

        assertThat(held.isPaused(DOCUMENT)).isTrue();
        assertThat(held.isPaused("s3://papers/inbox/b.pdf")).isFalse();
        assertThat(held.isPaused("s3://papers/inbox/c.pdf")).isTrue();
    }

    @Test
    void theNumberThatIsRememberedIsBounded() {
        IntStream.range(0, 10_001).forEach(n -> note("s3://papers/inbox/" + n, Given.unavailable()));

        assertThat(pollBackoff.isPaused("s3://papers/inbox/0")).isFalse();
        assertThat(pollBackoff.isPaused("s3://papers/inbox/1")).isTrue();
    }

    private void note(String uri, Outcome outcome) {
        pollBackoff.note(
                List.of(Given.answer(Given.document("papers", uri.substring("s3://papers/".length())), outcome)));
    }

    private void pass(Duration time) {
        now += time.toNanos();
    }
}
