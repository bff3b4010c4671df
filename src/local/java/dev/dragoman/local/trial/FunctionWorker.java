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
import software.amazon.awssdk.services.sqs.model.Message;

/** A function that gets a queue's messages in the background, batch after batch, until it is closed. */
final class FunctionWorker implements AutoCloseable {
    private static final Duration INVOCATION = Duration.ofMinutes(1);

    private final FunctionQueue queue;
    private final LambdaFunction function;
    private final ExecutorService thread = Executors.newSingleThreadExecutor();
    private final Future<?> work;
    private volatile boolean closing;
    private final AtomicInteger invocations = new AtomicInteger();
    private final AtomicInteger handedBack = new AtomicInteger();

    private FunctionWorker(FunctionQueue queue, LambdaFunction function) {
        this.queue = queue;
        this.function = function;
        this.work = thread.submit(() -> {
            while (!closing) {
                work();
            }
            return null;
        });
    }

    static FunctionWorker start(FunctionQueue queue, Map<String, String> environment) {
        return new FunctionWorker(queue, LambdaFunction.start(environment, List.of()));
    }

    private void work() throws InterruptedException {
        List<Message> messages = queue.receive(INVOCATION.multipliedBy(2));
        if (messages.isEmpty()) {
            return;
        }
        Optional<Posted> posted = function.invoke(queue.event(messages), INVOCATION, INVOCATION);
        invocations.incrementAndGet();
        handedBack.addAndGet(queue.settle(
                messages,
                posted.orElseThrow(() -> new IllegalStateException("an invocation took more than a minute"))));
    }

    int invocations() {
        return invocations.get();
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
