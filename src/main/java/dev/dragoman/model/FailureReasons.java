package dev.dragoman.model;

import dev.dragoman.outcome.ProviderResponse.FailureReason;
import io.netty.channel.ConnectTimeoutException;
import io.smallrye.mutiny.TimeoutException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import javax.net.ssl.SSLException;

/** Tells from an exception of the HTTP client how far a call came. */
final class FailureReasons {
    private FailureReasons() {}

    static FailureReason reason(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ClientDisconnect) {
                return FailureReason.GONE;
            }
            if (cause instanceof AnswerTooLarge) {
                return FailureReason.TOO_LARGE;
            }
            if (cause instanceof SSLException) {
                return FailureReason.TLS;
            }
            if (cause instanceof ConnectException
                    || cause instanceof ConnectTimeoutException
                    || cause instanceof UnknownHostException
                    || cause instanceof NoRouteToHostException) {
                return FailureReason.CONNECT;
            }
            if (cause instanceof TimeoutException || cause instanceof java.util.concurrent.TimeoutException) {
                return FailureReason.TIMEOUT;
            }
        }
        return FailureReason.BROKEN;
    }
}
