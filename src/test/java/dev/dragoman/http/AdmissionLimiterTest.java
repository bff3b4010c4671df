package dev.dragoman.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dragoman.http.AdmissionLimiter.Reservation;
import dev.dragoman.memory.MemoryBudget;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AdmissionLimiterTest {
    private static final String GREEDY = "greedy";
    private static final String MODEST = "modest";

    private static final ClientLimits NONE = new ClientLimits(List.of(), Set.of());

    private final MemoryBudget memory = new MemoryBudget(1_000);
    private final AdmissionLimiter admission = new AdmissionLimiter(100, memory, 1, NONE);

    @Test
    @Tag("F078")
    void thereAreSoManyPlacesAndNoQueue() {
        AdmissionLimiter two = new AdmissionLimiter(2, memory, 1, NONE);
        Reservation first = two.enter("", 1).orElseThrow();

        assertThat(two.enter("", 1)).isPresent();
        assertThat(two.enter("", 1)).isEmpty();
        first.leave();
        assertThat(two.enter("", 1)).isPresent();
    }

    @Test
    @Tag("F078")
    void theBodiesOfAllCallsHaveALimitTogether() {
        Reservation large = admission.enter("", 600).orElseThrow();

        assertThat(admission.enter("", 401)).isEmpty();
        Reservation small = admission.enter("", 300).orElseThrow();
        assertThat(small.growTo(401)).isFalse();
        assertThat(small.growTo(400)).isTrue();
        large.leave();
        assertThat(admission.enter("", 600)).isPresent();
    }

    @Test
    void aBodyThatTurnsOutToBeSmallerGivesBackTheRest() {
        Reservation unknown = admission.enter("", 1_000).orElseThrow();
        assertThat(unknown.growTo(300)).isTrue();
        assertThat(admission.enter("", 1)).isEmpty();

        unknown.shrinkTo(300);
        unknown.shrinkTo(800);

        assertThat(admission.enter("", 700)).isPresent();
        assertThat(admission.enter("", 1)).isEmpty();
    }

    @Test
    void aBodyThatNeverFitsFindsNoPlaceEvenAlone() {
        assertThat(admission.enter("", 1_001)).isEmpty();
        assertThat(memory.taken()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"1, 1000", "2, 1000", "50, 1000", "2, 10", "2, 9", "2, 100000001"})
    void whatOneCallCanEverGetItGetsOnceNobodyElseIsThere(int clients, long bytes) {
        MemoryBudget budget = new MemoryBudget(bytes);
        AdmissionLimiter limiter = new AdmissionLimiter(100, budget, clients, NONE);

        Reservation reservation = limiter.enter(GREEDY, 1).orElseThrow();

        assertThat(reservation.growTo(budget.largest())).isTrue();
    }

    @Test
    void aReservationIsNeverGivenBackTwice() {
        Reservation reservation = admission.enter("", 600).orElseThrow();

        reservation.leave();
        reservation.leave();
        reservation.shrinkTo(0);

        assertThat(memory.taken()).isZero();
        assertThat(reservation.growTo(1)).isFalse();
        assertThat(admission.enter("", 1_000)).isPresent();
        assertThat(admission.enter("", 1)).isEmpty();
    }

    @Test
    void aClientAloneTakesAllPlacesIfNobodyElseHasAKey() {
        assertThat(admitted(new AdmissionLimiter(4, memory, 1, NONE), GREEDY, 10))
                .hasSize(4);
    }

    @Test
    void theLastPlacesAreKeptForWhoHasFewerThanAnEqualShare() {
        AdmissionLimiter four = new AdmissionLimiter(4, memory, 2, NONE);

        assertThat(admitted(four, GREEDY, 10)).hasSize(3);
        assertThat(four.enter(MODEST, 1)).isPresent();
        assertThat(four.enter(MODEST, 1)).isEmpty();
    }

    @Test
    void whoComesLaterGetsAnEqualShareInTheEnd() {
        AdmissionLimiter hundred = new AdmissionLimiter(100, memory, 2, NONE);
        List<Reservation> greedy = admitted(hundred, GREEDY, 200);
        List<Reservation> modest = admitted(hundred, MODEST, 200);
        assertThat(greedy).hasSize(90);
        assertThat(modest).hasSize(10);

        for (Reservation ended : List.copyOf(greedy.subList(0, 50))) {
            ended.leave();
            hundred.enter(GREEDY, 0).ifPresent(greedy::add);
            hundred.enter(MODEST, 0).ifPresent(modest::add);
        }

        assertThat(modest).hasSize(50);
    }

    @Test
    void theLastMemoryIsKeptForWhoHasLessThanAnEqualShareToo() {
        AdmissionLimiter both = new AdmissionLimiter(100, memory, 2, NONE);
        Reservation greedy = both.enter(GREEDY, 0).orElseThrow();
        Reservation modest = both.enter(MODEST, 0).orElseThrow();

        assertThat(greedy.growTo(900)).isTrue();
        assertThat(greedy.growTo(901)).isFalse();
        assertThat(modest.growTo(100)).isTrue();
    }

    private static List<Reservation> admitted(AdmissionLimiter limiter, String client, int tries) {
        List<Reservation> admitted = new ArrayList<>();
        for (int i = 0; i < tries; i++) {
            Optional<Reservation> reservation = limiter.enter(client, 0);
            reservation.ifPresent(admitted::add);
        }
        return admitted;
    }

    @Test
    void aClientHasAsManyPlacesAsItsLimitAllows() {
        AdmissionLimiter limited =
                new AdmissionLimiter(100, memory, 2, new ClientLimits(List.of("shop:concurrency=2"), Set.of("shop")));
        AdmissionLimiter.Reservation first = limited.enter("shop", 1).orElseThrow();

        assertThat(limited.isAtLimit("shop")).isFalse();
        assertThat(limited.enter("shop", 1)).isPresent();
        assertThat(limited.isAtLimit("shop")).isTrue();
        assertThat(limited.enter("shop", 1)).isEmpty();
        assertThat(limited.enter("desk", 1)).isPresent();
        first.leave();
        assertThat(limited.enter("shop", 1)).isPresent();
    }
}
