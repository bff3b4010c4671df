package dev.dragoman.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import java.util.function.LongSupplier;

/** Watches one connection: whether it waits for a request, and since when the head of that has been coming. */
final class WatchedConnection extends ChannelInboundHandlerAdapter {
    private final Connections connections;
    private final Channel channel;
    private final LongSupplier nanos;
    private int inProgress;
    /** Whether it waits and not even the first byte of a head has come. */
    private volatile boolean quiet;

    /** Whether what comes is discarded. */
    private volatile boolean left;

    private volatile boolean headComing;
    private volatile long headSince;

    WatchedConnection(Connections connections, Channel channel, LongSupplier nanos) {
        this.connections = connections;
        this.channel = channel;
        this.nanos = nanos;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        headBegins();
        connections.opened(this);
        context.fireChannelActive();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object bytes) {
        if (left) {
            ReferenceCountUtil.release(bytes);
            return;
        }
        if (quiet) {
            headBegins();
        }
        context.fireChannelRead(bytes);
    }

    void leave() {
        left = true;
    }

    boolean isLeft() {
        return left;
    }

    private void headBegins() {
        quiet = false;
        headSince = nanos.getAsLong();
        headComing = true;
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        connections.closed(this);
        context.fireChannelInactive();
    }

    /**
     * The head of a request is complete.
     *
     * @param multiplexed whether other frames than heads come between requests, which have no time limit
     * @return to be run when the request is over; only the first time counts
     */
    Runnable began(boolean multiplexed) {
        inProgress++;
        quiet = false;
        headComing = false;
        return new Runnable() {
            private boolean over;

            @Override
            public void run() {
                synchronized (connections) {
                    if (!over) {
                        over = true;
                        ended(multiplexed);
                    }
                }
            }
        };
    }

    private void ended(boolean multiplexed) {
        inProgress--;
        if (inProgress == 0) {
            quiet = !multiplexed;
            connections.ended(this);
        }
    }

    boolean isLate(long headNanos) {
        return headComing && nanos.getAsLong() - headSince > headNanos;
    }

    @SuppressWarnings("FutureReturnValueIgnored") // nobody waits until the connection is closed
    void close() {
        channel.close();
    }
}
