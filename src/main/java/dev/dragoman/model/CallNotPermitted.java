package dev.dragoman.model;

import dev.dragoman.outcome.Outcome;

/** A request that was not sent, with what its ask is told. */
final class CallNotPermitted extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient Outcome.Unavailable outcome;

    CallNotPermitted(Outcome.Unavailable outcome) {
        super(outcome.problem().code(), null, false, false);
        this.outcome = outcome;
    }

    Outcome.Unavailable outcome() {
        return outcome;
    }
}
