package dev.dragoman.pipeline;

import dev.dragoman.config.AsksConfig;
import dev.dragoman.config.Checks;
import dev.dragoman.config.ModelConfig;
import dev.dragoman.memory.MemoryBudget;
import dev.dragoman.model.AnswerLimits;
import dev.dragoman.model.AnswerPool;
import dev.dragoman.model.ApiKey;
import dev.dragoman.model.Delay;
import dev.dragoman.model.Model;
import dev.dragoman.model.ModelApi;
import dev.dragoman.model.ModelClient;
import dev.dragoman.model.ModelHttpClients;
import dev.dragoman.model.RetryLoop;
import dev.dragoman.model.Spending;
import dev.dragoman.money.PriceTable;
import dev.dragoman.outcome.OutcomeClassifier;
import dev.dragoman.secret.StoredKey;
import io.vertx.core.Vertx;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.net.URI;
import java.time.Clock;
import java.util.concurrent.ThreadLocalRandom;
import org.eclipse.microprofile.rest.client.inject.RestClient;

/** The model stage, made from its settings: the clients, the key, the one retry loop. */
final class ModelBeans {
    @Produces
    @Singleton
    ApiKey key(ModelConfig config) {
        return Checks.secret(config).<ApiKey>map(StoredKey::at).orElseGet(() -> ApiKey.fixed(Checks.model(config)));
    }

    @Produces
    @Singleton
    RetryLoop retryLoop(ModelConfig config, ApiKey key, OutcomeClassifier classifier, Vertx vertx) {
        RetryLoop.Limits limits = new RetryLoop.Limits(
                config.maxAttempts(),
                config.longestWait(),
                config.leastTime(),
                config.connections(),
                config.firstByteTimeout(),
                config.breakerVolume(),
                config.breakerRest());
        return new RetryLoop(
                limits,
                key,
                classifier,
                () -> ThreadLocalRandom.current().nextDouble(),
                System::nanoTime,
                Delay.onVertx(vertx));
    }

    @Produces
    @Singleton
    @Named("model")
    Model model(
            ModelConfig config,
            ApiKey key,
            RetryLoop retryLoop,
            Clock clock,
            Vertx vertx,
            MemoryBudget memory,
            PriceTable prices,
            Spending spending,
            @RestClient Instance<ModelApi> apis) {
        AnswerLimits limits = new AnswerLimits(
                config.firstByteTimeout(),
                config.idleTimeout(),
                config.maxAnswer().asLongValue(),
                new AnswerPool(memory, Delay.onVertx(vertx)));
        URI base = Checks.baseUrl(config);
        ModelHttpClients clients = new ModelHttpClients(vertx, apis::get, limits);
        ModelClient client = new ModelClient(vertx, clients, base, limits, clock);
        return new Model(
                client,
                limits,
                key,
                retryLoop,
                new Model.Times(config.totalTimeout(), config.leastTime()),
                config.name(),
                prices,
                spending,
                clock);
    }

    @Produces
    @Singleton
    PriceTable prices(AsksConfig config) {
        return StartChecks.prices(config);
    }

    @Produces
    @Singleton
    @Named("pausingPollStrategy")
    PausingPollStrategy pausingPollStrategy(Model model, Intake intake) {
        return new PausingPollStrategy(() -> model.holdsBack() || intake.isEnding());
    }
}
