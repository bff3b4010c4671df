package dev.dragoman.model;

import dev.dragoman.outcome.ProviderResponse;
import dev.dragoman.outcome.ProviderResponse.FailureReason;
import io.netty.channel.ConnectTimeoutException;
import io.smallrye.mutiny.TimeoutException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import javax.net.ssl.SSLException;

/** Fails a call for a reason of ours; the HTTP client's own exceptions tell of all other reasons. */
final class CallFailure extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final FailureReason reason;

    CallFailure(FailureReason reason) {
        super(reason.name(), null, false, false);
        this.reason = reason;
    }

    /** The response that stands for a call that failed with an exception. */
    static ProviderResponse.NotReceived notReceived(Throwable failure) {
        return new ProviderResponse.NotReceived(reason(failure));
    }

    /** How far a call came that failed with an exception; what is not recognised is a connection that broke. */
    static FailureReason reason(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof CallFailure ours) {
                return ours.reason;
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
