package dev.dragoman.model;

import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.net.ProxyOptions;
import io.vertx.core.net.ProxyType;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.URI;
import java.util.Optional;

/**
 * The proxy for calls to the provider, from the JVM's own properties ({@code https.proxyHost} and the like), which Vert.x
 * does not read.
 *
 * @see java.net.ProxySelector#getDefault()
 * @see <a href="https://docs.oracle.com/en/java/javase/17/docs/api/java.base/java/net/doc-files/net-properties.html">the
 *     JDK's networking properties</a>
 */
public final class OutboundProxy {
    private OutboundProxy() {}

    /**
     * Sets it, unless something else sets one later. If the JVM's properties name a proxy but exclude the provider's host, no
     * proxy is used.
     *
     * @param options of the client
     * @param base the provider's base URL
     */
    public static void configure(HttpClientOptions options, URI base) {
        Optional<ProxyOptions> proxy = towards(base);
        if (proxy.isPresent()) {
            options.setProxyOptions(proxy.get());
        } else if (System.getProperty(base.getScheme() + ".proxyHost") != null) {
            options.addNonProxyHost(base.getHost());
        }
    }

    /**
     * Looks it up.
     *
     * @param base the provider's base URL
     * @return the first proxy to try; empty for a direct connection
     */
    public static Optional<ProxyOptions> towards(URI base) {
        return ProxySelector.getDefault().select(base).stream()
                .findFirst()
                .filter(proxy -> proxy.address() instanceof InetSocketAddress)
                .map(OutboundProxy::options);
    }

    private static ProxyOptions options(Proxy proxy) {
        InetSocketAddress address = (InetSocketAddress) proxy.address();
        return new ProxyOptions()
                .setType(proxy.type() == Proxy.Type.SOCKS ? ProxyType.SOCKS5 : ProxyType.HTTP)
                .setHost(address.getHostString())
                .setPort(address.getPort());
    }
}
