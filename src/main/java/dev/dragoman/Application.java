package dev.dragoman;

import dev.dragoman.lambda.RuntimeLoop;
import dev.dragoman.pipeline.StartChecks;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import org.apache.camel.quarkus.core.CamelRuntime;

/** The order of the start: settings, routes, invocations. */
final class Application implements QuarkusApplication {
    private final StartChecks checks;
    private final CamelRuntime camel;
    private final RuntimeLoop lambda;

    Application(StartChecks checks, CamelRuntime camel, RuntimeLoop lambda) {
        this.checks = checks;
        this.camel = camel;
        this.lambda = lambda;
    }

    @Override
    public int run(String... args) {
        checks.check();
        lambda.prepare();
        camel.start(new String[0]);
        lambda.start();
        Quarkus.waitForExit();
        return 0;
    }
}
