package dev.dragoman.model;

import dev.dragoman.outcome.ProviderResponse.FailureReason;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.impl.HttpClientConnection;

/**
 * Stops reading an answer that has grown too long. The REST client gathers a whole answer in memory before anybody sees it,
 * so it is stopped on the connection, before anything is gathered.
 */
final class AnswerLimit extends ChannelInboundHandlerAdapter {
    /** Vert.x's name for its own handler, which takes what the codec has read. */
    private static final String VERTX = "handler";

    private final long largest;
    private long left;

    private AnswerLimit(long largest) {
        this.largest = largest;
        this.left = largest;
    }

    /**
     * Puts the limit on a new connection.
     *
     * @param connection over HTTP/1.1
     * @param largest how many bytes each of its answers may have, once it is decoded: the handler that decodes stands
     *     before Vert.x's own
     */
    static void on(HttpConnection connection, long largest) {
        ((HttpClientConnection) connection)
                .channel()
                .pipeline()
                .addBefore(VERTX, "answer-limit", new AnswerLimit(largest));
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
            context.fireExceptionCaught(new CallFailure(FailureReason.TOO_LARGE));
            context.close();
        } else {
            context.fireChannelRead(message);
        }
    }
}
