package dev.dragoman.pipeline;

import jakarta.inject.Singleton;
import org.apache.camel.CamelContext;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready means that the routes take asks. */
@Readiness
@Singleton
final class RoutesReady implements HealthCheck {
    private final CamelContext camel;

    RoutesReady(CamelContext camel) {
        this.camel = camel;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("routes").status(camel.isStarted()).build();
    }
}
