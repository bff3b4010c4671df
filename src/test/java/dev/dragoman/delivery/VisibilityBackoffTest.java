package dev.dragoman.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dragoman.Given;
import dev.dragoman.event.Ask;
import dev.dragoman.event.Door;
import dev.dragoman.event.Endpoint;
import dev.dragoman.outcome.Answer;
import dev.dragoman.outcome.Outcome;
import dev.dragoman.outcome.Problem;
import dev.dragoman.outcome.Receipt;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VisibilityBackoffTest {
    private static final Problem BUSY = Problem.ofProvider(429, "rate_limited", "Slower, please.");

    @Test
    @Tag("F014")
    void theProvidersWaitIsKeptAndNeverShortened() {
        assertThat(seconds(1, 0, unavailable(Duration.ofHours(1)))).isEqualTo(3600);
        assertThat(seconds(1, 1, unavailable(Duration.ofHours(1)))).isEqualTo(3960);
        assertThat(seconds(1, 0, unavailable(Duration.ofMillis(1_001)))).isEqualTo(2);
        assertThat(seconds(2, 0, unavailable(Duration.ZERO))).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "1, 0, 3",
        "1, 1, 5",
        "2, 0, 8",
        "2, 1, 15",
        "3, 1, 45",
        "5, 0, 203",
        "5, 1, 405",
        "6, 1, 900",
        "1000, 1, 900"
    })
    void whereNobodyKnowsTheWaitGrowsWithTheDeliveries(int receives, double random, long seconds) {
        assertThat(seconds(receives, random, new Outcome.Unavailable(BUSY))).isEqualTo(seconds);
        assertThat(seconds(receives, random, Given.misconfigured())).isEqualTo(seconds);
    }

    @Test
    void aShortWaitThatDidNotHelpTwiceGrowsToo() {
        assertThat(seconds(2, 1, unavailable(Duration.ofSeconds(1)))).isEqualTo(2);
        assertThat(seconds(3, 1, unavailable(Duration.ofSeconds(1)))).isEqualTo(45);
    }

    /** A function can't stop taking messages; so the waits alone have to carry them over, whatever the dice say. */
    @ParameterizedTest
    @CsvSource({"0", "0.5", "1"})
    @Tag("F031")
    void aMessageThatMayComeFiveTimesOutlivesAMinuteOfRefusals(double random) {
        long told = 0;
        long untold = 0;
        for (int delivery = 1; delivery < 5; delivery++) {
            told += seconds(delivery, random, unavailable(Duration.ofSeconds(3)));
            untold += seconds(delivery, random, new Outcome.Unavailable(BUSY));
        }

        assertThat(told).isBetween(90L, 200L);
        assertThat(untold).isBetween(90L, 200L);
    }

    @Test
    @Tag("F031")
    void aFunctionsMessagesComeBackAfterTheStormAndNotAllAtOnce() {
        Random random = new Random(31);
        Map<Long, Integer> perSecond = new HashMap<>();
        for (int message = 0; message < 500; message++) {
            long second = 0;
            for (int delivery = 1; second < 60; delivery++) {
                assertThat(delivery)
                        .as("deliveries, this one still in the storm")
                        .isLessThan(5);
                second += seconds(delivery, random.nextDouble(), unavailable(Duration.ofSeconds(3)));
            }
            perSecond.merge(second, 1, Integer::sum);
        }

        assertThat(perSecond.keySet()).allMatch(second -> second < 60 + 135);
        assertThat(perSecond.values()).allMatch(arrivals -> arrivals < 50);
    }

    /** The first two may fail before anybody knows that it is an outage. */
    @ParameterizedTest
    @CsvSource({"0, 0", "0, 1", "0, 2", "0.5, 2", "1, 2"})
    @Tag("F031")
    void aMessageThatMayComeFiveTimesOutlivesAnOutageOfTenMinutes(double random, int before) {
        long seconds = 0;
        for (int delivery = 1; delivery < 5; delivery++) {
            Duration outage = delivery > before ? Duration.ofMinutes(1) : Duration.ZERO;
            Answer failed = new Answer(
                    Given.ask(Door.SQS),
                    unavailable(Duration.ofSeconds(5)),
                    Receipt.open("order-1", Given.NOW)
                            .with(new Receipt.SentRequest(Endpoint.RESPONSES, "m", List.of())));
            seconds += new VisibilityBackoff(() -> random, model -> model.equals("m") ? outage : Duration.ZERO)
                    .after(delivery, List.of(failed), Given.NOW)
                    .orElseThrow()
                    .toSeconds();
        }

        assertThat(seconds).isBetween(10 * 60L, 30 * 60L);
    }

    @Test
    void ofSeveralAsksTheLongestWaitCounts() {
        assertThat(seconds(1, 0, unavailable(Duration.ofSeconds(7)), unavailable(Duration.ofSeconds(30))))
                .isEqualTo(30);
    }

    @Test
    void noWaitIsLongerThanSqsTakes() {
        assertThat(seconds(1, 1, unavailable(Duration.ofDays(400)))).isEqualTo(11 * 3600 + 44 * 60 + 30);
        assertThat(seconds(1, 1, unavailable(Duration.ofSeconds(Long.MAX_VALUE))))
                .isEqualTo(11 * 3600 + 44 * 60 + 30);
    }

    @Test
    void noWaitGoesBeyondTheDeadlineOfAnAsk() {
        assertThat(after(1, 0, Given.NOW.plusSeconds(60), unavailable(Duration.ofHours(1))))
                .contains(Duration.ofSeconds(60));
        assertThat(after(1, 0, Given.NOW.minusSeconds(60), unavailable(Duration.ofHours(1))))
                .contains(Duration.ZERO);
    }

    @Test
    void whatWaitingDoesNotMendIsLeftToTheQueue() {
        assertThat(after(1, 0, null, Given.rejected())).isEmpty();
        assertThat(after(1, 0, null)).isEmpty();
    }

    private static long seconds(int receives, double random, Outcome... outcomes) {
        return after(receives, random, null, outcomes).orElseThrow().toSeconds();
    }

    private static Optional<Duration> after(
            int receives, double random, @Nullable Instant deadline, Outcome... outcomes) {
        Ask ask = Given.due(Given.ask(Door.SQS), deadline, null);
        List<Answer> failed = List.of(outcomes).stream()
                .map(outcome -> Given.answer(ask, outcome))
                .toList();
        return new VisibilityBackoff(() -> random).after(receives, failed, Given.NOW);
    }

    private static Outcome unavailable(Duration pause) {
        return new Outcome.Unavailable(BUSY, pause);
    }
}
