package dev.dragoman.payload;

import dev.dragoman.event.Endpoint;
import dev.dragoman.event.ModelPattern;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

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
     */
    record Models(ModelPattern named, Map<Endpoint, FieldRules> endpoints) {
        Models {
            endpoints = new EnumMap<>(endpoints);
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
}
