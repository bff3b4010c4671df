package dev.dragoman.pipeline;

import dev.dragoman.config.Checks;
import dev.dragoman.config.ModelConfig;
import dev.dragoman.model.AnswerLimit;
import dev.dragoman.model.ApiKey;
import dev.dragoman.model.EventApi;
import dev.dragoman.model.Model;
import dev.dragoman.model.ModelApi;
import dev.dragoman.model.PerLoop;
import dev.dragoman.model.Retries;
import dev.dragoman.outcome.Judge;
import dev.dragoman.secret.StoredKey;
import io.quarkus.rest.client.reactive.QuarkusRestClientBuilder;
import io.quarkus.tls.TlsConfigurationRegistry;
import io.quarkus.tls.runtime.config.TlsConfigUtils;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.PoolOptions;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.net.URI;
import java.time.Clock;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jboss.resteasy.reactive.client.api.QuarkusRestClientProperties;

/** The model stage, made from its settings: the clients, the key, the one retry loop. */
final class ModelBeans {
    @Produces
    @Singleton
    ApiKey key(ModelConfig config) {
        return Checks.secret(config).<ApiKey>map(StoredKey::at).orElseGet(() -> ApiKey.fixed(Checks.model(config)));
    }

    @Produces
    @Singleton
    Retries retries(ModelConfig config, ApiKey key, Judge judge) {
        Retries.Limits limits = new Retries.Limits(
                config.maxAttempts(),
                config.longestWait(),
                config.leastTime(),
                config.connections(),
                config.firstByteTimeout(),
                config.breakerVolume(),
                config.breakerRest());
        return new Retries(limits, key, judge, () -> ThreadLocalRandom.current().nextDouble(), System::nanoTime);
    }

    @Produces
    @Singleton
    @Named("model")
    Model model(
            ModelConfig config, ApiKey key, Retries retries, Clock clock, Vertx vertx, TlsConfigurationRegistry tls) {
        URI base = URI.create(config.baseUrl());
        long largest = config.maxAnswer().asLongValue();
        EventApi events = new EventApi(
                streams(config, vertx, tls), base, config.firstByteTimeout(), config.idleTimeout(), largest);
        return new Model(
                new PerLoop<>(() -> whole(config, base, largest)),
                events,
                key,
                retries,
                new Model.Times(config.totalTimeout(), config.leastTime()),
                clock);
    }

    private static ModelApi whole(ModelConfig config, URI base, long largest) {
        return QuarkusRestClientBuilder.newBuilder()
                .baseUri(base)
                .connectTimeout(config.connectTimeout().toMillis(), TimeUnit.MILLISECONDS)
                .readTimeout(config.firstByteTimeout().toMillis(), TimeUnit.MILLISECONDS)
                .followRedirects(false)
                .property(QuarkusRestClientProperties.CONNECTION_POOL_SIZE, config.connections())
                .property("microprofile.rest.client.disable.default.mapper", true)
                .httpClientRequestCustomizer(AnswerLimit.of(largest))
                .build(ModelApi.class);
    }

    @Produces
    @Singleton
    @Named("lull")
    Lull lull(Model model) {
        return new Lull(model::isQuiet);
    }

    private static HttpClient streams(ModelConfig config, Vertx vertx, TlsConfigurationRegistry tls) {
        HttpClientOptions options = new HttpClientOptions()
                .setConnectTimeout(Math.toIntExact(config.connectTimeout().toMillis()));
        tls.getDefault().ifPresent(trusted -> TlsConfigUtils.configure(options, trusted));
        return vertx.createHttpClient(options, new PoolOptions().setHttp1MaxSize(config.connections()));
    }
}
