package dev.dragoman.local.trial;

import dev.dragoman.local.DragomanProcess;
import dev.dragoman.local.RuntimeApiServer;
import dev.dragoman.local.RuntimeApiServer.Posted;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The packaged function in a process of its own, with Lambda's side of the Runtime API. */
final class LambdaFunction implements AutoCloseable {
    private static final Duration START_LIMIT = Duration.ofSeconds(60);

    private final RuntimeApiServer api = RuntimeApiServer.start();
    private final DragomanProcess process;

    private LambdaFunction(Map<String, String> environment, List<String> jvmOptions) {
        Map<String, String> all = new TreeMap<>(environment);
        all.put("AWS_LAMBDA_RUNTIME_API", api.address());
        process = DragomanProcess.launch(0, all, jvmOptions);
    }

    /** Starts it and waits until it asks for its first event: a minute at most. */
    static LambdaFunction start(Map<String, String> environment, List<String> jvmOptions) {
        LambdaFunction function = new LambdaFunction(environment, jvmOptions);
        try {
            function.api.awaitFirstPoll(START_LIMIT);
            return function;
        } catch (RuntimeException late) {
            function.close();
            throw late;
        }
    }

    /**
     * Hands it an event.
     *
     * @param event JSON
     * @param limit its time
     * @param patience how long to wait for the result
     * @return what it posted; empty if nothing came meanwhile
     */
    Optional<Posted> invoke(byte[] event, Duration limit, Duration patience) throws InterruptedException {
        try {
            return Optional.of(api.begin(event, limit).get(patience.toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException late) {
            return Optional.empty();
        } catch (ExecutionException brokenOff) {
            throw new IllegalStateException(brokenOff);
        }
    }

    /** Kills it (SIGKILL), as Lambda does when its time is over. */
    void kill() {
        process.kill();
    }

    @Override
    public void close() {
        process.close();
        api.close();
    }
}
