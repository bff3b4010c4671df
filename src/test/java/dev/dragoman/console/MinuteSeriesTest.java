package dev.dragoman.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.Given;
import dev.dragoman.outcome.Outcome;
import dev.dragoman.outcome.Problem;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class MinuteSeriesTest {
    private static final int LAST = MinuteSeries.MINUTES - 1;

    private Instant now = Given.NOW;
    private final MinuteSeries series = new MinuteSeries(() -> now);

    private JsonNode at(String name, int minute) {
        return series.json().at("/" + name).path(minute);
    }

    @Test
    void anHourWithoutAsksIsAnHourOfNothing() {
        ObjectNode json = series.json();

        assertThat(json.path("minutes")).hasSize(MinuteSeries.MINUTES);
        assertThat(json.at("/minutes/" + LAST).longValue()).isEqualTo(Given.NOW.getEpochSecond());
        assertThat(json.path("asks").size()).isEqualTo(7);
        assertThat(json.at("/asks/completed")).hasSize(MinuteSeries.MINUTES).allMatch(count -> count.intValue() == 0);
        assertThat(json.path("p50")).hasSize(MinuteSeries.MINUTES).allMatch(JsonNode::isNull);
    }

    @Test
    void itHasEveryOutcome() {
        Problem problem = Problem.rateLimited();

        assertThat(Stream.of(
                                new Outcome.Rejected(problem),
                                new Outcome.Unavailable(problem),
                                new Outcome.Misconfigured(problem),
                                new Outcome.Expired(problem))
                        .map(Outcome::label))
                .isSubsetOf(MinuteSeries.OUTCOMES);
        assertThat(MinuteSeries.OUTCOMES).contains("completed", "truncated", "refused");
    }

    @Test
    void asksCountInTheirMinute() {
        series.add(GivenAsks.completed("a", 100));
        series.add(GivenAsks.completed("b", 100));
        now = now.plusSeconds(61);
        series.add(GivenAsks.completed("c", 100));

        assertThat(at("asks/completed", LAST - 1).intValue()).isEqualTo(2);
        assertThat(at("asks/completed", LAST).intValue()).isEqualTo(1);
        assertThat(at("inputTokens", LAST - 1).intValue()).isEqualTo(20);
        assertThat(at("outputTokens", LAST - 1).intValue()).isEqualTo(40);
        assertThat(at("costMicroUsd", LAST - 1).intValue()).isEqualTo(600);
    }

    @Test
    void anHourLaterTheyAreForgotten() {
        series.add(GivenAsks.completed("a", 100));
        now = now.plus(Duration.ofMinutes(MinuteSeries.MINUTES));

        assertThat(series.json().at("/asks/completed")).allMatch(count -> count.intValue() == 0);
        series.add(GivenAsks.completed("b", 100));
        assertThat(at("asks/completed", LAST).intValue()).isEqualTo(1);
    }

    @Test
    void timesAreWithinSixPercent() {
        for (int i = 1; i <= 100; i++) {
            series.add(GivenAsks.completed("a", i * 10L));
        }
        series.add(GivenAsks.completed("forever", Long.MAX_VALUE));

        assertThat(at("p50", LAST).longValue()).isBetween(480L, 545L);
        assertThat(at("p95", LAST).longValue()).isBetween(900L, 1_020L);
    }

    @Test
    void anAnswerOutOfTheLedgerHasNeitherTimeNorTokens() {
        FinishedAsk first = GivenAsks.completed("a", 100);
        series.add(new FinishedAsk(
                first.at(),
                "a",
                "http",
                "completed",
                null,
                "acme/m",
                null,
                10,
                20,
                0,
                1,
                1,
                0,
                List.of(),
                false,
                true,
                false));

        assertThat(at("asks/completed", LAST).intValue()).isEqualTo(1);
        assertThat(at("p50", LAST).isNull()).isTrue();
        assertThat(at("inputTokens", LAST).intValue()).isZero();
    }

    @Test
    void aSumIsNotCountedASecondTime() {
        FinishedAsk first = GivenAsks.completed("a", 100);
        series.add(new FinishedAsk(
                first.at(),
                "a",
                "s3",
                "completed",
                null,
                "acme/m",
                null,
                10,
                20,
                300,
                5,
                1,
                0,
                List.of(),
                true,
                false,
                true));

        assertThat(at("costMicroUsd", LAST).intValue()).isZero();
        assertThat(at("inputTokens", LAST).intValue()).isZero();
    }
}
