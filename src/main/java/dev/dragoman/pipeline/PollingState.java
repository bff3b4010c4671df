package dev.dragoman.pipeline;

import dev.dragoman.delivery.AnsweredMessageSqsClient;
import dev.dragoman.delivery.DocumentMover;
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
    private final DocumentMover documentMover;
    private final AnsweredMessageSqsClient queue;

    PollingState(@Named("inbox") Inbox inbox, DocumentMover documentMover, AnsweredMessageSqsClient queue) {
        this.inbox = inbox;
        this.documentMover = documentMover;
        this.queue = queue;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("polling")
                .up()
                .withData("listed", inbox.isListed())
                .withData("untidied", documentMover.left())
                .withData("undeleted", queue.left())
                .build();
    }
}
