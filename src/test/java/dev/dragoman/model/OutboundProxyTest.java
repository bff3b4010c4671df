package dev.dragoman.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.net.ProxyOptions;
import io.vertx.core.net.ProxyType;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OutboundProxyTest {
    private static final URI BASE = URI.create("https://api.example.com/v1");

    private final ProxySelector jvms = ProxySelector.getDefault();

    @AfterEach
    void putBack() {
        ProxySelector.setDefault(jvms);
    }

    @Test
    void withoutSettingsTheWayIsDirect() {
        assertThat(OutboundProxy.towards(BASE)).isEmpty();
    }

    @Test
    void anHttpProxyIsTaken() {
        choose(Proxy.Type.HTTP);

        assertThat(OutboundProxy.towards(BASE).map(ProxyOptions::toJson))
                .contains(new ProxyOptions()
                        .setType(ProxyType.HTTP)
                        .setHost("proxy.example.com")
                        .setPort(3128)
                        .toJson());
    }

    @Test
    void aSocksProxyToo() {
        choose(Proxy.Type.SOCKS);

        assertThat(OutboundProxy.towards(BASE).map(ProxyOptions::getType)).contains(ProxyType.SOCKS5);
    }

    private static void choose(Proxy.Type type) {
        Proxy proxy = new Proxy(type, InetSocketAddress.createUnresolved("proxy.example.com", 3128));
        ProxySelector.setDefault(new ProxySelector() {
            @Override
            public List<Proxy> select(URI uri) {
                return uri.equals(BASE) ? List.of(proxy) : List.of(Proxy.NO_PROXY);
            }

            @Override
            public void connectFailed(URI uri, SocketAddress address, IOException failure) {
                throw new AssertionError("nothing is connected here");
            }
        });
    }
}
