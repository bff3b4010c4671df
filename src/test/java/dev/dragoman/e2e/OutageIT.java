package dev.dragoman.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dragoman.harness.Stack;
import dev.dragoman.local.trial.Findings;
import dev.dragoman.local.trial.Outage;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** A small outage; {@code mvn -q -Ptrial -Dtrial=outage} is the whole one. */
@ExtendWith(Stack.Extension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OutageIT {
    private final Stack stack;

    OutageIT(Stack stack) {
        this.stack = stack;
    }

    @Test
    @Tag("F031")
    void whateverWaitsWhileTheProviderIsAwayIsAnsweredWhenItIsBack() throws Exception {
        // With the waits of a passing failure a message would come three times in that time, and be given up.
        Outage outage = new Outage(40, 20, 10, Duration.ofSeconds(20), Duration.ofSeconds(1), 3);

        Findings findings = outage.run(stack.local());

        assertThat(findings.unmet()).as(String.join("\n", findings.lines())).isEmpty();
    }
}
