package dev.dragoman.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dragoman.delivery.BatchResult;
import dev.dragoman.event.Ask;
import dev.dragoman.event.Content;
import dev.dragoman.event.Continuation;
import dev.dragoman.event.Door;
import dev.dragoman.event.Endpoint;
import dev.dragoman.event.Excerpt;
import dev.dragoman.event.QueueMessage;
import dev.dragoman.event.S3Location;
import dev.dragoman.event.SqsReceipt;
import dev.dragoman.event.Trigger;
import dev.dragoman.json.Json;
import dev.dragoman.ledger.Ledger;
import dev.dragoman.ledger.MemoryLedger;
import dev.dragoman.model.FakeProvider;
import dev.dragoman.outcome.Answer;
import dev.dragoman.outcome.Outcome;
import dev.dragoman.outcome.PartsReceipt;
import dev.dragoman.outcome.Problem;
import dev.dragoman.outcome.ProviderResponse;
import dev.dragoman.outcome.StageResult;
import dev.dragoman.payload.Division;
import dev.dragoman.payload.ResolvedRequest;
import io.smallrye.mutiny.Uni;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Scanner;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The route {@code document-parts} as it is, over the real stages; only the document is none. */
class DocumentPartsTest {
    private static final int PAGES = 10;
    private static final S3Location LOCATION = new S3Location("papers", "inbox/tides.pdf");

    private final AtomicInteger asked = new AtomicInteger();
    private @Nullable TestPipeline started;

    /** A document stage that divides a document into parts of ten pages, and asks about a part by its name. */
    public static final class Dividing {
        private final int parts;
        private final long maxTokens;
        private final String gone;

        Dividing(int parts, long maxTokens, String gone) {
            this.parts = parts;
            this.maxTokens = maxTokens;
            this.gone = gone;
        }

        public StageResult<ResolvedRequest> resolve(StageResult<Content> previous) {
            StageResult.Continue<Content> open = (StageResult.Continue<Content>) previous;
            Content.Document document = open.value().asDocument().orElseThrow();
            Excerpt excerpt = document.excerpt();
            if (excerpt == null) {
                return open.with(new ResolvedRequest(new Division(
                        document,
                        "s3:papers/tides.pdf?eTag=1",
                        parts(),
                        maxTokens,
                        2,
                        List.of("document converted from IBM866"))));
            }
            if (excerpt.name().equals(gone)) {
                return open.finish(
                        new Outcome.Rejected(Problem.ofAsk(404, "document_missing", "It is not there.", "document")));
            }
            ObjectNode body = Json.object().put("input", excerpt.name() + excerpt.match(part -> "", Object::toString));
            return open.with(new ResolvedRequest(Endpoint.RESPONSES, body, Map.of(), 0));
        }

        private List<Excerpt.DocumentPart> parts() {
            List<Excerpt.DocumentPart> all = new ArrayList<>();
            for (int number = 1; number <= parts; number++) {
                Excerpt.Span span =
                        new Excerpt.Span(Excerpt.Unit.PAGES, (number - 1L) * PAGES + 1, (long) number * PAGES);
                all.add(new Excerpt.DocumentPart(number, parts, span, "pages=" + PAGES, null));
            }
            return all;
        }
    }

    private void start(int parts, long maxTokens, Function<String, Uni<ProviderResponse.Received>> model)
            throws Exception {
        start(new Dividing(parts, maxTokens, ""), model);
    }

    private void start(Dividing documents, Function<String, Uni<ProviderResponse.Received>> model) throws Exception {
        Ledger ledger =
                new Ledger(new MemoryLedger(1_000_000, System::nanoTime), Duration.ofMinutes(1), Clock.systemUTC());
        started = TestPipeline.start(Map.of("documents", documents, "ledger", ledger));
        pipeline().provider().answering(call -> {
            asked.incrementAndGet();
            return model.apply(call.json().path("input").asText());
        });
    }

    private TestPipeline pipeline() {
        return Objects.requireNonNull(started);
    }

    @AfterEach
    void stop() {
        pipeline().close();
    }

    private static Uni<ProviderResponse.Received> says(String text) {
        return says(text, "completed");
    }

    private static Uni<ProviderResponse.Received> says(String text, String status) {
        ObjectNode json = (ObjectNode) ((Json.Result.Value) Json.read(FakeProvider.ANSWER)).node();
        json.put("status", status);
        ((ObjectNode) json.at("/output/0/content/0")).put("text", text);
        return FakeProvider.answer(200, Json.text(json));
    }

    private Answer read(@Nullable Instant endBy) throws Exception {
        Content content = new Content.Document(LOCATION, null, "1", null);
        Ask ask = new Ask("order-1", "id:order-1", Door.INVOKE, content, null, null, endBy);
        return pipeline().routes().invoke(ask).toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    private static PartsReceipt parts(Answer answer) {
        return Objects.requireNonNull(answer.receipt().parts());
    }

    @Test
    void allPartsAreReadAndPutTogether() throws Exception {
        start(25, 1_000, input -> says(input.startsWith("part") ? input : "Tides"));

        Answer answer = read(null);

        assertThat(answer.outcome())
                .isInstanceOfSatisfying(
                        Outcome.Completed.class,
                        whole -> assertThat(whole.text()).isEqualTo("Tides"));
        assertThat(asked).hasValue(26);
        assertThat(parts(answer).parts())
                .hasSize(25)
                .allMatch(line -> line.outcome().equals("completed"));
        assertThat(parts(answer).read()).isEqualTo(250);
        assertThat(parts(answer).notice()).isNull();
        ObjectNode receipt = answer.receipt().json();
        assertThat(receipt.path("coverage")).hasToString("{\"pages\":250,\"read\":250}");
        assertThat(receipt.path("parts").get(24).path("pages").asText()).isEqualTo("241-250");
        assertThat(receipt.path("parts").get(24).path("key").asText()).hasSize(64);
        assertThat(receipt.path("parts").get(24).path("inputTokens").asInt()).isEqualTo(900);
        assertThat(receipt.path("usage").path("input_tokens").asInt()).isEqualTo(26 * 900);
        assertThat(receipt.path("adjustments")).hasToString("[\"document converted from IBM866\"]");
    }

    @Test
    void whatIsReadAgainIsNotPaidAgain() throws Exception {
        start(5, 1_000, DocumentPartsTest::says);
        Answer first = read(null);

        Answer second = read(null);

        assertThat(asked).hasValue(6);
        assertThat(second.outcome().usableText()).isEqualTo(first.outcome().usableText());
        assertThat(parts(second).parts()).allMatch(PartsReceipt.Line::fromLedger);
        assertThat(parts(second).combines()).allMatch(PartsReceipt.Line::fromLedger);
    }

    /** Of 20 answers of 3 tokens, of which 10 go into a request: two groups, and one of their results. */
    @Test
    void manyAnswersArePutTogetherInATree() throws Exception {
        start(20, 20, input -> says(input.startsWith("part") ? "twelve bytes" : "four"));

        Answer answer = read(null);

        assertThat(answer.outcome().label()).isEqualTo("completed");
        assertThat(parts(answer).combines())
                .extracting(line -> line.excerpt().name())
                .containsExactly("combine 1.1 of 2", "combine 1.2 of 2", "combine 2.1 of 1");
        assertThat(parts(answer).combines())
                .extracting(line -> line.excerpt().span().range())
                .containsExactly("1-100", "101-200", "1-200");
    }

    @ParameterizedTest
    @ValueSource(strings = {"truncated", "refused", "rejected", "empty"})
    void aPartWithoutAWholeAnswerMakesTheDocumentTruncated(String how) throws Exception {
        start(12, 1_000, input -> input.equals("part 7 of 12") ? poison(how) : says("Tides"));

        Answer answer = read(null);

        assertThat(answer.outcome().label()).isEqualTo("truncated");
        assertThat(answer.outcome().usableText()).contains("Tides");
        assertThat(parts(answer).notice()).contains("pages 61-70").doesNotContain("pages 51");
        assertThat(parts(answer).read()).isEqualTo(110);
        int calls = asked.get();
        assertThat(read(null).outcome().label()).isEqualTo("truncated");
        assertThat(asked).as("and it is not asked about again").hasValue(calls);
    }

    private static Uni<ProviderResponse.Received> poison(String how) {
        return switch (how) {
            case "truncated" -> says("Ti", "incomplete");
            case "refused" ->
                FakeProvider.answer(
                        200,
                        "{\"status\": \"completed\", \"output\": [{\"type\": \"message\", \"content\": [{\"type\":"
                                + " \"refusal\", \"refusal\": \"No.\"}]}]}");
            case "rejected" -> FakeProvider.answer(400, "{\"error\": {\"message\": \"no\", \"code\": \"bad\"}}");
            default -> says("");
        };
    }

    @Test
    void ifNothingIsAnsweredTheFirstPartSaysWhy() throws Exception {
        start(3, 1_000, input -> poison("rejected"));

        Answer answer = read(null);

        assertThat(answer.outcome())
                .isInstanceOfSatisfying(
                        Outcome.Rejected.class,
                        rejected -> assertThat(rejected.problem().code()).isEqualTo("bad"));
        assertThat(asked).hasValue(3);
    }

    @Test
    void ifTheAnswersCantBePutTogetherTheyAreToldOneAfterTheOther() throws Exception {
        start(2, 1_000, input -> input.startsWith("part") ? says("Tide " + input.charAt(5)) : poison("refused"));

        Answer answer = read(null);

        assertThat(answer.outcome().label()).isEqualTo("truncated");
        assertThat(answer.outcome().usableText().orElseThrow())
                .isEqualTo("## pages 1-10\n\nTide 1\n\n## pages 11-20\n\nTide 2");
        assertThat(parts(answer).read()).isZero();
        assertThat(parts(answer).notice()).contains("one after the other").doesNotContain("no whole answer");
    }

    /** As if another server had moved it away: its summary is whole, and this one's would take its place. */
    @Test
    void aDocumentThatIsGoneMeanwhileHasNoSummaryOfSomeOfItsParts() throws Exception {
        start(new Dividing(6, 1_000, "part 3 of 6"), DocumentPartsTest::says);

        Answer answer = read(null);

        assertThat(answer.outcome())
                .isInstanceOfSatisfying(
                        Outcome.Rejected.class,
                        gone -> assertThat(gone.problem().code()).isEqualTo("document_missing"));
    }

    @ParameterizedTest
    @CsvSource({"500, unavailable, 503", "429, unavailable, 429", "402, misconfigured, 502"})
    void whatMayPassIsTriedAgain(int status, String outcome, int told) throws Exception {
        start(12, 1_000, input -> input.equals("part 7 of 12") ? FakeProvider.answer(status, "{}") : says("Tides"));

        Answer answer = read(null);

        assertThat(answer.outcome().label()).isEqualTo(outcome);
        assertThat(((Outcome.Failed) answer.outcome()).problem().status()).isEqualTo(told);
        assertThat(parts(answer).resumable()).isFalse();
        assertThat(answer.json().path("parts").asInt()).isEqualTo(12);
        assertThat(answer.json().path("partsDone").asInt()).isBetween(1, 11);
    }

    @Test
    void whatTheTimeDidNotSufficeForIsFoundLater() throws Exception {
        start(12, 1_000, DocumentPartsTest::says);

        Answer late = read(Instant.now().plusSeconds(1));

        assertThat(late.outcome())
                .isInstanceOfSatisfying(
                        Outcome.Unavailable.class,
                        unavailable -> assertThat(unavailable.problem().code()).isEqualTo("document_unfinished"));
        assertThat(parts(late).resumable()).as("nothing was answered").isFalse();
        assertThat(asked).hasValue(0);
        assertThat(read(null).outcome().label()).isEqualTo("completed");
        assertThat(asked).hasValue(13);
    }

    private BatchResult received(int receives) throws Exception {
        Ask ask = withoutId();
        SqsReceipt receipt = new SqsReceipt("http://127.0.0.1:9/000000000000/documents", "handle", receives, null);
        QueueMessage message = new QueueMessage("message-1", List.of(ask), receipt)
                .withContinuation("message-1", new Continuation("{}", 0, "message-1", null));
        return pipeline()
                .routes()
                .sqs(new Trigger.MessageBatch(List.of(message)))
                .toCompletableFuture()
                .get(20, TimeUnit.SECONDS);
    }

    private static Ask withoutId() {
        Content content = new Content.Document(LOCATION, null, "1", null);
        return new Ask("s3://papers/inbox/tides.pdf", null, Door.INVOKE, content, null, null, null);
    }

    // As a delivery does that dies: nothing is handed on.
    private void answerMost() throws Exception {
        Answer answer =
                pipeline().routes().invoke(withoutId()).toCompletableFuture().get(20, TimeUnit.SECONDS);
        assertThat(parts(answer).done()).isBetween(40, 50);
    }

    private static Uni<ProviderResponse.Received> says50(String input) {
        return new Scanner(input.substring("part ".length())).nextInt() <= 50
                ? says(input)
                : FakeProvider.answer(503, "{}");
    }

    /** To look at each known part again takes longer than a process may have that dies again and again. */
    @Test
    void aMessageThatWasDeliveredBeforeMeetsAnOpenPartSoon() throws Exception {
        AtomicBoolean isBack = new AtomicBoolean();
        start(56, 1_000, input -> isBack.get() ? says(input) : says50(input));
        answerMost();
        isBack.set(true);

        PartsReceipt second = parts(received(2).failed().get(0).answers().get(0));

        assertThat(second.resumable()).isTrue();
        assertThat(second.parts()).hasSizeLessThan(30);
    }

    @Test
    void aMessageThatWasDeliveredBeforeIsHandedOnAsSoonAsSomethingIsAnswered() throws Exception {
        start(60, 1_000, DocumentPartsTest::says);

        BatchResult result = received(2);

        Answer answer = result.failed().get(0).answers().get(0);
        assertThat(parts(answer).resumable()).isTrue();
        assertThat(parts(answer).done()).isBetween(1, 59).isEqualTo(asked.get());
        assertThat(received(2).failed())
                .as("nothing takes continuations here, so the rest is read at once")
                .isEmpty();
        assertThat(asked).hasValue(61);
    }

    @Test
    void aMessageThatIsDeliveredForTheFirstTimeIsReadToTheEnd() throws Exception {
        start(60, 1_000, DocumentPartsTest::says);

        assertThat(received(1).failed()).isEmpty();
        assertThat(asked).hasValue(61);
    }

    /** A part that fails whenever it is asked about: one more failed delivery each time, and nothing else is paid again. */
    @Test
    void aPartThatAlwaysFailsCostsDeliveriesAndEndsThere() throws Exception {
        start(12, 1_000, input -> input.equals("part 7 of 12") ? FakeProvider.answer(500, "{}") : says("Tides"));
        for (int receives = 1; receives <= 5; receives++) {
            Answer answer = received(receives).failed().get(0).answers().get(0);

            assertThat(answer.outcome().label()).isEqualTo("unavailable");
        }

        assertThat(asked.get()).isLessThanOrEqualTo(11 + 5);
    }

    @Test
    void theSecondHundredOfADocumentsPartsDoNotWaitForEver() throws Exception {
        start(200, 100_000, DocumentPartsTest::says);

        assertThat(read(null).outcome().label()).isEqualTo("completed");
        assertThat(asked).hasValue(201);
        assertThat(pipeline().metrics().get("dragoman.parts.open").gauge().value())
                .isZero();
    }

    @Test
    void asManyLongDocumentsAsThereArePlacesDoNotBlockEachOther() throws Exception {
        start(20, 100_000, DocumentPartsTest::says);
        List<Ask> asks = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            Content content = new Content.Document(LOCATION, null, "1", "prompt " + i);
            asks.add(new Ask("order-" + i, null, Door.INVOKE, content, null, null, null));
        }

        List<Answer> answers =
                pipeline().routes().s3(asks).toCompletableFuture().get(30, TimeUnit.SECONDS);

        assertThat(answers).hasSize(30).allMatch(answer -> answer.ask().id().startsWith("order-"));
    }
}
