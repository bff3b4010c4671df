package dev.dragoman.pipeline;

import dev.dragoman.delivery.AnsweredQueue;
import dev.dragoman.delivery.Tidying;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * Tells of the polled bucket and queue. It is always up: what is wrong with them must not keep HTTP callers away from a server
 * that can answer them.
 */
@Readiness
@Singleton
final class PollingState implements HealthCheck {
    private final Inbox inbox;
    private final Tidying tidying;
    private final AnsweredQueue queue;

    PollingState(@Named("inbox") Inbox inbox, Tidying tidying, AnsweredQueue queue) {
        this.inbox = inbox;
        this.tidying = tidying;
        this.queue = queue;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("polling")
                .up()
                .withData("listed", inbox.isListed())
                .withData("untidied", tidying.left())
                .withData("undeleted", queue.left())
                .build();
    }
}
