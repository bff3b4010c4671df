package dev.dragoman.model;

import dev.dragoman.outcome.Reply.Reason;
import io.netty.channel.ConnectTimeoutException;
import io.smallrye.mutiny.TimeoutException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import javax.net.ssl.SSLException;

/** Tells from an exception of the HTTP client how far a call came. */
final class FailureReasons {
    private FailureReasons() {}

    static Reason reason(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof CallerGone) {
                return Reason.GONE;
            }
            if (cause instanceof AnswerTooLarge) {
                return Reason.TOO_LARGE;
            }
            if (cause instanceof SSLException) {
                return Reason.TLS;
            }
            if (cause instanceof ConnectException
                    || cause instanceof ConnectTimeoutException
                    || cause instanceof UnknownHostException
                    || cause instanceof NoRouteToHostException) {
                return Reason.CONNECT;
            }
            if (cause instanceof TimeoutException || cause instanceof java.util.concurrent.TimeoutException) {
                return Reason.TIMEOUT;
            }
        }
        return Reason.BROKEN;
    }
}
