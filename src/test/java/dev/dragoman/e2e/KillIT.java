package dev.dragoman.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dragoman.harness.Stack;
import dev.dragoman.local.trial.Findings;
import dev.dragoman.local.trial.Kill;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** A few kills; {@code mvn -q -Ptrial -Dtrial=kill} is two hundred of them. */
@ExtendWith(Stack.Extension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KillIT {
    private final Stack stack;

    KillIT(Stack stack) {
        this.stack = stack;
    }

    @Test
    @Tag("F048")
    void whateverMomentAServerIsKilledAtEveryAskHasOneAnswerAndWhatWasPaidTwiceIsSaid() throws Exception {
        Kill kill = new Kill(4, 28, 12, 17);

        Findings findings = kill.run(stack.local());

        assertThat(findings.unmet()).as(String.join("\n", findings.lines())).isEmpty();
        assertThat(findings.figures().path("answersStored").intValue()).isEqualTo(40);
    }
}
