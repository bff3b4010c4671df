package dev.dragoman.telemetry;

import dev.dragoman.outcome.Answer;
import dev.dragoman.outcome.Receipt;
import dev.dragoman.outcome.ResponseMetadata;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One paid call to the model, retries included, as meters and spans see it.
 *
 * @param answer what it came to
 * @param sent what was sent
 * @param call how it went
 * @param end how it ended
 * @param requestModel the model asked, bounded
 * @param responseModel the model that answered, bounded; null where none said so
 * @param errorType why there is no answer, bounded; null where there is one
 */
record MeasuredCall(
        Answer answer,
        Receipt.Sent sent,
        Receipt.Call call,
        Receipt.End end,
        String requestModel,
        @Nullable String responseModel,
        @Nullable String errorType) {
    /** The tokens that it cost. */
    ResponseMetadata facts() {
        return new ResponseMetadata(end.model(), end.usage());
    }

    /** Whether the tokens were counted here, as of a stream that was broken off, and not by the provider. */
    boolean estimated() {
        return end.usage() != null && end.usage().path("estimated").asBoolean();
    }

    // An answer is judged as soon as it is there.
    Instant finished() {
        return end.finished();
    }

    Duration took() {
        return call.took();
    }
}
