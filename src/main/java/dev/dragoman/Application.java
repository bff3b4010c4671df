package dev.dragoman;

import dev.dragoman.config.SettingNames;
import dev.dragoman.lambda.LambdaMode;
import dev.dragoman.lambda.RuntimeLoop;
import dev.dragoman.pipeline.RouteFiles;
import dev.dragoman.pipeline.StartChecks;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import java.util.concurrent.CompletionStage;
import org.apache.camel.quarkus.core.CamelRuntime;

/** Starts in this order: settings, route files, routes, invocations. */
final class Application implements QuarkusApplication {
    private final StartChecks checks;
    private final RouteFiles routes;
    private final CamelRuntime camel;
    private final RuntimeLoop lambda;

    Application(StartChecks checks, RouteFiles routes, CamelRuntime camel, RuntimeLoop lambda) {
        this.checks = checks;
        this.routes = routes;
        this.camel = camel;
        this.lambda = lambda;
    }

    /**
     * Starts everything, and stays until it is stopped.
     *
     * @param args one: the {@link System#nanoTime()} at which the program began
     */
    @Override
    public int run(String... args) {
        StartPhases phases = new StartPhases(Long.parseLong(args[0]), System::nanoTime);
        phases.end("container");
        SettingNames.check(System.getenv(), routes::variables);
        checks.check();
        phases.end("checks");
        if (LambdaMode.isOn()) {
            startFunction(phases);
        } else {
            checks.checkStores();
            phases.end("stores");
            startRoutes(phases);
        }
        phases.log();
        Quarkus.waitForExit();
        return 0;
    }

    // Somebody waits for a function: what it needs from elsewhere comes while its routes are built.
    private void startFunction(StartPhases phases) {
        routes.refuseOutside();
        CompletionStage<?> connection = lambda.prepare();
        checks.prepareLedger();
        startRoutes(phases);
        connection.toCompletableFuture().join();
        phases.end("connection");
        lambda.start();
    }

    private void startRoutes(StartPhases phases) {
        routes.load(() -> camel.start(new String[0]));
        phases.end("routes");
    }
}
