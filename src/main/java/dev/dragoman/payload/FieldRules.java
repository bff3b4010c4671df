package dev.dragoman.payload;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.outcome.Problem;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How the top-level fields of one endpoint of a provider, or of some of its models, differ from the documented ones.
 *
 * @param renames for each name that callers may use, the one that is sent; no sent name is itself renamed
 * @param refusals for each field that is known to be refused, what to do instead: a sentence
 * @param reasoning the field of an assistant's message in which chat completions take back the reasoning that they showed;
 *     null if they take none
 */
record FieldRules(
        Map<String, String> renames,
        Map<String, String> refusals,
        @Nullable String reasoning) {
    /** No differences. */
    static final FieldRules PLAIN = new FieldRules(Map.of(), Map.of());

    /** Rules for top-level fields only. */
    FieldRules(Map<String, String> renames, Map<String, String> refusals) {
        this(renames, refusals, null);
    }

    /** Keeps the order, which decides between two names for the same field. */
    FieldRules {
        renames = Collections.unmodifiableMap(new LinkedHashMap<>(renames));
        refusals = Collections.unmodifiableMap(new LinkedHashMap<>(refusals));
    }

    /**
     * These rules with others on top, which win.
     *
     * @param differences the other rules
     * @return new rules
     */
    FieldRules with(FieldRules differences) {
        Map<String, String> names = new LinkedHashMap<>(renames);
        differences.renames.forEach((from, to) -> {
            names.remove(to);
            names.replaceAll((asked, sent) -> sent.equals(from) ? to : sent);
            names.put(from, to);
        });
        Map<String, String> refused = new LinkedHashMap<>(refusals);
        differences.renames.values().forEach(refused::remove);
        refused.putAll(differences.refusals);
        return new FieldRules(names, refused, differences.reasoning == null ? reasoning : differences.reasoning);
    }

    /** Renames the fields of a request. If the sent name has a value already, that one wins. */
    void rename(ObjectNode body, Adjustments changes) {
        renames.forEach((from, to) -> {
            if (body.has(from)) {
                NestedFieldMapping.put(body, to, body.remove(from), from, to, changes);
            }
        });
    }

    /**
     * The first field of a request that the provider is known to refuse, worded like the provider's own error.
     *
     * @param body the request as it would be sent
     * @return empty if there is none
     */
    Optional<Problem> refusal(ObjectNode body) {
        return refusals.entrySet().stream()
                .filter(refused -> body.hasNonNull(refused.getKey()))
                .findFirst()
                .map(refused -> Problem.ofAsk(
                        400,
                        "unsupported_parameter",
                        "Unsupported parameter: '%s' is not supported with this model. %s"
                                .formatted(refused.getKey(), refused.getValue()),
                        refused.getKey()));
    }
}
