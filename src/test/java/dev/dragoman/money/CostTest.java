package dev.dragoman.money;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dragoman.Given;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CostTest {
    private static final Cost ONE = Cost.of(120, false, "v1");

    @Test
    void aCostIsToldWithItsTable() {
        assertThat(ONE.json()).hasToString("{\"microUsd\":120,\"prices\":\"v1\"}");
        assertThat(Cost.of(7, true, "v1").json()).hasToString("{\"microUsd\":7,\"estimated\":true,\"prices\":\"v1\"}");
        assertThat(Cost.NOTHING.json()).hasToString("{\"microUsd\":0}");
    }

    @Test
    void whatIsNotKnownIsNullAndNot0() {
        assertThat(Cost.unknown("v1").json()).hasToString("{\"microUsd\":null,\"unknown\":1,\"prices\":\"v1\"}");
        assertThat(Cost.unknown("v1").plus(Cost.NOTHING).isUnknown()).isTrue();
    }

    @Test
    void aReplayCostsNothingNowAndTellsWhatItCostAtFirst() {
        assertThat(Cost.replayed(ONE).json())
                .hasToString("{\"microUsd\":0,\"atFirst\":{\"microUsd\":120,\"prices\":\"v1\"}}");
        assertThat(Cost.replayed(null).json())
                .hasToString("{\"microUsd\":0,\"atFirst\":{\"microUsd\":null,\"unknown\":1}}");
    }

    @Test
    void costsAddUp() {
        Cost all = Stream.of(ONE, Cost.unknown("v1"), Cost.of(7, true, "v1"), Cost.replayed(ONE), Cost.replayed(ONE))
                .reduce(Cost.NOTHING, Cost::plus);

        assertThat(all).isEqualTo(new Cost(127, 1, true, "v1", Cost.of(240, false, "v1")));
        assertThat(ONE.plus(Cost.of(1, false, "v2")).prices()).isEqualTo("several");
    }

    @ParameterizedTest
    @MethodSource
    void whatWasWrittenIsReadAgain(Cost cost) {
        assertThat(Cost.read(cost.json())).isEqualTo(cost);
    }

    static Stream<Cost> whatWasWrittenIsReadAgain() {
        return Stream.of(
                ONE,
                Cost.NOTHING,
                Cost.UNKNOWN,
                Cost.replayed(ONE),
                ONE.plus(Cost.UNKNOWN).plus(Cost.replayed(null)));
    }

    @Test
    void whatAnEarlierProgramDidNotWriteIsNotKnown() {
        assertThat(Cost.read(Given.json("{}").path("cost"))).isEqualTo(Cost.UNKNOWN);
    }
}
