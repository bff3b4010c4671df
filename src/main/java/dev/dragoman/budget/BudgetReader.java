package dev.dragoman.budget;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.event.Door;
import dev.dragoman.event.ModelPattern;
import dev.dragoman.event.QueueAddress;
import dev.dragoman.event.S3Place;
import dev.dragoman.json.StrictJson;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads the file of budgets ({@code DRAGOMAN_BUDGETS}). Every problem is an {@link IllegalArgumentException} whose message is one
 * clause about the file, with the member's place and what to do.
 */
public final class BudgetReader {
    /** Each call looks at all of them. */
    private static final int MOST = 100;

    private static final int DECIMALS = 6;

    /** A billion dollars: sums of some of them fit into a long of micro-USD. */
    private static final BigDecimal LARGEST = BigDecimal.valueOf(1_000_000_000);

    private static final Pattern NAME = Pattern.compile("[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?");

    private BudgetReader() {}

    /**
     * Reads the file.
     *
     * @param text the file
     * @return the budgets in their order
     */
    public static List<Budget> read(String text) {
        ObjectNode root = StrictJson.root(text, "the file", "about", "budgets");
        List<Budget> budgets = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (JsonNode each : StrictJson.array(root.path("budgets"), "budgets")) {
            Budget budget = budget(each, "budgets[%d]".formatted(budgets.size()));
            if (!names.add(budget.name())) {
                throw new IllegalArgumentException("has two budgets of the name " + budget.name());
            }
            budgets.add(budget);
        }
        if (budgets.isEmpty() || budgets.size() > MOST) {
            throw new IllegalArgumentException("has to have from 1 to %d budgets in budgets".formatted(MOST));
        }
        return budgets;
    }

    private static Budget budget(JsonNode node, String at) {
        ObjectNode budget = StrictJson.object(node, at, "about", "name", "scope", "amount", "period", "whenUsedUp");
        String name = StrictJson.text(budget.path("name"), at + ".name");
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "has a name in %s.name that is not made of 1 to 64 lower case letters, digits and hyphens"
                            .formatted(at));
        }
        BudgetPeriod period = one(BudgetPeriod.values(), BudgetPeriod::label, budget.path("period"), at + ".period");
        Budget.UsedUp usedUp = budget.has("whenUsedUp")
                ? one(
                        Budget.UsedUp.values(),
                        each -> each.name().toLowerCase(Locale.ROOT),
                        budget.path("whenUsedUp"),
                        at + ".whenUsedUp")
                : period == BudgetPeriod.TOTAL ? Budget.UsedUp.REJECT : Budget.UsedUp.WAIT;
        if (period == BudgetPeriod.TOTAL && usedUp == Budget.UsedUp.WAIT) {
            throw new IllegalArgumentException(
                    "has \"wait\" in %s.whenUsedUp for a total, whose period never ends: use \"reject\"".formatted(at));
        }
        return new Budget(
                name, scope(budget.path("scope"), at + ".scope"), amount(budget.path("amount"), at), period, usedUp);
    }

    private static Budget.Scope scope(JsonNode node, String at) {
        if (node.isTextual() && node.textValue().equals("all")) {
            return Budget.Scope.ALL;
        }
        if (!node.isObject() || node.isEmpty()) {
            throw new IllegalArgumentException(
                    "has neither \"all\" nor an object with door, objects, client, queue, group or model in " + at);
        }
        ObjectNode scope = StrictJson.object(node, at, "door", "objects", "client", "queue", "group", "model");
        return new Budget.Scope(
                scope.has("door") ? one(Door.values(), Door::label, scope.path("door"), at + ".door") : null,
                parsed(scope, "objects", at, S3Place::parse, "bucket or bucket/prefix/"),
                parsed(scope, "client", at, Optional::of, "a label"),
                parsed(scope, "queue", at, QueueAddress::parse, "a queue's URL or ARN"),
                parsed(scope, "group", at, Optional::of, "a message group's id"),
                parsed(scope, "model", at, text -> Optional.of(new ModelPattern(text)), "a model's name"));
    }

    private static <T> @Nullable T parsed(
            ObjectNode scope, String member, String at, Function<String, Optional<T>> reader, String form) {
        if (!scope.has(member)) {
            return null;
        }
        String place = at + "." + member;
        return reader.apply(StrictJson.text(scope.path(member), place))
                .orElseThrow(
                        () -> new IllegalArgumentException("has something else than %s in %s".formatted(form, place)));
    }

    private static <T> T one(T[] values, Function<T, String> label, JsonNode node, String at) {
        return Arrays.stream(values)
                .filter(value -> label.apply(value).equals(node.textValue()))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("has none of %s in %s"
                        .formatted(Arrays.stream(values).map(label).collect(Collectors.joining(", ")), at)));
    }

    /** Dollars in the file, micro-USD here: exact, so no further decimals are taken. */
    private static long amount(JsonNode node, String at) {
        if (!node.isNumber()
                || node.decimalValue().signum() < 0
                || node.decimalValue().compareTo(LARGEST) > 0
                || node.decimalValue().stripTrailingZeros().scale() > DECIMALS) {
            throw new IllegalArgumentException(
                    "has no number of dollars from 0 to %s, with up to %d decimals and without quotes, in %s.amount"
                            .formatted(LARGEST.toPlainString(), DECIMALS, at));
        }
        return node.decimalValue().movePointRight(DECIMALS).longValueExact();
    }
}
