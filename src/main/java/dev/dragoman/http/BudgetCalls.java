package dev.dragoman.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.blocking.Blocking;
import dev.dragoman.budget.BudgetStoreException;
import dev.dragoman.budget.Budgets;
import dev.dragoman.delivery.HttpAnswer;
import dev.dragoman.event.HttpCall;
import dev.dragoman.json.Json;
import dev.dragoman.outcome.Outcome;
import dev.dragoman.outcome.Problem;
import java.util.concurrent.CompletionStage;

/** The step of the HTTP route that tells operators how the budgets stand. */
public final class BudgetCalls {
    private static final String PATH = "/v1/dragoman/budgets";

    private final Viewers viewers;
    private final Budgets budgets;

    /**
     * @param viewers knows who is an operator
     * @param budgets all budgets
     */
    public BudgetCalls(Viewers viewers, Budgets budgets) {
        this.viewers = viewers;
        this.budgets = budgets;
    }

    /**
     * Whether the call asks for the budgets and may. To others there is no such path.
     *
     * @param call the request
     * @return true for an operator's {@code GET /v1/dragoman/budgets}
     */
    public boolean isOne(HttpCall call) {
        return call.method().equals("GET") && call.path().equals(PATH) && viewers.isOperator(call);
    }

    /**
     * How the budgets stand.
     *
     * @param call the request
     * @return for each what was spent, is reserved and is left, in micro-USD
     */
    public CompletionStage<HttpAnswer> answer(HttpCall call) {
        return Blocking.run(() -> {
            try {
                return HttpAnswer.ok(call.id(), json());
            } catch (BudgetStoreException failure) {
                return HttpAnswer.failed(
                        call.id(),
                        new Outcome.Unavailable(
                                Problem.ofServer(503, "budgets_unavailable", "The budgets are out of reach.")));
            }
        });
    }

    private ObjectNode json() {
        ObjectNode root = Json.object();
        ArrayNode all = root.putArray("budgets");
        for (Budgets.Standing one : budgets.standings()) {
            long amount = one.budget().amount();
            ObjectNode budget = all.addObject()
                    .put("name", one.budget().name())
                    .put("period", one.period())
                    .put("amount", amount)
                    .put("spent", one.state().spent())
                    .put("unreported", one.state().lapsed())
                    .put("reserved", one.state().open())
                    .put("left", one.state().left(amount));
            if (one.until() != null) {
                budget.put("until", one.until().toString());
            }
        }
        return root;
    }
}
