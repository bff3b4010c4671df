package dev.dragoman;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dragoman.outcome.Fault;
import dev.dragoman.outcome.Outcome;
import dev.dragoman.outcome.Problem;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ErrorCodesTest {
    @Test
    void thePageExplainsEveryCodeThatTheSourcesMake() {
        assertThat(ErrorCodes.explained())
                .as("docs/outcomes.md has a row for each")
                .containsAll(ErrorCodes.made());
    }

    @Test
    void thePageExplainsNoCodeThatTheSourcesLack() {
        assertThat(ErrorCodes.made())
                .as("the sources make each; if they do so in a way of their own, ErrorCodes has to know it")
                .containsAll(ErrorCodes.explained());
    }

    @Test
    void everyCodeIsOneFault() {
        List<String> decided = Arrays.stream(Fault.values())
                .flatMap(fault -> fault.codes().stream())
                .toList();

        assertThat(decided).doesNotHaveDuplicates();
        assertThat(new TreeSet<>(decided))
                .as("a new code has to decide whose fault it is, in Fault")
                .isEqualTo(ErrorCodes.made());
    }

    /** What becomes of the ask is what the page says under the heading of its fault. */
    @ParameterizedTest
    @CsvSource({
        "ASK, The ask is wrong",
        "CIRCUMSTANCES, Not as things stand; The deadline has passed; No ask at all",
        "MOMENT, Not now",
        "OPERATOR, An operator has to act"
    })
    void thePageHasEveryCodeWhereItsFaultIs(Fault fault, String headings) {
        Set<String> explained = new TreeSet<>();
        for (String heading : headings.split("; ", -1)) {
            explained.addAll(ErrorCodes.explainedUnder(heading));
        }

        assertThat(explained).isEqualTo(new TreeSet<>(fault.codes()));
    }

    @ParameterizedTest
    @EnumSource(Fault.class)
    void onlyWhatIsTheAsksOwnFaultIsKept(Fault fault) {
        for (String code : fault.codes()) {
            Problem problem = Problem.ofAsk(400, code, "No.", null);

            assertThat(new Outcome.Rejected(problem).isKept(false)).as(code).isEqualTo(fault == Fault.ASK);
            assertThat(new Outcome.Expired(problem).isKept(false)).as(code).isFalse();
            assertThat(new Outcome.Misconfigured(problem).isKept(false))
                    .as(code)
                    .isFalse();
            assertThat(new Outcome.Unavailable(problem).isKept(false)).as(code).isFalse();
        }
    }

    /** Whatever the provider does not find, or does not take from this account, may be there or taken tomorrow. */
    @ParameterizedTest
    @CsvSource({
        "400, true",
        "413, true",
        "415, true",
        "422, true",
        "401, false",
        "403, false",
        "404, false",
        "410, false",
        "451, false",
        "502, false"
    })
    void aCodeOfTheProvidersCountsByItsStatus(int status, boolean kept) {
        assertThat(new Outcome.Rejected(Problem.ofAsk(status, "a_code_of_theirs", "No.", null)).isKept(false))
                .isEqualTo(kept);
    }
}
