package dev.dragoman.local.trial;

import dev.dragoman.local.RuntimeApiServer.Posted;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sqs.model.Message;

/** A function that takes messages of a queue beside other consumers, one by one on a thread of its own, until it is closed. */
final class FunctionConsumer implements AutoCloseable {
    private static final Duration INVOCATION = Duration.ofSeconds(20);

    /** What passes until a result is here that was posted in time. */
    private static final Duration GRACE = Duration.ofSeconds(2);

    private final FunctionQueue queue;
    private final Map<String, String> environment;
    private final List<String> jvmOptions;
    private final AtomicInteger done = new AtomicInteger();
    private final AtomicInteger killed = new AtomicInteger();
    private final AtomicReference<@Nullable Duration> killAfter = new AtomicReference<>();
    private final Thread thread = new Thread(this::consume, "function");
    private LambdaFunction function;
    private volatile boolean ending;

    private FunctionConsumer(FunctionQueue queue, Map<String, String> environment, List<String> jvmOptions) {
        this.queue = queue;
        this.environment = environment;
        this.jvmOptions = jvmOptions;
        this.function = LambdaFunction.start(environment, jvmOptions);
    }

    /** Starts the function, and waits until it is there. */
    static FunctionConsumer start(FunctionQueue queue, Map<String, String> environment, List<String> jvmOptions) {
        FunctionConsumer consumer = new FunctionConsumer(queue, environment, jvmOptions);
        consumer.thread.start();
        return consumer;
    }

    /**
     * Kills its next invocation, if that takes longer.
     *
     * @param after from its beginning
     */
    void kill(Duration after) {
        killAfter.set(after);
    }

    /** How many messages it has done or handed on. */
    int done() {
        return done.get();
    }

    /** How many of its invocations were killed. */
    int killed() {
        return killed.get();
    }

    private void consume() {
        try {
            while (!ending) {
                List<Message> messages = queue.receive(INVOCATION.multipliedBy(2));
                if (!messages.isEmpty()) {
                    invoke(messages);
                }
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        } finally {
            function.close();
        }
    }

    private void invoke(List<Message> messages) throws InterruptedException {
        Duration kill = killAfter.getAndSet(null);
        Optional<Posted> posted =
                function.invoke(queue.event(messages), INVOCATION, kill == null ? INVOCATION.plus(GRACE) : kill);
        if (posted.isPresent()) {
            done.addAndGet(messages.size() - queue.settle(messages, posted.get()));
        } else {
            killed.incrementAndGet();
            function.kill();
            function.close();
            queue.again(messages);
            function = LambdaFunction.start(environment, jvmOptions);
        }
    }

    @Override
    public void close() {
        ending = true;
        try {
            thread.join();
        } catch (InterruptedException stop) {
            thread.interrupt();
            Thread.currentThread().interrupt();
        }
    }
}
