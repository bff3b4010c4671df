package dev.dragoman.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dragoman.harness.Stack;
import dev.dragoman.local.trial.Findings;
import dev.dragoman.local.trial.Hostile;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** A small attack; {@code mvn -q -Ptrial -Dtrial=hostile} is the whole one. */
@ExtendWith(Stack.Extension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HostileIT {
    private final Stack stack;

    HostileIT(Stack stack) {
        this.stack = stack;
    }

    @Test
    @Tag("F078")
    void whoeverDoesAllThatHurtsAtOnceHurtsNobodyElse() throws Exception {
        // The attackers' threads are beside those of the probe here, and other tests beside both.
        Hostile hostile = new Hostile(Duration.ofSeconds(15), Duration.ofSeconds(2), 256, 768, Duration.ofSeconds(6));

        Findings findings = hostile.run(stack.local());

        assertThat(findings.unmet()).as(String.join("\n", findings.lines())).isEmpty();
    }
}
