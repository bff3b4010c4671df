package dev.dragoman.http;

import dev.dragoman.batch.BatchApi;
import dev.dragoman.budget.Budgets;
import dev.dragoman.config.Checks;
import dev.dragoman.config.ConfigurationException;
import dev.dragoman.config.HttpConfig;
import dev.dragoman.event.OneLine;
import dev.dragoman.event.TriggerParser;
import dev.dragoman.model.Model;
import dev.dragoman.outcome.OutcomeClassifier;
import dev.dragoman.payload.PassThrough;
import dev.dragoman.pipeline.Records;
import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;

/** The beans that the HTTP route names. */
@RegisterForReflection(targets = {HttpCalls.class, PassThroughCalls.class, BatchCalls.class, BudgetCalls.class})
final class HttpBeans {
    private static final Logger LOG = Logger.getLogger(HttpBeans.class);

    @Produces
    @Singleton
    @Named("http")
    HttpCalls http(
            HttpConfig config, ClientKeys keys, Model model, OutcomeClassifier classifier, TriggerParser events) {
        return new HttpCalls(forwarded(config), keys, model, classifier, events);
    }

    private static HttpCalls.ForwardedHeaders forwarded(HttpConfig config) {
        return new HttpCalls.ForwardedHeaders(Set.copyOf(Checks.forwardHeaders(config)));
    }

    @Produces
    @Singleton
    @Named("passThrough")
    PassThroughCalls passThrough(
            HttpConfig config, ClientKeys keys, PassThrough passThrough, Model model, Records records) {
        return new PassThroughCalls(forwarded(config), keys, passThrough, model, records);
    }

    @Produces
    @Singleton
    @Named("batchCalls")
    BatchCalls batchCalls(Optional<BatchApi> api, ClientKeys keys) {
        return new BatchCalls(api, keys);
    }

    @Produces
    @Singleton
    @Named("budgetCalls")
    BudgetCalls budgetCalls(Viewers viewers, ClientKeys keys, Budgets budgets) {
        Set<String> known = keys.labels();
        budgets.clients().stream()
                .filter(client -> !known.isEmpty() && !known.contains(client))
                .forEach(client -> LOG.warnf(
                        "A budget of DRAGOMAN_BUDGETS is for the client \"%s\", and no key of DRAGOMAN_HTTP_KEYS has this label: it"
                                + " holds for no call here",
                        OneLine.of(client)));
        return new BudgetCalls(viewers, budgets);
    }

    @Produces
    @Singleton
    Viewers viewers(HttpConfig config, ClientKeys keys) {
        ClientKeys operators = keys("DRAGOMAN_HTTP_OPERATORS", config.operators());
        if (keys.areNeeded() && !keys.include(operators)) {
            throw new ConfigurationException(
                    "DRAGOMAN_HTTP_OPERATORS",
                    "has a hash that DRAGOMAN_HTTP_KEYS does not have, so that this operator could not call at all: add it there too.");
        }
        return new Viewers(keys, operators);
    }

    @Produces
    @Singleton
    ClientKeys keys(HttpConfig config) {
        return keys("DRAGOMAN_HTTP_KEYS", config.keys());
    }

    private static ClientKeys keys(String variable, Optional<List<String>> hashes) {
        try {
            return new ClientKeys(hashes.orElse(List.of()));
        } catch (IllegalArgumentException malformed) {
            throw new ConfigurationException(
                    variable,
                    malformed.getMessage()
                            + "; it has to be a comma-separated list of SHA-256 hashes, each with a label and a colon before it, if it has one.");
        }
    }

    @Produces
    @Singleton
    ClientLimits limits(HttpConfig config, ClientKeys keys) {
        try {
            return new ClientLimits(config.limits().orElse(List.of()), keys.labels());
        } catch (IllegalArgumentException malformed) {
            throw new ConfigurationException("DRAGOMAN_HTTP_LIMITS", malformed.getMessage() + ".");
        }
    }
}
