package dev.dragoman.pipeline;

import dev.dragoman.Given;
import dev.dragoman.batch.BatchLimits;
import dev.dragoman.batch.BatchWork;
import dev.dragoman.batch.SliceClaims;
import dev.dragoman.budget.Budgets;
import dev.dragoman.config.DocumentsConfig;
import dev.dragoman.config.Settings;
import dev.dragoman.console.ConsoleCalls;
import dev.dragoman.delivery.Continuations;
import dev.dragoman.delivery.DeadLetterNotifier;
import dev.dragoman.delivery.Deliveries;
import dev.dragoman.delivery.DocumentMover;
import dev.dragoman.delivery.PollBackoff;
import dev.dragoman.delivery.ResultLocation;
import dev.dragoman.delivery.RetryScheduler;
import dev.dragoman.delivery.VisibilityBackoff;
import dev.dragoman.document.Documents;
import dev.dragoman.document.OffloadedMessages;
import dev.dragoman.document.WebFetch;
import dev.dragoman.event.DocumentScope;
import dev.dragoman.event.S3Location;
import dev.dragoman.event.TriggerParser;
import dev.dragoman.http.BatchCalls;
import dev.dragoman.http.BudgetCalls;
import dev.dragoman.http.ClientKeys;
import dev.dragoman.http.HttpCalls;
import dev.dragoman.http.PassThroughCalls;
import dev.dragoman.http.Viewers;
import dev.dragoman.ledger.Ledger;
import dev.dragoman.ledger.MemoryLedger;
import dev.dragoman.local.Aws;
import dev.dragoman.memory.MemoryBudget;
import dev.dragoman.model.FakeProvider;
import dev.dragoman.model.Model;
import dev.dragoman.outcome.OutcomeClassifier;
import dev.dragoman.payload.PassThrough;
import dev.dragoman.payload.Payloads;
import dev.dragoman.payload.Profile;
import dev.dragoman.payload.Profiles;
import dev.dragoman.payload.RequestLimits;
import dev.dragoman.telemetry.Telemetry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.api.trace.TracerProvider;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.processor.aggregate.GroupedBodyAggregationStrategy;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;
import software.amazon.awssdk.services.sqs.SqsClient;

/**
 * All route files in a plain Camel context, over the real stages; only the provider's HTTP interface is a fake, and S3
 * and SQS are where nothing listens.
 */
public final class TestPipeline implements AutoCloseable {
    private static final int CONCURRENCY = 10;
    private static final URI NOWHERE = URI.create("http://127.0.0.1:9");

    private final DefaultCamelContext camel = new DefaultCamelContext();
    private final FakeProvider provider = new FakeProvider();
    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final ExecutorService fanOut = Executors.newFixedThreadPool(CONCURRENCY);
    private final ExecutorService sliceFanOut = Executors.newFixedThreadPool(CONCURRENCY);
    private final ExecutorService lineFanOut = Executors.newFixedThreadPool(CONCURRENCY);
    private final Vertx vertx = Vertx.vertx();
    private final S3Client s3;
    private final SqsClient sqs;
    private final S3Presigner presigner;

    private TestPipeline(S3Client s3, SqsClient sqs, S3Presigner presigner) {
        this.s3 = s3;
        this.sqs = sqs;
        this.presigner = presigner;
    }

    /**
     * Loads and starts every route.
     *
     * @return the running pipeline, to be closed
     */
    public static TestPipeline start() throws Exception {
        return start(Map.of());
    }

    /**
     * Loads and starts every route, with some beans replaced.
     *
     * @param replaced what takes the place of the bean of a name
     * @return the running pipeline, to be closed
     */
    static TestPipeline start(Map<String, Object> replaced) throws Exception {
        return start(replaced, UnaryOperator.identity());
    }

    /**
     * Loads and starts every route, with some beans replaced and the files changed.
     *
     * @param replaced what takes the place of the bean of a name
     * @param edit changes a route file's text
     * @return the running pipeline, to be closed
     */
    static TestPipeline start(Map<String, Object> replaced, UnaryOperator<String> edit) throws Exception {
        // Mutiny's context propagation sets itself up on first use, and not safely from two threads; Quarkus does it
        // early.
        Uni.createFrom()
                .item("")
                .ifNoItem()
                .after(Duration.ofSeconds(1))
                .fail()
                .await()
                .indefinitely();
        Aws aws = new Aws(NOWHERE, NOWHERE);
        TestPipeline pipeline = new TestPipeline(aws.s3Client(), aws.sqsClient(), aws.presigner());
        pipeline.bind(replaced);
        pipeline.load(edit);
        return pipeline;
    }

    /** The payload stage, for a provider with both endpoints. */
    static Payloads payloads() {
        return new Payloads("model-1", Profiles.load("openai"), false, RequestLimits.NONE);
    }

    private void bind(Map<String, Object> replaced) {
        Clock clock = Clock.systemUTC();
        DocumentsConfig config = Settings.of(DocumentsConfig.class);
        DocumentScope scope = new DocumentScope(config.input(), null, config.output(), Set.of());
        TriggerParser events = new TriggerParser(scope, Duration.ofSeconds(28));
        OutcomeClassifier judge = new OutcomeClassifier();
        Model model = provider.model(clock);
        Map<String, Object> beans = new HashMap<>();
        beans.put("asks", new Asks(clock, null, Given.allowed(), Duration.ofMinutes(1)));
        beans.put(
                "documents",
                new Documents(
                        s3,
                        presigner,
                        config,
                        Given.allowed(),
                        Profile.BOTH,
                        new WebFetch(vertx),
                        clock,
                        new MemoryBudget(10_000_000)));
        beans.put(
                "offloaded",
                new OffloadedMessages(
                        s3, presigner, config, events, Given.allowed(), clock, new MemoryBudget(10_000_000)));
        beans.put("payloads", payloads());
        Ledger ledger = new Ledger(new MemoryLedger(100_000, System::nanoTime), Duration.ofMinutes(1), clock);
        beans.put("ledger", ledger);
        beans.put("model", model);
        beans.put("outcomes", new Outcomes(judge, clock));
        Deliveries deliveries =
                new Deliveries(s3, sqs, ResultLocation.parse(config.input(), config.output()), null, clock);
        beans.put("deliveries", deliveries);
        Continuations continuations = new Continuations(sqs, clock);
        beans.put("continuations", continuations);
        beans.put(
                "documentParts",
                new DocumentParts(deliveries, continuations, clock, Duration.ofSeconds(1), true, metrics));
        ConcurrencyLimiter sliceLimiter = new ConcurrencyLimiter(CONCURRENCY);
        BatchWork.BatchSettings batches = new BatchWork.BatchSettings(
                BatchLimits.of(1_000_000, 100), 10, Duration.ofHours(24), Duration.ofSeconds(1), true);
        ResultLocation results = ResultLocation.parse(config.input(), config.output());
        beans.put(
                "batchSteps",
                new BatchSteps(
                        new BatchWork(s3, results, null, clock, new VisibilityBackoff(() -> 0), batches),
                        new SliceClaims(s3, ledger, batches.limits(), clock),
                        continuations,
                        sliceLimiter,
                        new ConcurrencyLimiter(CONCURRENCY),
                        new ConcurrencyLimiter(1),
                        clock,
                        () -> false));
        beans.put(
                "batchInbox",
                new Inbox(
                        s3,
                        new S3Location("papers", "open/"),
                        events,
                        new PollBackoff(clock, System::nanoTime, () -> 0),
                        new DocumentMover(s3, results, System::nanoTime, () -> 0),
                        () -> false));
        beans.put("batchCalls", new BatchCalls(Optional.empty(), new ClientKeys(List.of())));
        beans.put("sliceFanOut", sliceFanOut);
        beans.put("queuedSliceFanOut", sliceFanOut);
        beans.put("lineFanOut", lineFanOut);
        beans.put("redeliveredLineFanOut", lineFanOut);
        beans.put("lineLimiter", new ConcurrencyLimiter(CONCURRENCY));
        beans.put("sliceLimiter", sliceLimiter);
        beans.put("deadLetterNotifier", new DeadLetterNotifier(deliveries, OptionalInt.empty(), message -> List.of()));
        beans.put("retryScheduler", new RetryScheduler(sqs, clock, () -> 0));
        Records records = new Records(new Telemetry(
                metrics, TracerProvider.noop().get("test"), URI.create("http://model.test/v1"), "model-1"));
        beans.put("records", records);
        beans.put("announcements", new DeliveredTap());
        beans.put("failures", new StageFailures(clock));
        PollBackoff pollBackoff = new PollBackoff(clock, System::nanoTime, () -> 0);
        beans.put("pollBackoff", pollBackoff);
        DocumentMover documentMover =
                new DocumentMover(s3, ResultLocation.parse(config.input(), config.output()), System::nanoTime, () -> 0);
        beans.put("documentMover", documentMover);
        S3Location inbox = new S3Location("papers", config.input());
        beans.put("inbox", new Inbox(s3, inbox, events, pollBackoff, documentMover, () -> false));
        beans.put("batches", new Batches());
        beans.put("polled", new PolledItems(events, "asks", sqs));
        Budgets budgets = Given.noBudgets();
        HttpCalls.ForwardedHeaders forwarded = new HttpCalls.ForwardedHeaders(Set.of());
        beans.put("http", new HttpCalls(forwarded, new ClientKeys(List.of()), model, judge, events));
        beans.put(
                "passThrough",
                new PassThroughCalls(
                        forwarded,
                        new ClientKeys(List.of()),
                        new PassThrough(Profiles.load("openai"), RequestLimits.NONE),
                        model,
                        records));
        beans.put(
                "budgetCalls",
                new BudgetCalls(new Viewers(new ClientKeys(List.of()), new ClientKeys(List.of())), budgets));
        beans.put("consoleCalls", new ConsoleCalls());
        beans.put("collected", new GroupedBodyAggregationStrategy());
        beans.put("fanOut", fanOut);
        beans.put("askLimiter", new ConcurrencyLimiter(CONCURRENCY));
        beans.put("pollLimiter", new ConcurrencyLimiter(CONCURRENCY));
        beans.put("queuePlaces", new QueuePlaces(CONCURRENCY));
        // A name that is bound twice would keep its first bean.
        beans.putAll(replaced);
        beans.forEach(camel.getRegistry()::bind);
    }

    private void load(UnaryOperator<String> edit) throws Exception {
        camel.getPropertiesComponent().addInitialProperty("dragoman.documents.input", "inbox/");
        camel.getPropertiesComponent().addInitialProperty("dragoman.poll.interval", "5s");
        camel.getPropertiesComponent().addInitialProperty("dragoman.poll.messages", "10");
        camel.getCamelContextExtension().addInterceptStrategy(new StageProperties());
        PluginHelper.getRoutesLoader(camel).loadRoutes(resources(edit));
        camel.start();
    }

    private static List<Resource> resources(UnaryOperator<String> edit) throws IOException {
        List<Resource> resources = new ArrayList<>();
        try (Stream<Path> files = Files.list(Path.of("camel-routes"))) {
            for (Path file : files.sorted().toList()) {
                resources.add(ResourceHelper.fromString(file.toString(), edit.apply(Files.readString(file))));
            }
        }
        return resources;
    }

    /**
     * The context.
     *
     * @return started
     */
    public CamelContext camel() {
        return camel;
    }

    Routes routes() {
        return new Routes(camel);
    }

    FakeProvider provider() {
        return provider;
    }

    SimpleMeterRegistry metrics() {
        return metrics;
    }

    @Override
    public void close() {
        camel.stop();
        vertx.close();
        fanOut.shutdownNow();
        sliceFanOut.shutdownNow();
        lineFanOut.shutdownNow();
        presigner.close();
        sqs.close();
        s3.close();
    }
}
