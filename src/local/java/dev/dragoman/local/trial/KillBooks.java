package dev.dragoman.local.trial;

import com.fasterxml.jackson.databind.JsonNode;
import dev.dragoman.local.model.ReceivedCall;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Compares, ask by ask, what was asked with what was answered, stored and paid for. */
final class KillBooks {
    private static final Pattern NAME = Pattern.compile("(?:ask|document)-\\d{4,}");

    private final KillWork work;
    private final Map<String, Integer> calls = new HashMap<>();
    private final Map<String, List<JsonNode>> answers = new LinkedHashMap<>();
    private final long stored;

    KillBooks(KillWork work, Collection<ReceivedCall> received) {
        this.work = work;
        received.stream().filter(ReceivedCall::chargeable).forEach(call -> calls.merge(name(call), 1, Integer::sum));
        work.names().forEach(name -> answers.put(name, work.answers(name)));
        stored = work.ledger().stream().filter("done"::equals).count();
    }

    private static String name(ReceivedCall call) {
        Matcher name = NAME.matcher(call.text());
        return name.find() ? name.group() : "nobody";
    }

    int brought() {
        return work.brought();
    }

    /** The calls that the provider would charge for, whether or not the answer reached anybody. */
    int calls() {
        return calls.values().stream().mapToInt(Integer::intValue).sum();
    }

    long stored() {
        return stored;
    }

    long answered() {
        return answers.values().stream().filter(some -> !some.isEmpty()).count();
    }

    List<String> missing() {
        return names(name -> of(name).isEmpty());
    }

    long repeatedReplies() {
        return answers.values().stream()
                .mapToInt(some -> Math.max(0, some.size() - 1))
                .sum();
    }

    /** The asks whose replies are not all the same answer of the provider. */
    List<String> contradictory() {
        return names(name -> of(name).stream()
                        .map(answer -> answer.at("/response/id").asText())
                        .distinct()
                        .count()
                > 1);
    }

    /** The asks that were paid for more often than leases ran out. */
    List<String> unmarked() {
        return names(name -> calls.getOrDefault(name, 0) - 1 > lapsed(name));
    }

    int lapsed() {
        return answers.keySet().stream().mapToInt(this::lapsed).sum();
    }

    private int lapsed(String name) {
        return of(name).stream()
                .mapToInt(answer -> answer.at("/receipt/lapsedLeases").intValue())
                .max()
                .orElse(0);
    }

    private List<JsonNode> of(String name) {
        return answers.getOrDefault(name, List.of());
    }

    private List<String> names(java.util.function.Predicate<String> those) {
        return answers.keySet().stream().filter(those).toList();
    }
}
