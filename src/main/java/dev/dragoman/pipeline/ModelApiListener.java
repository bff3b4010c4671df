package dev.dragoman.pipeline;

import dev.dragoman.config.Checks;
import dev.dragoman.config.ModelConfig;
import dev.dragoman.model.ModelApi;
import dev.dragoman.model.ModelHttpClients;
import dev.dragoman.model.OutboundProxy;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.quarkus.tls.TlsConfigurationRegistry;
import io.quarkus.tls.runtime.config.TlsConfigUtils;
import io.vertx.core.http.HttpClientOptions;
import jakarta.enterprise.inject.spi.CDI;
import jakarta.ws.rs.ext.ContextResolver;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.rest.client.RestClientBuilder;
import org.eclipse.microprofile.rest.client.spi.RestClientListener;
import org.jboss.resteasy.reactive.client.api.QuarkusRestClientProperties;

/**
 * Gives each client of the provider's REST interface what Dragoman's own settings say: timeouts, the size of its pool and a
 * proxy from the JVM's properties. They win over {@code quarkus.rest-client.model.*}, which says everything else. HTTP/1.1
 * only, and no redirects: a provider's answer must not send the key elsewhere.
 *
 * <p>The REST client's Vert.x client has a name, under which {@link ModelHttpClients} finds it again for the streams. So both
 * have the same trust, timeouts, proxy and connections.
 */
@RegisterForReflection
public final class ModelApiListener implements RestClientListener {
    /** Of the provider's response headers together, in bytes; Vert.x takes 8 KiB by itself. */
    private static final int MOST_HEADERS = 64 * 1024;

    /** Made by the service loader. */
    public ModelApiListener() {}

    @Override
    public void onNewClient(Class<?> serviceInterface, RestClientBuilder builder) {
        if (serviceInterface == ModelApi.class) {
            CDI<Object> beans = CDI.current();
            configure(
                    builder,
                    beans.select(ModelConfig.class).get(),
                    beans.select(TlsConfigurationRegistry.class).get());
        }
    }

    private static void configure(RestClientBuilder builder, ModelConfig config, TlsConfigurationRegistry tls) {
        URI base = Checks.baseUrl(config);
        builder.baseUri(base)
                .connectTimeout(millis(config.connectTimeout()), TimeUnit.MILLISECONDS)
                // The ask's own time is shorter. This one ends what nobody waits for any more.
                .readTimeout(millis(config.totalTimeout()), TimeUnit.MILLISECONDS)
                .followRedirects(false)
                .property(QuarkusRestClientProperties.CONNECTION_POOL_SIZE, config.connections())
                .property(QuarkusRestClientProperties.HTTP2, false)
                .property(QuarkusRestClientProperties.ALPN, false)
                .property(QuarkusRestClientProperties.SHARED, true)
                .property(QuarkusRestClientProperties.NAME, ModelHttpClients.nameHere())
                .register(new FirstOptions(base, tls), ContextResolver.class);
    }

    private static long millis(Duration duration) {
        return duration.toMillis();
    }

    /**
     * What the REST client's options begin with. The settings for all TLS ({@code quarkus.tls.*}) hold unless
     * {@code quarkus.rest-client.model.tls-configuration-name} names others.
     *
     * @param base the provider's base URL
     * @param tls what certificates are trusted
     */
    private record FirstOptions(URI base, TlsConfigurationRegistry tls) implements ContextResolver<HttpClientOptions> {
        @Override
        public HttpClientOptions getContext(Class<?> type) {
            // Whether TLS is used is told with each request. Here it says which of the JVM's properties name the proxy.
            HttpClientOptions options = new HttpClientOptions()
                    .setSsl("https".equalsIgnoreCase(base.getScheme()))
                    .setDecompressionSupported(true)
                    .setMaxHeaderSize(MOST_HEADERS);
            tls.getDefault().ifPresent(trusted -> TlsConfigUtils.configure(options, trusted));
            OutboundProxy.configure(options, base);
            return options;
        }
    }
}
