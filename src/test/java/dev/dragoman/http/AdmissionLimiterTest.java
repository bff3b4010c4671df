package dev.dragoman.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dragoman.http.AdmissionLimiter.Reservation;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AdmissionLimiterTest {
    private final AdmissionLimiter admission = new AdmissionLimiter(100, 1_000);

    @Test
    @Tag("F078")
    void thereAreSoManyPlacesAndNoQueue() {
        AdmissionLimiter two = new AdmissionLimiter(2, 1_000);
        Reservation first = two.enter(1).orElseThrow();

        assertThat(two.enter(1)).isPresent();
        assertThat(two.enter(1)).isEmpty();
        first.leave();
        assertThat(two.enter(1)).isPresent();
    }

    @Test
    @Tag("F078")
    void theBodiesOfAllCallsHaveALimitTogether() {
        Reservation large = admission.enter(600).orElseThrow();

        assertThat(admission.enter(401)).isEmpty();
        assertThat(admission.enter(400)).isPresent();
        large.leave();
        assertThat(admission.enter(600)).isPresent();
    }

    @Test
    void aCallAloneIsTakenHoweverLargeItsBodyIs() {
        Reservation alone = admission.enter(5_000).orElseThrow();

        assertThat(admission.enter(1)).isEmpty();
        alone.leave();
        assertThat(admission.enter(1)).isPresent();
    }

    @Test
    void aBodyThatTurnsOutToBeSmallerGivesBackTheRest() {
        Reservation unknown = admission.enter(1_000).orElseThrow();
        assertThat(admission.enter(1)).isEmpty();

        unknown.shrinkTo(300);

        Reservation beside = admission.enter(700).orElseThrow();
        assertThat(admission.enter(1)).isEmpty();
        unknown.leave();
        beside.leave();
        assertThat(admission.enter(1)).isPresent();
        assertThat(admission.enter(999)).isPresent();
        assertThat(admission.enter(1)).isEmpty();
    }

    @Test
    void aReservationIsNeverGivenBackTwice() {
        Reservation reservation = admission.enter(600).orElseThrow();
        assertThat(admission.enter(400)).isPresent();
        reservation.shrinkTo(900);
        assertThat(admission.enter(1)).isEmpty();

        reservation.leave();
        reservation.leave();
        reservation.shrinkTo(0);

        assertThat(admission.enter(601)).isEmpty();
        assertThat(admission.enter(600)).isPresent();
    }

    @ParameterizedTest
    @CsvSource({"1000, 72, 100", "500, 72, 90", "10000, 72, 1000"})
    void theDefaultFollowsTheHeapButTakesTheLargestBodyBesideSmallOnes(long heap, long largest, long bytes) {
        assertThat(AdmissionLimiter.defaultBytes(heap, largest)).isEqualTo(bytes);
    }
}
