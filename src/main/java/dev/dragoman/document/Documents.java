package dev.dragoman.document;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.aws.TimeLimit;
import dev.dragoman.blocking.Blocking;
import dev.dragoman.config.DocumentsConfig;
import dev.dragoman.event.AllowedObjects;
import dev.dragoman.event.Content;
import dev.dragoman.event.Door;
import dev.dragoman.event.Endpoint;
import dev.dragoman.event.S3Location;
import dev.dragoman.memory.MemoryBudget;
import dev.dragoman.outcome.Outcome;
import dev.dragoman.outcome.Problem;
import dev.dragoman.outcome.StageResult;
import dev.dragoman.payload.Profile;
import dev.dragoman.payload.ResolvedRequest;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/** The document stage: reads what an ask refers to and attaches it in a form that the upstream endpoint accepts. */
public final class Documents {
    private final DocumentReader documents;
    private final ReferenceResolver resolver;
    private final References references;
    private final Profile profile;
    private final Clock clock;
    private final AllowedObjects allowed;
    private final MemoryBudget memory;

    /**
     * A stage on one S3.
     *
     * @param s3 reads objects
     * @param presigner signs URLs for the provider
     * @param config types, sizes, prompts and rules
     * @param allowed the objects that asks may name
     * @param profile tells which endpoint a request is sent to
     * @param web fetches clients' URLs for an endpoint that takes no file URL
     * @param clock tells how much time an ask has left
     * @param memory what documents inside requests take
     * @throws dev.dragoman.config.ConfigurationException if a configured prompt can't be used; it names the variable
     */
    public Documents(
            S3Client s3,
            S3Presigner presigner,
            DocumentsConfig config,
            AllowedObjects allowed,
            Profile profile,
            WebFetch web,
            Clock clock,
            MemoryBudget memory) {
        S3Reader reader = new S3Reader(s3, presigner, config.urlLifetime());
        this.documents = new DocumentReader(reader, config, profile.upstreamEndpoint(Endpoint.RESPONSES));
        this.resolver = new ReferenceResolver(reader, web, config, clock);
        this.references = new References(allowed, web.urlPolicy(), config.maxAttachments());
        this.profile = profile;
        this.clock = clock;
        this.allowed = allowed;
        this.memory = memory;
    }

    /**
     * Resolves what an ask refers to. Reading S3 and fetching block, so they run on a worker thread; a request without
     * references is done at once.
     *
     * @param previous what the ask wants answered
     * @return the request to translate; done if the ask is malformed or a document can't be had
     */
    public CompletionStage<StageResult<ResolvedRequest>> resolve(StageResult<Content> previous) {
        return previous.thenAsync(this::resolved);
    }

    /**
     * What it means for an ask that its document could not be read.
     *
     * @param failure what S3 or its connection threw
     * @param location the object that was read
     * @return rejected if it is not there, misconfigured if reading it is refused, else unavailable
     */
    public static Outcome unreadable(Exception failure, S3Location location) {
        return S3Reader.outcome(failure, location, "document");
    }

    private CompletionStage<StageResult<ResolvedRequest>> resolved(StageResult.Continue<Content> open) {
        return open.value()
                .match(
                        request -> request(open, request),
                        document -> Blocking.run(() -> holding(open, taken -> document(open, document, taken))),
                        malformed -> CompletableFuture.completedFuture(open.finish(outcome(malformed))));
    }

    private static Outcome outcome(Content.Malformed malformed) {
        int status = malformed.status();
        if (status < 500) {
            return new Outcome.Rejected(
                    Problem.ofAsk(status, malformed.code(), malformed.message(), malformed.param()));
        }
        Problem problem = Problem.ofServer(status, malformed.code(), malformed.message());
        return status == 503 ? new Outcome.Unavailable(problem) : new Outcome.Misconfigured(problem);
    }

    private CompletionStage<StageResult<ResolvedRequest>> request(
            StageResult.Continue<Content> open, Content.Request request) {
        Endpoint upstreamEndpoint = profile.upstreamEndpoint(request.endpoint());
        ObjectNode body = request.body().deepCopy();
        List<Reference> found = references.in(body, upstreamEndpoint, open.ask().door());
        Optional<Problem> refused = found.stream()
                .flatMap(reference -> reference.refusal().stream())
                .findFirst();
        if (refused.isPresent()) {
            return rejected(open, refused.get());
        }
        return found.isEmpty()
                ? CompletableFuture.completedFuture(
                        open.with(new ResolvedRequest(request.endpoint(), body, Map.of(), 0)))
                : Blocking.run(() -> holding(
                        open,
                        taken -> resolver.resolve(open, request.endpoint(), upstreamEndpoint, body, found, taken)));
    }

    // What goes on holds its memory until the ask is over; what ends here gives it back.
    private StageResult<ResolvedRequest> holding(
            StageResult.Continue<Content> open, Function<DocumentMemory, StageResult<ResolvedRequest>> resolving) {
        DocumentMemory taken = new DocumentMemory(memory, open.ask().door());
        boolean goesOn = false;
        try {
            StageResult<ResolvedRequest> result = resolving
                    .apply(taken)
                    .then(resolved -> resolved.with(resolved.value().holding(taken::giveBack)));
            goesOn = result.match(resolved -> true, answer -> false);
            return result;
        } finally {
            if (!goesOn) {
                taken.giveBack();
            }
        }
    }

    private StageResult<ResolvedRequest> document(
            StageResult.Continue<Content> open, Content.Document document, DocumentMemory taken) {
        Door door = open.ask().door();
        if (!allowed.mayRead(door, document.location())) {
            return open.finish(new Outcome.Rejected(Problem.ofAsk(
                    400, "bucket_not_allowed", "\"document\" " + References.notAllowed(door) + ".", "document")));
        }
        return documents.read(open, document, TimeLimit.of(open.ask().timeLeft(clock.instant())), taken);
    }

    private static CompletionStage<StageResult<ResolvedRequest>> rejected(
            StageResult.Continue<Content> open, Problem problem) {
        return CompletableFuture.completedFuture(open.finish(new Outcome.Rejected(problem)));
    }
}
