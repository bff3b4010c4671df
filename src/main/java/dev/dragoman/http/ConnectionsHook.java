package dev.dragoman.http;

import io.netty.bootstrap.ChannelInitializerExtension;
import io.netty.channel.Channel;
import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.enterprise.inject.spi.CDI;

/**
 * Shows each new connection to {@link Connections}. Netty makes it by the service loader; neither Vert.x nor Quarkus tells of
 * a connection before its first request, nor bounds the time of a head.
 */
@RegisterForReflection
public final class ConnectionsHook extends ChannelInitializerExtension {
    /** Made by the service loader. */
    public ConnectionsHook() {}

    /** Has Netty load it. Runs before the container starts. */
    public static void apply() {
        System.setProperty(EXTENSIONS_SYSTEM_PROPERTY, "serviceload");
    }

    @Override
    public void postInitializeServerChildChannel(Channel channel) {
        CDI.current().select(Connections.class).get().enter(channel);
    }
}
