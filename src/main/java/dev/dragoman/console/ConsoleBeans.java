package dev.dragoman.console;

import dev.dragoman.config.AsksConfig;
import dev.dragoman.config.DocumentsConfig;
import dev.dragoman.config.HttpConfig;
import dev.dragoman.config.ModelConfig;
import dev.dragoman.config.PollConfig;
import dev.dragoman.console.ConsoleCalls.PageData;
import dev.dragoman.delivery.DocumentMover;
import dev.dragoman.delivery.ResultLocation;
import dev.dragoman.event.DocumentScope;
import dev.dragoman.event.S3Location;
import dev.dragoman.http.Viewers;
import dev.dragoman.http.WebPage;
import dev.dragoman.model.Model;
import dev.dragoman.pipeline.AskObserver;
import dev.dragoman.pipeline.Inbox;
import dev.dragoman.pipeline.Records;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.vertx.core.Vertx;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.enterprise.inject.Typed;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sqs.SqsClient;

/** The page's beans. Where there is no page they do nothing, and hold nothing. */
@Singleton
@RegisterForReflection(targets = ConsoleCalls.class)
final class ConsoleBeans {
    private final boolean on;

    /** Null until somebody needs it. */
    private volatile @Nullable AskReaders made;

    ConsoleBeans(AsksConfig asks, HttpConfig http) {
        boolean keyed = !http.keys().orElse(List.of()).isEmpty();
        // Whoever opened a server for calls has not said that anybody may read the documents' summaries.
        on = asks.console().orElse(keyed || !http.open());
    }

    @Produces
    @Singleton
    WebPage page() {
        return on ? new ConsoleFiles() : WebPage.NONE;
    }

    /** Of its own class only: whoever wants an observer gets the other one. */
    @Produces
    @Singleton
    @Typed(AskWatch.class)
    AskWatch watch(Clock clock) {
        return new AskWatch(clock);
    }

    @Produces
    @Singleton
    AskObserver observer(Instance<AskWatch> watch) {
        return on ? watch.get() : AskObserver.NONE;
    }

    @Produces
    @Singleton
    @Named("consoleCalls")
    ConsoleCalls consoleCalls(Instance<PageData> page) {
        return on ? new ConsoleCalls(page.get()) : new ConsoleCalls();
    }

    @Produces
    @Singleton
    PageFacts facts(
            @ConfigProperty(name = "quarkus.application.version") String version,
            AsksConfig asks,
            ModelConfig model,
            PollConfig poll,
            DocumentsConfig documents) {
        return new PageFacts(
                version,
                model.name(),
                poll.bucket().orElse(null),
                documents.input(),
                documents.output(),
                asks.batches().isPresent(),
                poll.queue().isPresent());
    }

    @Produces
    @Singleton
    Optional<ConsoleDocuments> documents(
            S3Client s3, PollConfig poll, DocumentsConfig config, DocumentScope scope, @Named("inbox") Inbox inbox) {
        return poll.bucket()
                .map(bucket -> new ConsoleDocuments(
                        s3,
                        new S3Location(bucket, config.input()),
                        ResultLocation.parse(config.input(), config.output()),
                        scope,
                        inbox,
                        System::nanoTime));
    }

    @Produces
    @Singleton
    PageData data(
            Viewers viewers,
            Records records,
            PageFacts facts,
            AskWatch watch,
            Optional<ConsoleDocuments> documents,
            Model model,
            DocumentMover documentMover,
            PollConfig poll,
            SqsClient sqs,
            Clock clock,
            Vertx vertx) {
        AskReaders readers = new AskReaders(watch.ring(), vertx);
        made = readers;
        QueueDepth queue = poll.queue()
                .map(name -> new QueueDepth(sqs, name, System::nanoTime))
                .orElse(null);
        ConsoleDocuments polled = documents.orElse(null);
        PulseReport pulse = new PulseReport(watch.series(), model, polled, documentMover::left, queue, clock);
        return new PageData(viewers, records, facts, readers, pulse, polled);
    }

    /** The process ends: those who read along must not hold it up. */
    void end(@Observes ShutdownDelayInitiatedEvent asked) {
        AskReaders readers = made;
        if (readers != null) {
            readers.end();
        }
    }
}
