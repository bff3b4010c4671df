package dev.dragoman.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dragoman.harness.Stack;
import dev.dragoman.local.trial.Findings;
import dev.dragoman.local.trial.Storm;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** A small storm; {@code mvn -q -Ptrial -Dtrial=storm} is the whole one. */
@ExtendWith(Stack.Extension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StormIT {
    private final Stack stack;

    StormIT(Stack stack) {
        this.stack = stack;
    }

    @Test
    @Tag("F031")
    void aQueueFullOfAsksOutlivesARateLimitAndCostsTheProviderAProbeEachTime() throws Exception {
        Storm storm = new Storm(40, Duration.ofSeconds(6), Duration.ofSeconds(1), 5);

        Findings findings = storm.run(stack.local());

        assertThat(findings.unmet()).as(String.join("\n", findings.lines())).isEmpty();
    }
}
