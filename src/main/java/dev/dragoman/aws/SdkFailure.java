package dev.dragoman.aws;

import java.util.concurrent.TimeoutException;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;

/** Why a call to AWS came to nothing, in words for an operator's log line: what a stack trace would hide. */
public final class SdkFailure {
    private SdkFailure() {}

    /**
     * What went wrong.
     *
     * @param cause what the client threw, or anything else that kept a store from being used
     * @return as {@code AccessDenied, 403}; else the first line of what the client or we say. Of other causes, which may
     *     quote content, only their kind
     */
    public static String words(Throwable cause) {
        if (cause instanceof AwsServiceException answered && answered.awsErrorDetails() != null) {
            return "%s, %d".formatted(answered.awsErrorDetails().errorCode(), answered.statusCode());
        }
        String kind = cause.getClass().getSimpleName();
        boolean isPlain = cause instanceof SdkException
                || cause instanceof TimeoutException
                || cause.getClass() == IllegalStateException.class;
        String said = isPlain ? cause.getMessage() : null;
        return said == null ? kind : said.lines().findFirst().orElse(kind);
    }
}
