package dev.dragoman.pipeline;

import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready means that the routes take asks: they have been started, and the process was not asked to end. */
@Readiness
@Singleton
final class RoutesReady implements HealthCheck {
    private final Intake intake;

    RoutesReady(Intake intake) {
        this.intake = intake;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("routes").status(intake.isOpen()).build();
    }
}
