package dev.dragoman.lambda;

import dev.dragoman.telemetry.SpanExport;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.concurrent.ExecutionException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Takes one invocation after the other, as long as the process lives. Runs only where {@code AWS_LAMBDA_RUNTIME_API} is
 * set. An {@code Error} is reported and ends the process, so that Lambda starts a clean one.
 */
@Singleton
public final class RuntimeLoop {
    private static final Logger LOG = Logger.getLogger(RuntimeLoop.class);

    private final Function function;
    private final SpanExport spans;
    private volatile boolean running = true;
    private volatile @Nullable Thread thread;

    RuntimeLoop(Function function, SpanExport spans) {
        this.function = function;
        this.spans = spans;
    }

    /** Starts the loop, if this process is a function; the routes have to be there. */
    public void start() {
        if (LambdaMode.isOn()) {
            Thread loop = new Thread(() -> run(LambdaMode.runtimeApi()), "lambda");
            loop.setDaemon(true);
            thread = loop;
            loop.start();
        }
    }

    void stop(@Observes ShutdownEvent stopped) {
        running = false;
        Thread loop = thread;
        if (loop != null) {
            loop.interrupt();
        }
    }

    private void run(RuntimeApi api) {
        try {
            while (running) {
                Invocation invocation = api.next();
                api.post(invocation.requestId(), handle(api, invocation));
                // After the answer, so that nobody waits for it; before the next poll, which freezes the process.
                spans.flush();
            }
        } catch (IOException | InterruptedException ended) {
            if (running) {
                LOG.errorf("The Lambda Runtime API can't be used any more: %s", ended.getMessage());
                Quarkus.asyncExit(1);
            }
        }
    }

    private FunctionResult handle(RuntimeApi api, Invocation invocation) throws IOException, InterruptedException {
        try {
            return function.handle(invocation).toCompletableFuture().get();
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof Error error) {
                return fatal(api, invocation, error);
            }
            LOG.errorf(failed, "The invocation %s failed", invocation.requestId());
            return internalError();
        } catch (RuntimeException bug) {
            LOG.errorf(bug, "The invocation %s failed", invocation.requestId());
            return internalError();
        } catch (Error error) {
            return fatal(api, invocation, error);
        }
    }

    private static FunctionResult.Failure internalError() {
        return new FunctionResult.Failure(
                "Dragoman.internal", "Dragoman failed on this event; its log has the cause under the request id.");
    }

    private static FunctionResult fatal(RuntimeApi api, Invocation invocation, Error error) throws IOException {
        LOG.fatalf(error, "The invocation %s broke the process", invocation.requestId());
        api.post(invocation.requestId(), internalError());
        Runtime.getRuntime().halt(1);
        return internalError();
    }
}
