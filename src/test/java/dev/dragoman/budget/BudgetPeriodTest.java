package dev.dragoman.budget;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BudgetPeriodTest {
    /** Days have 24 hours in UTC, also where clocks are put forward or back, and a year's last month ends with it. */
    @ParameterizedTest
    @CsvSource({
        "2026-11-29T23:59:59.999Z, 2026-11-29, 2026-11-30T00:00:00Z, 2026-11, 2026-12-01T00:00:00Z",
        "2026-11-30T00:00:00Z, 2026-11-30, 2026-12-01T00:00:00Z, 2026-11, 2026-12-01T00:00:00Z",
        "2026-12-31T23:00:00Z, 2026-12-31, 2027-01-01T00:00:00Z, 2026-12, 2027-01-01T00:00:00Z",
        "2028-02-29T12:00:00Z, 2028-02-29, 2028-03-01T00:00:00Z, 2028-02, 2028-03-01T00:00:00Z",
        "2027-01-31T12:00:00Z, 2027-01-31, 2027-02-01T00:00:00Z, 2027-01, 2027-02-01T00:00:00Z",
        "2026-03-29T01:30:00Z, 2026-03-29, 2026-03-30T00:00:00Z, 2026-03, 2026-04-01T00:00:00Z",
        "2026-10-25T00:30:00Z, 2026-10-25, 2026-10-26T00:00:00Z, 2026-10, 2026-11-01T00:00:00Z"
    })
    void aPeriodIsOneOfTheCalendarInUtc(Instant time, String day, Instant dayEnd, String month, Instant monthEnd) {
        assertThat(BudgetPeriod.DAY.name(time)).isEqualTo(day);
        assertThat(BudgetPeriod.DAY.end(time)).isEqualTo(dayEnd);
        assertThat(BudgetPeriod.MONTH.name(time)).isEqualTo(month);
        assertThat(BudgetPeriod.MONTH.end(time)).isEqualTo(monthEnd);
        assertThat(BudgetPeriod.TOTAL.name(time)).isEqualTo("total");
        assertThat(BudgetPeriod.TOTAL.end(time)).isNull();
    }
}
