package dev.dragoman.payload;

import dev.dragoman.event.Endpoint;
import java.util.Set;

/**
 * What is known of a provider (design section 7).
 *
 * @param endpoints those that it has, at least one
 */
public record Profile(Set<Endpoint> endpoints) {
    /** A provider with both endpoints. */
    public static final Profile BOTH = new Profile(Set.of(Endpoint.values()));

    public Profile {
        endpoints = Set.copyOf(endpoints);
    }

    /**
     * Which endpoint a request is sent to.
     *
     * @param asked the one it was made for
     * @return the same where the provider has it, else the other one
     */
    public Endpoint carrier(Endpoint asked) {
        return endpoints.contains(asked) ? asked : endpoints.iterator().next();
    }
}
