package dev.dragoman.console;

import dev.dragoman.aws.SdkFailure;
import dev.dragoman.blocking.Blocking;
import dev.dragoman.delivery.HttpAnswer;
import dev.dragoman.event.Content.Malformed;
import dev.dragoman.event.HttpCall;
import dev.dragoman.http.Viewers;
import dev.dragoman.json.Json;
import dev.dragoman.outcome.Outcome;
import dev.dragoman.outcome.Problem;
import dev.dragoman.pipeline.Records;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;

/** The step of the HTTP route for what the page reads and sends. What only reads leaves no log line: an open page reads on and on. */
public final class ConsoleCalls {
    /** The path of one document. */
    static final String DOCUMENT = "/v1/dragoman/document";

    private static final Logger LOG = Logger.getLogger(ConsoleCalls.class);

    private static final String CONSOLE = "/v1/dragoman/console";
    private static final String ASKS = "/v1/dragoman/asks";
    private static final String SERIES = "/v1/dragoman/series";
    private static final String DOCUMENTS = "/v1/dragoman/documents";

    private static final Set<String> READ = Set.of(CONSOLE, ASKS, SERIES, DOCUMENTS, DOCUMENT);

    private static final Problem OPERATORS_ONLY = Problem.ofAsk(
            403,
            "operators_only",
            "What all clients of this server do is told to operators only: use a key of DRAGOMAN_HTTP_OPERATORS.",
            null);

    private static final Problem NO_DOCUMENTS = Problem.ofAsk(
            404,
            "unknown_url",
            "This server polls no bucket: its operator would have to set DRAGOMAN_POLL_BUCKET.",
            null);

    private static final Problem BAD_NAME = Problem.ofAsk(
            400,
            "invalid_value",
            "A document's name has no control characters, no backslash, no part between slashes that is empty, \".\" or \"..\", and"
                    + " together with the inbox's prefix 1,024 bytes at most.",
            "name");

    private static final Problem UNKNOWN =
            Problem.ofAsk(404, "not_found", "There is neither a document of that name nor a result.", "name");

    private static final Problem THERE = Problem.ofAsk(
            409,
            "document_exists",
            "A document of that name lies in the inbox: wait until it is answered, or choose another name.",
            "name");

    private static final Problem STORAGE_UNAVAILABLE = Problem.ofServer(
            503,
            "storage_unavailable",
            "The polled bucket can't be read or written as the page needs it; the server's log says why.");

    private final @Nullable PageData page;

    /**
     * What is told, and to whom.
     *
     * @param viewers who may see what others do
     * @param records logs what is written
     * @param facts what the page may show
     * @param readers those who read asks
     * @param pulse the last hour
     * @param documents those of the polled bucket; null if none is polled
     */
    record PageData(
            Viewers viewers,
            Records records,
            PageFacts facts,
            AskReaders readers,
            PulseReport pulse,
            @Nullable ConsoleDocuments documents) {}

    /** Where there is no page. */
    public ConsoleCalls() {
        page = null;
    }

    /** @param page what is told */
    ConsoleCalls(PageData page) {
        this.page = page;
    }

    /**
     * Whether a call is the page's.
     *
     * @param call the request
     * @return false for all of them if there is no page
     */
    public boolean isOne(HttpCall call) {
        if (page == null) {
            return false;
        }
        return call.method().equals("GET")
                ? READ.contains(call.path())
                : call.method().equals("PUT") && call.path().equals(DOCUMENT);
    }

    /**
     * Answers a call.
     *
     * @param call one that {@link #isOne}
     * @return its response
     */
    public CompletionStage<HttpAnswer> answer(HttpCall call) {
        PageData told = Objects.requireNonNull(page);
        boolean sees = told.viewers().include(call);
        if (call.path().equals(CONSOLE)) {
            return CompletableFuture.completedFuture(HttpAnswer.ok(
                    call.id(), told.facts().json(sees, told.viewers().isOperator(call))));
        }
        if (!sees) {
            return CompletableFuture.completedFuture(HttpAnswer.problem(call.id(), OPERATORS_ONLY));
        }
        return switch (call.path()) {
            case ASKS -> told.readers().open(call);
            case SERIES ->
                Blocking.run(() -> HttpAnswer.ok(call.id(), told.pulse().json()));
            default -> {
                ConsoleDocuments documents = told.documents();
                yield documents == null
                        ? CompletableFuture.completedFuture(HttpAnswer.problem(call.id(), NO_DOCUMENTS))
                        : Blocking.run(() -> safely(call, () -> answer(call, told, documents)));
            }
        };
    }

    private static HttpAnswer answer(HttpCall call, PageData told, ConsoleDocuments documents) {
        if (call.path().equals(DOCUMENTS)) {
            return HttpAnswer.ok(call.id(), documents.list());
        }
        String name = DocumentName.in(call.query()).orElse("");
        return call.method().equals("PUT")
                ? told.records().recordCall(dropped(call, name, documents))
                : read(call, name, documents);
    }

    private static HttpAnswer read(HttpCall call, String name, ConsoleDocuments documents) {
        if (!DocumentName.isReadable(name)) {
            return HttpAnswer.problem(call.id(), BAD_NAME);
        }
        return documents
                .read(name)
                .map(json -> HttpAnswer.ok(call.id(), json))
                .orElseGet(() -> HttpAnswer.problem(call.id(), UNKNOWN));
    }

    private static HttpAnswer dropped(HttpCall call, String name, ConsoleDocuments documents) {
        Malformed unreadable = call.undecodable();
        if (unreadable != null) {
            return HttpAnswer.problem(
                    call.id(),
                    Problem.ofAsk(unreadable.status(), unreadable.code(), unreadable.message(), unreadable.param()));
        }
        return switch (documents.drop(name, call.body())) {
            case BAD_NAME -> HttpAnswer.problem(call.id(), BAD_NAME);
            case THERE -> HttpAnswer.problem(call.id(), THERE);
            case TAKEN ->
                HttpAnswer.created(
                        call.id(),
                        Json.object()
                                .put("name", name)
                                .put("key", documents.place(name).key()));
        };
    }

    private static HttpAnswer safely(HttpCall call, Supplier<HttpAnswer> answer) {
        try {
            return answer.get();
        } catch (SdkException failure) {
            LOG.warnf(
                    "The page's call to S3 failed (it takes s3:ListBucket, s3:GetObject on results and s3:PutObject on the inbox): %s",
                    SdkFailure.words(failure));
            return HttpAnswer.failed(call.id(), new Outcome.Unavailable(STORAGE_UNAVAILABLE));
        }
    }
}
