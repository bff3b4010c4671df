package dev.dragoman.lambda;

import java.io.IOException;

/** Whether this process is a Lambda function, and what is different then (design section 3, "One artifact"). */
public final class LambdaMode {
    /** The variable in which Lambda names its Runtime API, as host and port. */
    private static final String RUNTIME_API = "AWS_LAMBDA_RUNTIME_API";

    /** The built-in route files with a precondition that only a server can meet: a third of all there is to parse. */
    public static final String SERVER_ROUTES = "**/poll-*.camel.yaml,**/announce*.camel.yaml";

    private LambdaMode() {}

    /**
     * Whether this process is a Lambda function.
     *
     * @return true if the environment names Lambda's Runtime API
     */
    public static boolean isOn() {
        return System.getenv(RUNTIME_API) != null;
    }

    /** Switches off the server's port, page and pollers, and leaves out their routes: a function is invoked by its triggers. */
    public static void apply() {
        System.setProperty("quarkus.http.host-enabled", "false");
        System.setProperty("dragoman.console", "false");
        System.setProperty("dragoman.poll.queue", "");
        System.setProperty("dragoman.poll.bucket", "");
        System.setProperty("dragoman.poll.batches", "");
        System.setProperty("camel.main.routes-exclude-pattern", SERVER_ROUTES);
    }

    /**
     * Tells Lambda why the function can't start.
     *
     * @param sentence the reason, without any value of a secret
     */
    public static void reportInitError(String sentence) {
        try {
            runtimeApi().initError(new FunctionResult.Failure("Dragoman.configuration", sentence));
        } catch (IOException unreachable) {
            System.err.println("Lambda could not be told: " + unreachable.getMessage());
        }
    }

    static RuntimeApi runtimeApi() {
        return new RuntimeApi(System.getenv(RUNTIME_API));
    }
}
