package dev.dragoman.pipeline;

import dev.dragoman.config.AsksConfig;
import dev.dragoman.config.HttpConfig;
import dev.dragoman.delivery.AnsweredMessageSqsClient;
import dev.dragoman.memory.MemoryBudget;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.quarkus.runtime.configuration.MemorySize;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.enterprise.inject.Typed;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.camel.AggregationStrategy;
import org.apache.camel.CamelContext;
import org.apache.camel.processor.aggregate.GroupedBodyAggregationStrategy;
import org.apache.camel.spi.InterceptStrategy;

/** What holds the flow of asks together: limits, threads, collecting, passing on, and what routes can see of it. */
@RegisterForReflection(targets = {DeliveredTap.class, ConcurrencyLimiter.class, QueuePlaces.class})
final class FlowBeans {
    @Produces
    @Singleton
    @Named("announcements")
    DeliveredTap announcements() {
        return new DeliveredTap();
    }

    /** Camel finds it by its type. */
    @Produces
    @Singleton
    @Named("stageProperties")
    InterceptStrategy stageProperties() {
        return new StageProperties();
    }

    /** Shared by the bodies of HTTP calls and the documents inside requests. */
    @Produces
    @Singleton
    MemoryBudget memory(HttpConfig config) {
        return new MemoryBudget(config.maxBodies()
                .map(MemorySize::asLongValue)
                .orElseGet(() -> MemoryBudget.ofHeap(Runtime.getRuntime().maxMemory())));
    }

    /** Collects the answers of a split into a list, in the order of the asks. */
    @Produces
    @Singleton
    @Named("collected")
    AggregationStrategy collected() {
        return new GroupedBodyAggregationStrategy();
    }

    /** How many asks of all batches are answered at a time. */
    @Produces
    @Singleton
    @Named("askLimiter")
    ConcurrencyLimiter askLimiter(AsksConfig config) {
        return new ConcurrencyLimiter(config.concurrency());
    }

    /** How many messages of the polled queue are in work; while there are so many, none is received. */
    @Produces
    @Singleton
    @Named("queuePlaces")
    QueuePlaces queuePlaces(AsksConfig config) {
        return new QueuePlaces(config.concurrency());
    }

    /** Of its own class only: whoever wants a client of SQS gets the other one. */
    @Produces
    @Singleton
    @Named("capacityBoundSqs")
    @Typed(CapacityBoundSqsClient.class)
    CapacityBoundSqsClient capacityBoundSqs(AnsweredMessageSqsClient queue, QueuePlaces places, CamelContext camel) {
        return new CapacityBoundSqsClient(queue, places, camel::isStopping);
    }

    /** How many documents the poller of the bucket has in work; while there are so many, it takes no more. */
    @Produces
    @Singleton
    @Named("pollLimiter")
    ConcurrencyLimiter pollLimiter(AsksConfig config) {
        return new ConcurrencyLimiter(config.concurrency());
    }

    /** Threads on which asks wait for the limiter; after it they go on elsewhere, so there are always enough. */
    @Produces
    @Singleton
    @Named("fanOut")
    ExecutorService fanOut(AsksConfig config) {
        return Executors.newFixedThreadPool(config.concurrency());
    }

    void close(@Disposes @Named("fanOut") ExecutorService fanOut) {
        fanOut.shutdownNow();
    }
}
