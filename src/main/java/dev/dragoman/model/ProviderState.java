package dev.dragoman.model;

import java.time.Duration;
import java.util.List;

/**
 * How it stands with the provider just now, for people who look.
 *
 * @param calls how many requests are on their way
 * @param breaker whether calls for the default model are permitted
 * @param quiet how long pollers still leave work where it is; zero if they do not
 * @param resting the models for which no call would be made now
 */
public record ProviderState(int calls, BreakerState breaker, Duration quiet, List<String> resting) {
    public ProviderState {
        resting = List.copyOf(resting);
    }

    /** Whether calls are permitted after too many have failed. */
    public enum BreakerState {
        /** They are. */
        CLOSED("closed"),
        /** One may try. */
        HALF_OPEN("half-open"),
        /** None is for now. */
        OPEN("open");

        private final String label;

        BreakerState(String label) {
            this.label = label;
        }

        /**
         * The name of it.
         *
         * @return as {@code half-open}
         */
        public String label() {
            return label;
        }
    }
}
