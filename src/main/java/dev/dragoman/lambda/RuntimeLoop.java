package dev.dragoman.lambda;

import dev.dragoman.blocking.Blocking;
import dev.dragoman.budget.Budgets;
import dev.dragoman.ledger.Ledger;
import dev.dragoman.model.Model;
import dev.dragoman.pipeline.StageFailures;
import dev.dragoman.telemetry.SpanExport;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.Reception;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Takes one invocation after the other, as long as the process lives. Runs only in a function.
 * An {@code Error} is reported and ends the process, so that Lambda starts a clean one.
 */
@Singleton
public final class RuntimeLoop {
    private static final Logger LOG = Logger.getLogger(RuntimeLoop.class);

    /** How long a process that has to end waits for the invocation in progress. */
    private static final Duration GRACE = Duration.ofSeconds(25);

    /** How long the ledger may be waited for between two invocations; the next one is not held up for longer. */
    private static final Duration SETTLEMENT = Duration.ofSeconds(5);

    /** Kept free at the end of an invocation. */
    private static final Duration RESERVE = Duration.ofMillis(500);

    private static final int POLL_TRIES = 6;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);

    private final Function function;
    private final Instance<Model> model;
    private final StageFailures failures;
    private final SpanExport spans;
    private final Instance<Ledger> ledger;
    private final Instance<Budgets> budgets;
    private final Clock clock;
    private final Semaphore inProgress = new Semaphore(1);
    private volatile boolean running = true;

    RuntimeLoop(
            Function function,
            Instance<Model> model,
            StageFailures failures,
            SpanExport spans,
            Instance<Ledger> ledger,
            Instance<Budgets> budgets,
            Clock clock) {
        this.function = function;
        this.model = model;
        this.failures = failures;
        this.spans = spans;
        this.ledger = ledger;
        this.budgets = budgets;
        this.clock = clock;
        // A server answers probes while it starts. If the first of them made the model, on an event loop of the HTTP
        // server, the
        // provider's connections would be closed together with that, and calls under way would break off.
        if (!LambdaMode.isOn()) {
            model.get();
        }
    }

    /**
     * Begins what the first invocation would have to wait for otherwise: reading the provider's key, connecting to the provider.
     *
     * @return completes when the key is there; fails if it can't be read
     */
    public CompletionStage<?> prepare() {
        return Blocking.run(() -> {
            Model ready = model.get();
            ready.prepare();
            return ready;
        });
    }

    /** Starts the loop; the routes have to be started before. */
    public void start() {
        Thread loop = new Thread(() -> run(LambdaMode.runtimeApi()), "lambda");
        loop.setDaemon(true);
        loop.start();
    }

    // Before the routes stop: the invocation in progress is still answered, and no other is taken.
    // One that was never made is not made for that: if the start has failed, it would fail once more, with all its
    // causes.
    void stop(@Observes(notifyObserver = Reception.IF_EXISTS) @Priority(1) ShutdownEvent stopped)
            throws InterruptedException {
        running = false;
        if (!inProgress.tryAcquire(GRACE.toMillis(), TimeUnit.MILLISECONDS)) {
            LOG.error("The invocation in progress did not end in time");
        }
    }

    private void run(RuntimeApi api) {
        try {
            while (running) {
                Invocation invocation = next(api);
                inProgress.acquire();
                try {
                    answer(api, invocation);
                } finally {
                    inProgress.release();
                }
            }
        } catch (IOException | InterruptedException ended) {
            if (running) {
                LOG.errorf("The Lambda Runtime API can't be used any more: %s", ended.getMessage());
                Quarkus.asyncExit(1);
            }
        } catch (RuntimeException | Error broken) {
            // Without this thread the process would do nothing until it is killed.
            LOG.fatal("The runtime loop broke", broken);
            Runtime.getRuntime().halt(1);
        }
    }

    // With growing pauses; a Runtime API that stays unreachable ends the process.
    private Invocation next(RuntimeApi api) throws IOException, InterruptedException {
        for (int tries = 1; ; tries++) {
            try {
                return api.next();
            } catch (IOException failure) {
                if (tries == POLL_TRIES || !running) {
                    throw failure;
                }
                LOG.warnf("Asking for the next invocation failed: %s", failure.getMessage());
                long pause = FIRST_PAUSE.toMillis() << (tries - 1);
                Thread.sleep(pause / 2 + ThreadLocalRandom.current().nextLong(pause / 2 + 1));
            }
        }
    }

    private void answer(RuntimeApi api, Invocation invocation) throws IOException, InterruptedException {
        FunctionResult result = handle(api, invocation);
        try {
            api.post(invocation.requestId(), result);
        } catch (RuntimeApi.ResultNotAccepted refused) {
            LOG.errorf("The result of invocation %s: %s", invocation.requestId(), refused.getMessage());
        }
        // A streamed answer may fail after its result was begun; the caller has been told in the stream.
        Error late = failures.takeError();
        if (late != null) {
            end(invocation, late);
        }
        // After the answer, so that no caller waits for it; before the next poll, which freezes the process.
        if (ledger.get().hasUnsettled()) {
            ledger.get().settleLater(timeToSettle(invocation));
        }
        budgets.get().giveBack();
        spans.flush();
    }

    private Duration timeToSettle(Invocation invocation) {
        Duration left = invocation.deadline() == null
                ? SETTLEMENT
                : Duration.between(clock.instant(), invocation.deadline()).minus(RESERVE);
        return left.compareTo(SETTLEMENT) < 0 ? left : SETTLEMENT;
    }

    private FunctionResult handle(RuntimeApi api, Invocation invocation) throws IOException, InterruptedException {
        try {
            FunctionResult result =
                    function.handle(invocation).toCompletableFuture().get();
            Error inStage = failures.takeError();
            return inStage == null ? result : fatal(api, invocation, inStage);
        } catch (ExecutionException | RuntimeException failed) {
            Error error = StageFailures.error(failed);
            if (error != null) {
                return fatal(api, invocation, error);
            }
            LOG.errorf(failed, "The invocation %s failed", invocation.requestId());
            return internalError();
        } catch (Error error) {
            return fatal(api, invocation, error);
        }
    }

    private static FunctionResult.Failure internalError() {
        return new FunctionResult.Failure(
                "Dragoman.internal", "Dragoman failed on this event; its log has the cause under the request id.");
    }

    private static FunctionResult fatal(RuntimeApi api, Invocation invocation, Error error)
            throws IOException, InterruptedException {
        try {
            api.post(invocation.requestId(), internalError());
        } finally {
            end(invocation, error);
        }
        return internalError();
    }

    private static void end(Invocation invocation, Error error) {
        try {
            LOG.fatalf(error, "The invocation %s broke the process", invocation.requestId());
        } finally {
            Runtime.getRuntime().halt(1);
        }
    }
}
