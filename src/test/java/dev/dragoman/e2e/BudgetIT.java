package dev.dragoman.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dragoman.harness.Stack;
import dev.dragoman.local.trial.Budgeted;
import dev.dragoman.local.trial.Findings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** A few kills; {@code mvn -q -Ptrial -Dtrial=budget} is two hundred of them. */
@ExtendWith(Stack.Extension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BudgetIT {
    private final Stack stack;

    BudgetIT(Stack stack) {
        this.stack = stack;
    }

    @Test
    void noMoreThanTheBudgetIsSpentWhateverMomentServersAreKilledAt() throws Exception {
        Budgeted trial = new Budgeted(2, 80, 6, 3, 30, 17);

        Findings findings = trial.run(stack.local());

        assertThat(findings.unmet()).as(String.join("\n", findings.lines())).isEmpty();
    }
}
