package dev.dragoman.pipeline;

import dev.dragoman.batch.BatchApi;
import dev.dragoman.batch.BatchLimits;
import dev.dragoman.batch.BatchWork;
import dev.dragoman.batch.SliceClaims;
import dev.dragoman.config.AsksConfig;
import dev.dragoman.config.BatchesConfig;
import dev.dragoman.config.DocumentsConfig;
import dev.dragoman.config.HttpConfig;
import dev.dragoman.config.ModelConfig;
import dev.dragoman.delivery.Continuations;
import dev.dragoman.delivery.DocumentMover;
import dev.dragoman.delivery.PollBackoff;
import dev.dragoman.delivery.ResultLocation;
import dev.dragoman.delivery.VisibilityBackoff;
import dev.dragoman.event.S3Location;
import dev.dragoman.event.TriggerParser;
import dev.dragoman.ledger.Ledger;
import dev.dragoman.model.Model;
import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/** What works on batches, made from the settings: the steps, their limits and their threads. */
@RegisterForReflection(targets = BatchSteps.class)
final class BatchBeans {
    /** Where the batches of clients are; empty for nowhere. */
    static Optional<S3Location> root(AsksConfig asks) {
        return asks.batches().flatMap(S3Location::parse);
    }

    @Produces
    @Singleton
    @Named("batchSteps")
    BatchSteps batchSteps(
            S3Client s3,
            Ledger ledger,
            Continuations continuations,
            @Named("sliceLimiter") ConcurrencyLimiter sliceLimiter,
            @Named("queuedSliceLimiter") ConcurrencyLimiter queuedSliceLimiter,
            @Named("redeliveredSliceLimiter") ConcurrencyLimiter redeliveredSliceLimiter,
            Clock clock,
            DocumentsConfig documents,
            AsksConfig asks,
            BatchesConfig batches,
            HttpConfig http,
            ModelConfig model,
            Intake intake) {
        BatchWork.BatchSettings settings = new BatchWork.BatchSettings(
                BatchLimits.of(http.maxBody().asLongValue(), batches.slice()),
                batches.fanOut(),
                batches.window(),
                model.leastTime(),
                S3Location.parse(asks.ledger()).isPresent());
        ResultLocation output = ResultLocation.parse(documents.input(), documents.output());
        VisibilityBackoff backoff =
                new VisibilityBackoff(() -> ThreadLocalRandom.current().nextDouble());
        BatchWork work = new BatchWork(s3, output, root(asks).orElse(null), clock, backoff, settings);
        return new BatchSteps(
                work,
                new SliceClaims(s3, ledger, settings.limits(), clock),
                continuations,
                sliceLimiter,
                queuedSliceLimiter,
                redeliveredSliceLimiter,
                clock,
                intake::isEnding);
    }

    /** Empty if there is no place for the files and batches of clients. */
    @Produces
    @Singleton
    Optional<BatchApi> batchApi(S3Client s3, S3Presigner presigner, AsksConfig asks, Clock clock) {
        return root(asks).map(root -> new BatchApi(s3, presigner, root, clock, new SecureRandom()));
    }

    /** The markers of clients' batches, which are listed as a polled bucket is. */
    @Produces
    @Singleton
    @Named("batchInbox")
    Inbox batchInbox(
            S3Client s3,
            AsksConfig asks,
            TriggerParser events,
            PollBackoff pollBackoff,
            DocumentMover documentMover,
            Model model,
            Intake intake) {
        S3Location open = root(asks)
                .map(root -> new S3Location(root.bucket(), root.key() + BatchWork.OPEN))
                .orElseGet(() -> new S3Location("", BatchWork.OPEN));
        return new Inbox(s3, open, events, pollBackoff, documentMover, () -> model.holdsBack() || intake.isEnding());
    }

    /** How many lines of batches are answered at a time: the last third of the places is for other asks. */
    @Produces
    @Singleton
    @Named("lineLimiter")
    ConcurrencyLimiter lineLimiter(AsksConfig config) {
        return new ConcurrencyLimiter(ofBatches(config));
    }

    /**
     * How many slices of batches are in work, which bounds what they take of memory and of the queue's places: so many that their
     * lines fill those for lines, and one begins while another waits for its last lines; more than that, since lines with large answers
     * make small slices.
     */
    @Produces
    @Singleton
    @Named("sliceLimiter")
    ConcurrencyLimiter sliceLimiter(AsksConfig config, BatchesConfig batches) {
        return new ConcurrencyLimiter(slices(config, batches));
    }

    private static int slices(AsksConfig config, BatchesConfig batches) {
        int lines = ofBatches(config);
        return Math.min(lines, lines * BatchLimits.FEWEST_OF_A_SLICE / batches.slice() + 2);
    }

    /** How many slices that messages brought are here, in work or waiting: the last third of the queue's places is for other asks. */
    @Produces
    @Singleton
    @Named("queuedSliceLimiter")
    ConcurrencyLimiter queuedSliceLimiter(AsksConfig config) {
        return new ConcurrencyLimiter(ofBatches(config));
    }

    /**
     * How many slices that were delivered before are in work beside those of the slice limiter. Each leaves its place as soon as a
     * line is answered, so a few are enough for all that a process has left behind.
     */
    @Produces
    @Singleton
    @Named("redeliveredSliceLimiter")
    ConcurrencyLimiter redeliveredSliceLimiter(AsksConfig config, BatchesConfig batches) {
        return new ConcurrencyLimiter(redeliveredSlices(config, batches));
    }

    private static int redeliveredSlices(AsksConfig config, BatchesConfig batches) {
        return slices(config, batches) + 1;
    }

    static int ofBatches(AsksConfig config) {
        return Math.max(1, config.concurrency() * 2 / 3);
    }

    /** Threads on which slices wait for their limiter. */
    @Produces
    @Singleton
    @Named("sliceFanOut")
    ExecutorService sliceFanOut(AsksConfig config) {
        return Executors.newFixedThreadPool(ofBatches(config));
    }

    void closeSlices(@Disposes @Named("sliceFanOut") ExecutorService sliceFanOut) {
        sliceFanOut.shutdownNow();
    }

    /** Threads for the slices that messages brought: more than there are at a time, so that one without a place goes back at once. */
    @Produces
    @Singleton
    @Named("queuedSliceFanOut")
    ExecutorService queuedSliceFanOut(AsksConfig config) {
        return Executors.newFixedThreadPool(config.concurrency() + 1);
    }

    void closeQueuedSlices(@Disposes @Named("queuedSliceFanOut") ExecutorService queuedSliceFanOut) {
        queuedSliceFanOut.shutdownNow();
    }

    /** Threads on which lines of batches wait for the limiters: those of other asks must not have to wait for them. */
    @Produces
    @Singleton
    @Named("lineFanOut")
    ExecutorService lineFanOut(AsksConfig config) {
        return Executors.newFixedThreadPool(ofBatches(config));
    }

    void closeLines(@Disposes @Named("lineFanOut") ExecutorService lineFanOut) {
        lineFanOut.shutdownNow();
    }

    /**
     * A thread more for each slice that was delivered before, so that their lines do not queue up behind those of all others, and
     * not behind each other's.
     */
    @Produces
    @Singleton
    @Named("redeliveredLineFanOut")
    ExecutorService redeliveredLineFanOut(AsksConfig config, BatchesConfig batches) {
        return Executors.newFixedThreadPool(redeliveredSlices(config, batches));
    }

    void closeRedeliveredLines(@Disposes @Named("redeliveredLineFanOut") ExecutorService redeliveredLineFanOut) {
        redeliveredLineFanOut.shutdownNow();
    }
}
