package dev.dragoman.pipeline;

import dev.dragoman.batch.BatchWork;
import dev.dragoman.config.AsksConfig;
import dev.dragoman.config.Checks;
import dev.dragoman.config.DocumentsConfig;
import dev.dragoman.config.HttpConfig;
import dev.dragoman.config.ModelConfig;
import dev.dragoman.config.PollConfig;
import dev.dragoman.config.QueueConfig;
import dev.dragoman.delivery.AnsweredMessageSqsClient;
import dev.dragoman.delivery.BatchResult;
import dev.dragoman.delivery.Continuations;
import dev.dragoman.delivery.DeadLetterNotifier;
import dev.dragoman.delivery.Deliveries;
import dev.dragoman.delivery.DocumentMover;
import dev.dragoman.delivery.PollBackoff;
import dev.dragoman.delivery.ResultLocation;
import dev.dragoman.delivery.RetryScheduler;
import dev.dragoman.document.Documents;
import dev.dragoman.document.OffloadedMessages;
import dev.dragoman.document.WebFetch;
import dev.dragoman.event.AllowedObjects;
import dev.dragoman.event.DocumentScope;
import dev.dragoman.event.ReplyTo;
import dev.dragoman.event.S3Location;
import dev.dragoman.event.S3Place;
import dev.dragoman.event.TriggerParser;
import dev.dragoman.ledger.Ledger;
import dev.dragoman.memory.MemoryBudget;
import dev.dragoman.model.Model;
import dev.dragoman.outcome.OutcomeClassifier;
import dev.dragoman.payload.PassThrough;
import dev.dragoman.payload.Payloads;
import dev.dragoman.payload.Profile;
import dev.dragoman.payload.RequestLimits;
import dev.dragoman.telemetry.Telemetry;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.api.trace.Tracer;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.vertx.core.Vertx;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.enterprise.inject.Typed;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;
import software.amazon.awssdk.services.sqs.SqsClient;

/**
 * Makes the stages that route files name from the settings. The classes know nothing of the container. Routes call their methods
 * by name, so a native image has to keep them: the annotation says so.
 */
@RegisterForReflection(
        targets = {
            Asks.class,
            Batches.class,
            Continuations.class,
            RetryScheduler.class,
            Deliveries.class,
            DocumentParts.class,
            Documents.class,
            TriggerParser.class,
            StageFailures.class,
            DeadLetterNotifier.class,
            OffloadedMessages.class,
            Ledger.class,
            Model.class,
            Outcomes.class,
            Payloads.class,
            PolledItems.class,
            Inbox.class,
            DocumentMover.class,
            Records.class,
            PollBackoff.class,
            Throwable.class,
            BatchResult.class
        })
final class Beans {
    private static final String UNTIDIED =
            "Polled documents and messages that are answered and could not be moved or deleted";

    @Produces
    @Singleton
    Clock clock() {
        return Clock.systemUTC();
    }

    @Produces
    @Singleton
    OutcomeClassifier judge() {
        return new OutcomeClassifier();
    }

    @Produces
    @Singleton
    DocumentScope scope(DocumentsConfig config, AsksConfig asks) {
        ResultLocation output = ResultLocation.parse(config.input(), config.output());
        S3Place open = BatchBeans.root(asks)
                .map(root -> new S3Place(root.bucket(), root.key() + BatchWork.OPEN))
                .orElse(null);
        return new DocumentScope(config.input(), output.bucket(), output.prefix(), Set.of(), open);
    }

    @Produces
    @Singleton
    TriggerParser events(DocumentScope scope, HttpConfig http) {
        return new TriggerParser(scope, http.gatewayTimeout());
    }

    @Produces
    @Singleton
    @Named("asks")
    Asks asks(Clock clock, QueueConfig queue, AllowedObjects objects, ModelConfig model) {
        ReplyTo replyQueue = queue.reply().map(ReplyTo.Queue::new).orElse(null);
        return new Asks(clock, replyQueue, objects, model.totalTimeout());
    }

    @Produces
    @Singleton
    AllowedObjects objects(AsksConfig asks, HttpConfig http, DocumentsConfig documents) {
        return Checks.objects(asks, http, documents);
    }

    @Produces
    @Singleton
    @Named("documents")
    Documents documents(
            S3Client s3,
            S3Presigner presigner,
            DocumentsConfig config,
            AllowedObjects objects,
            Profile profile,
            Vertx vertx,
            Clock clock,
            MemoryBudget memory) {
        return new Documents(s3, presigner, config, objects, profile, new WebFetch(vertx), clock, memory);
    }

    @Produces
    @Singleton
    @Named("offloaded")
    OffloadedMessages offloaded(
            S3Client s3,
            S3Presigner presigner,
            DocumentsConfig config,
            TriggerParser events,
            AllowedObjects objects,
            Clock clock,
            MemoryBudget memory) {
        return new OffloadedMessages(s3, presigner, config, events, objects, clock, memory);
    }

    @Produces
    @Singleton
    @Named("payloads")
    Payloads payloads(ModelConfig config, Profile profile, RequestLimits limits) {
        return new Payloads(config.name(), profile, config.strict(), limits);
    }

    @Produces
    @Singleton
    PassThrough passThrough(Profile profile, RequestLimits limits) {
        return new PassThrough(profile, limits);
    }

    @Produces
    @Singleton
    RequestLimits limits(ModelConfig config) {
        Set<String> models = new HashSet<>(config.allowed().orElse(List.of()));
        if (!models.isEmpty()) {
            models.add(config.name());
        }
        return new RequestLimits(models, config.maxOutputTokens(), config.maxChoices());
    }

    @Produces
    @Singleton
    Profile profile(ModelConfig config) {
        return StartChecks.profile(config);
    }

    @Produces
    @Singleton
    @Named("outcomes")
    Outcomes outcomes(OutcomeClassifier judge, Clock clock) {
        return new Outcomes(judge, clock);
    }

    @Produces
    @Singleton
    @Named("deliveries")
    Deliveries deliveries(
            S3Client s3,
            SqsClient sqs,
            DocumentsConfig config,
            AsksConfig asks,
            PollConfig poll,
            DocumentScope scope,
            Clock clock) {
        ResultLocation output = ResultLocation.parse(config.input(), config.output());
        return new Deliveries(s3, sqs, output, answerStore(asks, poll, output, scope), clock);
    }

    // Beside the ledger if that is in S3, else where replies go, in a bucket that Dragoman works on anyway. It
    // must not be taken for a document.
    private static @Nullable S3Location answerStore(
            AsksConfig asks, PollConfig poll, ResultLocation output, DocumentScope scope) {
        return S3Location.parse(asks.ledger())
                .map(ledger -> new S3Location(ledger.bucket(), ledger.key() + "answers/"))
                .or(() -> S3Location.parse(asks.replies()))
                .or(() -> Optional.ofNullable(output.bucket())
                        .or(poll::bucket)
                        .or(() -> asks.buckets().orElse(List.of()).stream()
                                .findFirst()
                                .flatMap(S3Place::parse)
                                .map(S3Place::bucket))
                        .map(bucket -> new S3Location(bucket, asks.replies())))
                .filter(place -> !scope.isInput(new S3Location(place.bucket(), place.key() + "answer.json")))
                .orElse(null);
    }

    @Produces
    @Singleton
    @Named("documentParts")
    DocumentParts documentParts(
            Deliveries deliveries,
            Continuations continuations,
            Clock clock,
            ModelConfig model,
            AsksConfig asks,
            MeterRegistry metrics) {
        boolean durable = S3Location.parse(asks.ledger()).isPresent();
        return new DocumentParts(deliveries, continuations, clock, model.leastTime(), durable, metrics);
    }

    @Produces
    @Singleton
    @Named("retryScheduler")
    RetryScheduler retryScheduler(SqsClient sqs, Clock clock, Model model) {
        return new RetryScheduler(sqs, clock, () -> ThreadLocalRandom.current().nextDouble(), model::away);
    }

    @Produces
    @Singleton
    @Named("continuations")
    Continuations continuations(SqsClient sqs, Clock clock) {
        return new Continuations(sqs, clock);
    }

    @Produces
    @Singleton
    @Named("deadLetterNotifier")
    DeadLetterNotifier deadLetterNotifier(
            Deliveries deliveries, QueueConfig config, OffloadedMessages offloaded, Asks asks, Outcomes outcomes) {
        UnbegunMessages unbegun = new UnbegunMessages(offloaded, asks, outcomes);
        return new DeadLetterNotifier(deliveries, config.maxReceives(), unbegun::answers);
    }

    @Produces
    @Singleton
    @Named("records")
    Records records(
            MeterRegistry metrics,
            Tracer tracer,
            ModelConfig config,
            DocumentsConfig documents,
            Instance<AskObserver> observers) {
        Set<String> models = new HashSet<>(config.allowed().orElse(List.of()));
        models.add(config.name());
        documents.rules().values().forEach(rule -> rule.model().ifPresent(models::add));
        return new Records(
                new Telemetry(metrics, tracer, Checks.baseUrl(config), models),
                observers.isResolvable() ? observers.get() : AskObserver.NONE);
    }

    @Produces
    @Singleton
    @Named("failures")
    StageFailures failures(Clock clock) {
        return new StageFailures(clock);
    }

    @Produces
    @Singleton
    @Named("batches")
    Batches batches() {
        return new Batches();
    }

    @Produces
    @Singleton
    @Named("polled")
    PolledItems polled(TriggerParser events, PollConfig poll, SqsClient sqs) {
        return new PolledItems(events, poll.queue().orElse(""), sqs);
    }

    @Produces
    @Singleton
    @Named("inbox")
    Inbox inbox(
            S3Client s3,
            PollConfig poll,
            DocumentsConfig config,
            TriggerParser events,
            PollBackoff pollBackoff,
            DocumentMover documentMover,
            Model model,
            Intake intake) {
        S3Location prefix = new S3Location(poll.bucket().orElse(""), config.input());
        return new Inbox(s3, prefix, events, pollBackoff, documentMover, () -> model.holdsBack() || intake.isEnding());
    }

    @Produces
    @Singleton
    @Named("documentMover")
    DocumentMover documentMover(S3Client s3, DocumentsConfig config, MeterRegistry metrics) {
        ResultLocation output = ResultLocation.parse(config.input(), config.output());
        DocumentMover documentMover = new DocumentMover(
                s3, output, System::nanoTime, () -> ThreadLocalRandom.current().nextDouble());
        Gauge.builder("dragoman.untidied", documentMover, DocumentMover::left)
                .description(UNTIDIED)
                .tag("what", "document")
                .register(metrics);
        return documentMover;
    }

    /** Of its own class only: whoever wants a client of SQS gets the other one. */
    @Produces
    @Singleton
    @Named("answeredMessageSqs")
    @Typed(AnsweredMessageSqsClient.class)
    AnsweredMessageSqsClient answeredMessageSqs(SqsClient sqs, MeterRegistry metrics) {
        AnsweredMessageSqsClient queue = new AnsweredMessageSqsClient(
                sqs, () -> ThreadLocalRandom.current().nextDouble());
        Gauge.builder("dragoman.untidied", queue, AnsweredMessageSqsClient::left)
                .description(UNTIDIED)
                .tag("what", "message")
                .register(metrics);
        return queue;
    }

    @Produces
    @Singleton
    @Named("pollBackoff")
    PollBackoff pollBackoff(Clock clock, Model model) {
        return new PollBackoff(
                clock, System::nanoTime, () -> ThreadLocalRandom.current().nextDouble(), model::holdsBack);
    }
}
