package dev.dragoman.budget;

import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** For how long a budget lasts, before it begins anew. Days and months are those of UTC. */
public enum BudgetPeriod {
    /** A day. */
    DAY,
    /** A calendar month. */
    MONTH,
    /** For ever. */
    TOTAL;

    /**
     * The period in which a time lies.
     *
     * @param time any
     * @return as {@code 2026-11-29}, {@code 2026-11} or {@code total}: the name of what is stored
     */
    public String name(Instant time) {
        LocalDate day = LocalDate.ofInstant(time, ZoneOffset.UTC);
        return switch (this) {
            case DAY -> day.toString();
            case MONTH -> YearMonth.from(day).toString();
            case TOTAL -> label();
        };
    }

    /**
     * When the period in which a time lies is over.
     *
     * @param time any
     * @return null if it never is
     */
    public @Nullable Instant end(Instant time) {
        LocalDate day = LocalDate.ofInstant(time, ZoneOffset.UTC);
        return switch (this) {
            case DAY -> day.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant();
            case MONTH ->
                day.withDayOfMonth(1).plusMonths(1).atStartOfDay(ZoneOffset.UTC).toInstant();
            case TOTAL -> null;
        };
    }

    /**
     * The period's name in files.
     *
     * @return lower case
     */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
