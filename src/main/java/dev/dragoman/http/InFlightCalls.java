package dev.dragoman.http;

import dev.dragoman.delivery.HttpAnswer;
import dev.dragoman.delivery.PendingStream;
import dev.dragoman.outcome.Outcome;
import dev.dragoman.outcome.Problem;
import dev.dragoman.pipeline.Intake;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.vertx.core.Vertx;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * The calls that are being answered. None is taken before the routes are started, nor after the process was asked to end.
 * Those that are still in hand shortly before its time is over are broken off, so that their callers are told.
 */
@Singleton
public final class InFlightCalls {
    private static final Problem STARTING =
            Problem.ofServer(503, "server_starting", "Dragoman is not ready yet; try again.");

    private static final Duration AGAIN = Duration.ofSeconds(1);

    private static final Problem ENDING = Problem.ofServer(503, "server_ending", "Dragoman is ending; try again.");

    /** What telling the callers may take, of the time that the process has to end. */
    private static final Duration TO_TELL = Duration.ofSeconds(3);

    private final Intake intake;
    private final Vertx vertx;
    private final Duration grace;
    private final Set<PendingStream> calls = ConcurrentHashMap.newKeySet();

    InFlightCalls(
            Intake intake, Vertx vertx, @ConfigProperty(name = "quarkus.shutdown.timeout") Optional<Duration> timeout) {
        this.intake = intake;
        this.vertx = vertx;
        this.grace = timeout.map(InFlightCalls::grace).orElse(Duration.ZERO);
    }

    private static Duration grace(Duration timeout) {
        Duration most = timeout.dividedBy(2);
        return timeout.minus(TO_TELL.compareTo(most) < 0 ? TO_TELL : most);
    }

    /** Why no call is taken now; empty if it is. */
    Optional<Problem> refusal() {
        if (intake.isOpen()) {
            return Optional.empty();
        }
        return Optional.of(intake.isEnding() ? ENDING : STARTING);
    }

    void begin(PendingStream call) {
        calls.add(call);
    }

    /** What the caller gets: of a call that was broken off, that this was done because the process ends. */
    HttpAnswer end(PendingStream call, HttpAnswer answer) {
        calls.remove(call);
        return call.isEnding() && answer.status() >= 500
                ? HttpAnswer.failed(answer.requestId(), new Outcome.Unavailable(ENDING, AGAIN))
                : answer;
    }

    void end(@Observes ShutdownDelayInitiatedEvent asked) {
        vertx.setTimer(Math.max(1, grace.toMillis()), due -> calls.forEach(PendingStream::end));
    }
}
