package dev.dragoman.console;

import dev.dragoman.outcome.Answer;
import dev.dragoman.pipeline.AskObserver;
import java.time.Clock;

/** Keeps what the page shows of asks, as they end. */
final class AskWatch implements AskObserver {
    private final AskRing ring = new AskRing();
    private final MinuteSeries series;
    private final Clock clock;

    AskWatch(Clock clock) {
        this.clock = clock;
        this.series = new MinuteSeries(clock::instant);
    }

    @Override
    public void ended(Answer answer) {
        FinishedAsk ask = FinishedAsk.of(answer, clock.instant());
        ring.add(ask);
        series.add(ask);
    }

    /** The last asks. */
    AskRing ring() {
        return ring;
    }

    /** The last hour. */
    MinuteSeries series() {
        return series;
    }
}
