package dev.dragoman.pipeline;

import dev.dragoman.delivery.Tidying;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * Tells of the polled bucket. It is always up: what is wrong with a bucket must not keep HTTP callers away from a server that can
 * answer them.
 */
@Readiness
@Singleton
final class BucketPolled implements HealthCheck {
    private final Inbox inbox;
    private final Tidying tidying;

    BucketPolled(Inbox inbox, Tidying tidying) {
        this.inbox = inbox;
        this.tidying = tidying;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("polled bucket")
                .up()
                .withData("listed", inbox.isListed())
                .withData("untidied", tidying.left())
                .build();
    }
}
