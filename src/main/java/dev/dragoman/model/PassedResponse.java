package dev.dragoman.model;

import dev.dragoman.outcome.Outcome;
import dev.dragoman.outcome.ProviderResponse;
import dev.dragoman.outcome.RetryAfter;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What became of a call that was passed through. */
public sealed interface PassedResponse {
    /**
     * Decides by what became of it.
     *
     * @param received for a response of the provider
     * @param failed for a call without one
     * @param <R> the type of the result
     * @return the result of the function that was called
     */
    <R> R match(Function<? super Whole, ? extends R> received, Function<? super NotPassed, ? extends R> failed);

    /**
     * The provider's response, as it came.
     *
     * @param status any but 401, which is about Dragoman's key
     * @param headers all of them; names are found in any case
     * @param body empty if there is none
     */
    record Whole(int status, Map<String, List<String>> headers, byte[] body) implements PassedResponse {
        /** What the guards judge by: the status, and what an error says. */
        ProviderResponse.Received judged(Clock clock) {
            return ProviderResponse.Received.of(
                    status,
                    Objects.requireNonNullElse(header("Content-Type"), ""),
                    RetryAfter.read(this::header, clock),
                    status < 400 ? new byte[0] : body);
        }

        private @Nullable String header(String name) {
            List<String> values = headers.get(name);
            return values == null || values.isEmpty() ? null : values.get(0);
        }

        @Override
        public <R> R match(
                Function<? super Whole, ? extends R> received, Function<? super NotPassed, ? extends R> failed) {
            return received.apply(this);
        }
    }

    /**
     * There is no response, or none that a caller may see.
     *
     * @param outcome why
     */
    record NotPassed(Outcome.Failed outcome) implements PassedResponse {
        @Override
        public <R> R match(
                Function<? super Whole, ? extends R> received, Function<? super NotPassed, ? extends R> failed) {
            return failed.apply(this);
        }
    }
}
