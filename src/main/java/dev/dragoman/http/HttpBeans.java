package dev.dragoman.http;

import dev.dragoman.config.Checks;
import dev.dragoman.config.ConfigurationException;
import dev.dragoman.config.HttpConfig;
import dev.dragoman.event.TriggerParser;
import dev.dragoman.model.Model;
import dev.dragoman.outcome.OutcomeClassifier;
import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Set;

/** The bean that the HTTP route names. */
@RegisterForReflection(targets = HttpCalls.class)
final class HttpBeans {
    @Produces
    @Singleton
    @Named("http")
    HttpCalls http(
            HttpConfig config, ClientKeys keys, Model model, OutcomeClassifier classifier, TriggerParser events) {
        HttpCalls.Rules rules =
                new HttpCalls.Rules(config.maxBody().asLongValue(), Set.copyOf(Checks.forwardHeaders(config)));
        return new HttpCalls(rules, keys, model, classifier, events);
    }

    @Produces
    @Singleton
    ClientKeys keys(HttpConfig config) {
        try {
            return new ClientKeys(config.keys().orElse(List.of()));
        } catch (IllegalArgumentException malformed) {
            throw new ConfigurationException(
                    "DRAGOMAN_HTTP_KEYS", "has to be a comma-separated list of SHA-256 hashes of 64 hex digits.");
        }
    }
}
