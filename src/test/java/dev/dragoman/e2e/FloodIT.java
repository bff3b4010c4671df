package dev.dragoman.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dragoman.harness.Stack;
import dev.dragoman.local.trial.Findings;
import dev.dragoman.local.trial.Flood;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** A small flood; {@code mvn -q -Ptrial -Dtrial=flood} is the whole one. */
@ExtendWith(Stack.Extension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FloodIT {
    private final Stack stack;

    FloodIT(Stack stack) {
        this.stack = stack;
    }

    @Test
    @Tag("F078")
    void tenTimesAsManyCallersAsPlacesAreAnsweredOrToldAtOnceAndAfterwardsAllIsAsBefore() throws Exception {
        Flood flood = new Flood(200, 20, Duration.ofSeconds(1), Duration.ofSeconds(1), 128);

        Findings findings = flood.run(stack.local());

        assertThat(findings.unmet()).as(String.join("\n", findings.lines())).isEmpty();
    }
}
