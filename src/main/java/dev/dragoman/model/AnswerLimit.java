package dev.dragoman.model;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.impl.HttpClientConnection;
import java.util.function.Consumer;

/**
 * Stops reading an answer that comes whole and has grown too long. The REST client gathers it in memory first and asks
 * nobody, so it is stopped on the connection, before anything is gathered.
 */
public final class AnswerLimit extends ChannelInboundHandlerAdapter {
    private static final String NAME = "answer-limit";

    /** Vert.x's name for its own handler, which takes what the codec has read. */
    private static final String VERTX = "handler";

    private final long largest;
    private long left;

    private AnswerLimit(long largest) {
        this.largest = largest;
        this.left = largest;
    }

    /**
     * Puts the limit on the connection of every request.
     *
     * @param largest in bytes
     * @return what the REST client has to do with its requests
     */
    public static Consumer<HttpClientRequest> of(long largest) {
        return request -> {
            ChannelPipeline connection =
                    ((HttpClientConnection) request.connection()).channel().pipeline();
            if (connection.get(NAME) == null) {
                connection.addBefore(VERTX, NAME, new AnswerLimit(largest));
            }
        };
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // nobody waits until the connection is closed
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof HttpResponse) {
            left = largest;
        }
        if (message instanceof HttpContent content) {
            left -= content.content().readableBytes();
        }
        if (left < 0) {
            ReferenceCountUtil.release(message);
            context.fireExceptionCaught(new AnswerTooLarge());
            context.close();
        } else {
            context.fireChannelRead(message);
        }
    }
}
