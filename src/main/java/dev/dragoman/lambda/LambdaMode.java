package dev.dragoman.lambda;

import java.io.IOException;

/** Whether this process is a Lambda function, and what is different then (design section 3, "One artifact"). */
public final class LambdaMode {
    /** The variable in which Lambda names its Runtime API, as host and port. */
    private static final String RUNTIME_API = "AWS_LAMBDA_RUNTIME_API";

    private LambdaMode() {}

    /**
     * Whether this process is a Lambda function.
     *
     * @return true if the environment names Lambda's Runtime API
     */
    public static boolean isOn() {
        return System.getenv(RUNTIME_API) != null;
    }

    /** Switches off the server's port and the pollers: a function is invoked by its triggers. */
    public static void apply() {
        System.setProperty("quarkus.http.host-enabled", "false");
        System.setProperty("dragoman.poll.queue", "");
        System.setProperty("dragoman.poll.bucket", "");
        System.setProperty("dragoman.poll.batches", "");
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
