package dev.dragoman.pipeline;

import dev.dragoman.config.Checks;
import dev.dragoman.config.ModelConfig;
import dev.dragoman.model.AnswerLimits;
import dev.dragoman.model.ApiKey;
import dev.dragoman.model.Delay;
import dev.dragoman.model.Model;
import dev.dragoman.model.ModelClient;
import dev.dragoman.model.OutboundProxy;
import dev.dragoman.model.PerEventLoop;
import dev.dragoman.model.RetryLoop;
import dev.dragoman.outcome.OutcomeClassifier;
import dev.dragoman.secret.StoredKey;
import io.quarkus.tls.TlsConfigurationRegistry;
import io.quarkus.tls.runtime.config.TlsConfigUtils;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.PoolOptions;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.net.URI;
import java.time.Clock;
import java.util.concurrent.ThreadLocalRandom;

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
            TlsConfigurationRegistry tls) {
        AnswerLimits limits = new AnswerLimits(
                config.firstByteTimeout(),
                config.idleTimeout(),
                config.maxAnswer().asLongValue());
        URI base = Checks.baseUrl(config);
        HttpClientOptions options = options(config, base, tls);
        PoolOptions pool = new PoolOptions().setHttp1MaxSize(config.connections());
        ModelClient client = new ModelClient(
                vertx, new PerEventLoop<>(() -> vertx.createHttpClient(options, pool)), base, limits, clock);
        return new Model(
                client,
                limits,
                key,
                retryLoop,
                new Model.Times(config.totalTimeout(), config.leastTime()),
                config.name(),
                clock);
    }

    @Produces
    @Singleton
    @Named("pausingPollStrategy")
    PausingPollStrategy pausingPollStrategy(Model model) {
        return new PausingPollStrategy(model::isQuiet);
    }

    private static HttpClientOptions options(ModelConfig config, URI base, TlsConfigurationRegistry tls) {
        HttpClientOptions options = new HttpClientOptions()
                .setDecompressionSupported(true)
                .setConnectTimeout(Math.toIntExact(config.connectTimeout().toMillis()));
        tls.getDefault().ifPresent(trusted -> TlsConfigUtils.configure(options, trusted));
        OutboundProxy.towards(base).ifPresent(options::setProxyOptions);
        return options;
    }
}
