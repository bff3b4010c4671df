package dev.dragoman.telemetry;

import dev.dragoman.money.TokenUsage;
import dev.dragoman.outcome.Answer;
import dev.dragoman.outcome.Receipt;
import dev.dragoman.outcome.ResponseMetadata;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One paid call to the model, retries included, as meters and spans see it.
 *
 * @param answer the answer to the ask
 * @param sent what was sent
 * @param call how it went
 * @param end how it ended
 * @param requestModel the model asked, from a limited set of names
 * @param responseModel the model that answered, from a limited set of names; null if the provider does not say
 * @param errorType why there is no answer, from a limited set of names; null if there is one
 */
record MeasuredCall(
        Answer answer,
        Receipt.SentRequest sent,
        Receipt.Call call,
        Receipt.End end,
        String requestModel,
        @Nullable String responseModel,
        @Nullable String errorType) {
    /** The tokens that the call used. */
    ResponseMetadata facts() {
        return new ResponseMetadata(end.model(), end.usage());
    }

    /** Whether the tokens are an estimate of ours, because the stream broke off before the provider reported them. */
    boolean estimated() {
        return end.usage() != null && TokenUsage.isEstimate(end.usage());
    }

    // The answer is classified as soon as the call ends.
    Instant finished() {
        return end.finished();
    }

    Duration took() {
        return call.took();
    }
}
