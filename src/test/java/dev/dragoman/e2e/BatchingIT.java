package dev.dragoman.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dragoman.harness.Stack;
import dev.dragoman.local.trial.Batching;
import dev.dragoman.local.trial.Findings;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** A small batch and a few kills; {@code mvn -q -Ptrial -Dtrial=batch} has 2,000 lines and thirty of them. */
@ExtendWith(Stack.Extension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BatchingIT {
    private final Stack stack;

    BatchingIT(Stack stack) {
        this.stack = stack;
    }

    @Test
    void eachLineIsAnsweredOnceThroughKillsAndAStormOfRateLimits() throws Exception {
        Findings findings = new Batching(150, 3, 10, 2_000, Duration.ofSeconds(1)).run(stack.local());

        assertThat(findings.unmet()).as(String.join("\n", findings.lines())).isEmpty();
    }
}
