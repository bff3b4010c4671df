package dev.dragoman.payload;

import dev.dragoman.event.Endpoint;
import dev.dragoman.event.ModelPattern;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a provider (design section 7).
 *
 * @param endpoints those that it has, at least one, with the rules for their fields
 * @param models the differences of some models; if several apply to a model, the later one wins
 * @param passes what it is asked besides, passed through as it comes
 */
public record Profile(Map<Endpoint, FieldRules> endpoints, List<Models> models, List<PassThroughRule> passes) {
    /** A provider with both endpoints, of which nothing else is known. */
    public static final Profile BOTH = new Profile(Set.of(Endpoint.CHAT, Endpoint.RESPONSES));

    public Profile {
        endpoints = Map.copyOf(endpoints);
        models = List.copyOf(models);
        passes = List.copyOf(passes);
    }

    /**
     * A provider of which nothing else is known.
     *
     * @param endpoints those that it has, at least one
     */
    public Profile(Set<Endpoint> endpoints) {
        this(
                endpoints.stream().collect(Collectors.toMap(Function.identity(), endpoint -> FieldRules.PLAIN)),
                List.of(),
                List.of());
    }

    /**
     * Some models and their differences.
     *
     * @param named matches the whole name of each
     * @param endpoints the differences
     * @param contextTokens how many tokens a request may have; null if that is not known
     * @param maxOutputTokens how many tokens an answer can have; null if that is not known
     */
    record Models(
            ModelPattern named,
            Map<Endpoint, FieldRules> endpoints,
            @Nullable Integer contextTokens,
            @Nullable Integer maxOutputTokens) {
        Models {
            endpoints = Map.copyOf(endpoints);
        }
    }

    /**
     * Which endpoint a request is sent to.
     *
     * @param asked the one it was made for
     * @return the same if the provider has it, or if nothing can take its place; else the other one
     */
    public Endpoint upstreamEndpoint(Endpoint asked) {
        return endpoints.containsKey(asked) || !asked.generates()
                ? asked
                : endpoints.keySet().iterator().next();
    }

    /**
     * Whether the provider has an endpoint that writes no answers: it has those that are passed through.
     *
     * @param asked the endpoint
     * @return true for those that write answers, since the other one of them can take their place
     */
    boolean has(Endpoint asked) {
        return asked.generates()
                || passes.stream().anyMatch(rule -> rule.toString().equals("POST " + asked.path()));
    }

    /**
     * The rules for the fields of a request.
     *
     * @param endpoint one that the provider has
     * @param model the model's name
     * @return the endpoint's rules with the model's differences
     */
    FieldRules fieldRules(Endpoint endpoint, String model) {
        FieldRules fieldRules = endpoints.getOrDefault(endpoint, FieldRules.PLAIN);
        for (Models some : models) {
            if (some.named().matches(model)) {
                fieldRules = fieldRules.with(some.endpoints().getOrDefault(endpoint, FieldRules.PLAIN));
            }
        }
        return fieldRules;
    }

    /**
     * How many tokens a model reads at most: a longer request is refused, and not paid for.
     *
     * @param model the model's name
     * @return empty if that is not known
     */
    public OptionalInt contextTokens(String model) {
        return last(model, Models::contextTokens);
    }

    /**
     * How many tokens a model writes at most, and the highest output limit that the provider takes for it.
     *
     * @param model the model's name
     * @return empty if that is not known
     */
    public OptionalInt maxOutputTokens(String model) {
        return last(model, Models::maxOutputTokens);
    }

    private OptionalInt last(String model, Function<Models, @Nullable Integer> of) {
        OptionalInt found = OptionalInt.empty();
        for (Models some : models) {
            Integer tokens = of.apply(some);
            if (tokens != null && some.named().matches(model)) {
                found = OptionalInt.of(tokens);
            }
        }
        return found;
    }
}
