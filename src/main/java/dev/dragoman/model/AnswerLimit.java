package dev.dragoman.model;

import dev.dragoman.outcome.ProviderResponse.FailureReason;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.impl.HttpClientConnection;
import org.jspecify.annotations.Nullable;

/**
 * Stops reading an answer that has grown too long, and lets one wait for which there is no memory. The REST client gathers a
 * whole answer in memory before anybody sees it, so this happens on the connection, before anything is gathered. What an answer
 * takes is its call's from the first byte on: were it given back at the end for the reader to take again, another answer could
 * come in between, and the memory would be used twice.
 */
final class AnswerLimit extends ChannelDuplexHandler {
    /** Vert.x's name for its own handler, which takes what the codec has read. */
    private static final String VERTX = "handler";

    /** So many times its length JSON may weigh; more only if it is of next to nothing but commas and brackets. */
    static final int FORMS = 4;

    private final long largest;
    private final AnswerPool pool;
    private boolean asksForStream;

    /** While a head passes that is not the response's. */
    private boolean interim;

    private boolean gathered;
    private long read;

    /** How many bytes the answer will have, as far as that is known: an answer that waits for all of it holds nothing. */
    private long announced;

    private boolean waiting;

    /** Changes with each answer: a wait may end after its answer has. */
    private int answer;

    /** The call's, of the answer that is coming; null between answers. */
    private @Nullable AnswerMemory memory;

    private AnswerLimit(long largest, AnswerPool pool) {
        this.largest = largest;
        this.pool = pool;
    }

    /**
     * Puts the limit on a new connection.
     *
     * @param connection over HTTP/1.1
     * @param largest how many bytes each of its answers may have, once it is decoded: the handler that decodes stands
     *     before Vert.x's own
     * @param pool has the memory
     */
    static void on(HttpConnection connection, long largest, AnswerPool pool) {
        // Each call is told of what breaks it. Without a handler Vert.x would log an error for whatever a provider
        // sends.
        connection.exceptionHandler(broken -> {});
        ((HttpClientConnection) connection)
                .channel()
                .pipeline()
                .addBefore(VERTX, "answer-limit", new AnswerLimit(largest, pool));
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // the promise tells the writer
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        if (message instanceof HttpRequest request) {
            asksForStream = ResponseReader.isEventStream(request.headers().get(HttpHeaderNames.ACCEPT, ""));
            memory = pool.claim(request.headers().get(AnswerPool.CALL));
            request.headers().remove(AnswerPool.CALL);
        }
        context.write(message, promise);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof HttpObject part && part.decoderResult().isFailure()) {
            ReferenceCountUtil.release(message);
            fail(context, unreadable(part.decoderResult().cause()));
            return;
        }
        if (isInterim(message)) {
            ReferenceCountUtil.release(message);
            return;
        }
        if (message instanceof HttpResponse response) {
            begin(response);
        }
        if (message instanceof HttpContent content) {
            read += content.content().readableBytes();
        }
        if (gathered && read > largest) {
            ReferenceCountUtil.release(message);
            fail(context, new CallFailure(FailureReason.TOO_LARGE));
            return;
        }
        boolean more = !(message instanceof LastHttpContent);
        if (!more) {
            // Before anybody hears of the end: the next call may be sent at once.
            end(context);
        }
        context.fireChannelRead(message);
        if (more && gathered) {
            hold(context);
        }
    }

    // RFC 9110, 15.2: any number of them may come before the response. Vert.x knows two of them only, and takes another
    // for the response itself.
    private boolean isInterim(Object message) {
        if (message instanceof HttpResponse head) {
            HttpResponseStatus status = head.status();
            interim = status.codeClass() == HttpStatusClass.INFORMATIONAL
                    && !status.equals(HttpResponseStatus.SWITCHING_PROTOCOLS);
        }
        return interim;
    }

    private static CallFailure unreadable(Throwable cause) {
        return new CallFailure(
                cause instanceof TooLongHttpHeaderException ? FailureReason.HEAD_TOO_LARGE : FailureReason.BROKEN);
    }

    private void begin(HttpResponse response) {
        // A stream is passed on as it comes, within limits of its own.
        gathered = !asksForStream
                || !ResponseReader.isEventStream(response.headers().get(HttpHeaderNames.CONTENT_TYPE, ""));
        read = 0;
        announced = Math.min(largest, HttpUtil.getContentLength(response, 0L));
    }

    private void end(ChannelHandlerContext context) {
        memory = null;
        answer++;
        if (waiting) {
            waiting = false;
            context.channel().config().setAutoRead(true);
        }
    }

    private void hold(ChannelHandlerContext context) {
        AnswerMemory taken = memory;
        if (taken == null) {
            return;
        }
        // All of it at once: answers that wait for more while they hold some could wait for each other.
        long needed = Math.max(read, Math.min(announced * FORMS, taken.largest()));
        if (waiting || taken.growTo(needed)) {
            return;
        }
        waiting = true;
        int waitingFor = answer;
        context.channel().config().setAutoRead(false);
        taken.await(needed)
                .whenComplete((room, noRoom) -> context.executor().execute(() -> {
                    if (waitingFor != answer) {
                        return;
                    }
                    waiting = false;
                    if (noRoom == null) {
                        context.channel().config().setAutoRead(true);
                    } else {
                        fail(context, noRoom);
                    }
                }));
    }

    @SuppressWarnings("FutureReturnValueIgnored") // nobody waits until the connection is closed
    private static void fail(ChannelHandlerContext context, Throwable reason) {
        context.fireExceptionCaught(reason);
        context.close();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        end(context);
        context.fireChannelInactive();
    }
}
