package dev.dragoman.local.trial;

import dev.dragoman.local.RuntimeApiServer.Posted;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sqs.model.Message;

/** A function that gets a queue's messages in the background, batch after batch, until it is closed. It may be killed meanwhile. */
final class FunctionWorker implements AutoCloseable {
    private final FunctionQueue queue;
    private final Duration invocation;
    private final Supplier<LambdaFunction> starting;
    private LambdaFunction function;
    private final ExecutorService thread = Executors.newSingleThreadExecutor();
    private final Future<?> work;
    private volatile boolean closing;
    private final AtomicReference<@Nullable Duration> killAfter = new AtomicReference<>();
    private final AtomicInteger invocations = new AtomicInteger();
    private final AtomicInteger killed = new AtomicInteger();
    private final AtomicInteger done = new AtomicInteger();
    private final AtomicInteger handedBack = new AtomicInteger();

    private FunctionWorker(FunctionQueue queue, Duration invocation, Supplier<LambdaFunction> starting) {
        this.queue = queue;
        this.invocation = invocation;
        this.starting = starting;
        this.function = starting.get();
        this.work = thread.submit(() -> {
            while (!closing) {
                work();
            }
            return null;
        });
    }

    /**
     * Starts the function, and waits until it is there.
     *
     * @param queue has the messages
     * @param invocation how long an invocation may take
     * @param environment the function's settings
     * @param jvmOptions the function's
     */
    static FunctionWorker start(
            FunctionQueue queue, Duration invocation, Map<String, String> environment, List<String> jvmOptions) {
        return new FunctionWorker(queue, invocation, () -> LambdaFunction.start(environment, jvmOptions));
    }

    /**
     * Kills its next invocation, if that takes longer.
     *
     * @param after from its beginning
     */
    void kill(Duration after) {
        killAfter.set(after);
    }

    private void work() throws InterruptedException {
        List<Message> messages = queue.receive(invocation.multipliedBy(2));
        if (messages.isEmpty()) {
            return;
        }
        Duration kill = killAfter.getAndSet(null);
        Optional<Posted> posted = function.invoke(queue.event(messages), invocation, kill == null ? invocation : kill);
        invocations.incrementAndGet();
        if (posted.isEmpty() && kill != null) {
            killed.incrementAndGet();
            function.kill();
            function.close();
            queue.again(messages);
            function = starting.get();
            return;
        }
        int failed = queue.settle(
                messages, posted.orElseThrow(() -> new IllegalStateException("an invocation took too long")));
        done.addAndGet(messages.size() - failed);
        handedBack.addAndGet(failed);
    }

    int invocations() {
        return invocations.get();
    }

    /** How many of them were killed. */
    int killed() {
        return killed.get();
    }

    /** How many messages it has done, or handed on. */
    int done() {
        return done.get();
    }

    /** How often a message was handed back to the queue. */
    int handedBack() {
        return handedBack.get();
    }

    /**
     * Ends the function after the batch that it has.
     *
     * @throws IllegalStateException if it did not answer one
     */
    @Override
    public void close() {
        closing = true;
        try {
            work.get();
        } catch (ExecutionException failed) {
            throw new IllegalStateException(failed.getCause());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } finally {
            thread.shutdownNow();
            function.close();
        }
    }
}
