package dev.dragoman.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class AdmissionLimiterTest {
    @Test
    @Tag("F078")
    void thereAreSoManyPlacesAndNoQueue() {
        AdmissionLimiter admission = new AdmissionLimiter(2, 1_000);

        assertThat(admission.enter(1)).isTrue();
        assertThat(admission.enter(1)).isTrue();
        assertThat(admission.enter(1)).isFalse();
        admission.leave(1);
        assertThat(admission.enter(1)).isTrue();
    }

    @Test
    @Tag("F078")
    void theBodiesOfAllCallsHaveALimitTogether() {
        AdmissionLimiter admission = new AdmissionLimiter(100, 1_000);

        assertThat(admission.enter(600)).isTrue();
        assertThat(admission.enter(401)).isFalse();
        assertThat(admission.enter(400)).isTrue();
        admission.leave(600);
        assertThat(admission.enter(600)).isTrue();
    }

    @Test
    void aCallAloneIsTakenHoweverLargeItsBodyIs() {
        AdmissionLimiter admission = new AdmissionLimiter(100, 1_000);

        assertThat(admission.enter(5_000)).isTrue();
        assertThat(admission.enter(1)).isFalse();
        admission.leave(5_000);
        assertThat(admission.enter(1)).isTrue();
    }
}
