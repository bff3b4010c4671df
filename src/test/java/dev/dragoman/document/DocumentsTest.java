package dev.dragoman.document;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.dragoman.Given;
import dev.dragoman.config.DocumentsConfig;
import dev.dragoman.config.Settings;
import dev.dragoman.event.AllowedObjects;
import dev.dragoman.event.Ask;
import dev.dragoman.event.Content;
import dev.dragoman.event.Door;
import dev.dragoman.event.Endpoint;
import dev.dragoman.event.S3Location;
import dev.dragoman.event.Sha256;
import dev.dragoman.local.Aws;
import dev.dragoman.local.LocalServer;
import dev.dragoman.local.S3Server;
import dev.dragoman.memory.MemoryBudget;
import dev.dragoman.outcome.Outcome;
import dev.dragoman.outcome.Receipt;
import dev.dragoman.outcome.StageResult;
import dev.dragoman.payload.Profile;
import dev.dragoman.payload.ResolvedRequest;
import io.vertx.core.Vertx;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/** The document stage on a real S3. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DocumentsTest {
    private static final String BUCKET = "papers";
    private static final byte[] PDF = "%PDF-1.7 and so on".getBytes(StandardCharsets.UTF_8);
    private static final byte[] PNG = HexFormat.of().parseHex("89504e470d0a1a0a0000000d49484452");

    private final LocalServer server = S3Server.start(0);
    private final Aws aws = new Aws(server.endpoint(), server.endpoint());
    private final S3Client s3 = aws.s3Client();
    private final S3Presigner presigner = aws.presigner();
    private final Vertx vertx = Vertx.vertx();
    private final MemoryBudget memory = new MemoryBudget(100_000_000);

    @BeforeAll
    void makeABucket() {
        s3.createBucket(create -> create.bucket(BUCKET));
    }

    @AfterAll
    void stop() {
        vertx.close();
        presigner.close();
        s3.close();
        server.close();
    }

    @Test
    void aPdfGoesAsAUrlThatTheProviderCanFetch() throws Exception {
        put("inbox/Bericht über & 1+1.pdf", PDF);

        ResolvedRequest draft = Given.value(resolve("inbox/Bericht über & 1+1.pdf"));

        String url = content(draft).path("file_url").textValue();
        HttpResponse<byte[]> fetched = HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofByteArray());
        assertThat(fetched.body()).isEqualTo(PDF);
        assertThat(fetched.headers().firstValue("Content-Type")).hasValue("application/pdf");
    }

    @Test
    @Tag("F086")
    void aPresignedUrlStandsForTheObjectsContent() {
        put("inbox/same.pdf", PDF);

        ResolvedRequest draft = Given.value(resolve("inbox/same.pdf"));

        assertThat(draft.identities())
                .containsOnlyKeys(content(draft).path("file_url").textValue())
                .allSatisfy(
                        (url, identity) -> assertThat(identity).matches("s3://papers/inbox/same\\.pdf#[0-9a-f]{32}"));
    }

    @Test
    void aPdfGoesInTheRequestWhereTheProviderCannotReachTheBucket() {
        put("inbox/inline.pdf", PDF);

        StageResult<ResolvedRequest> previous = resolve("inbox/inline.pdf", "attach", "inline");

        assertThat(content(Given.value(previous)))
                .isEqualTo(Given.json("{'type': 'input_file', 'filename': 'inline.pdf', 'file_data': '%s'}"
                        .formatted(dataUri("application/pdf", PDF))));
        assertThat(source(previous).sha256()).isEqualTo(Sha256.hex(PDF));
    }

    @Test
    void anImageGoesAsAnImage() {
        put("inbox/photo.dat", PNG);

        assertThat(content(Given.value(resolve("inbox/photo.dat", "attach", "inline"))))
                .isEqualTo(
                        Given.json("{'type': 'input_image', 'image_url': '%s'}".formatted(dataUri("image/png", PNG))));
    }

    @Test
    void smallTextGoesAsText() {
        byte[] text = "\uFEFFGrüße, 🐪".getBytes(StandardCharsets.UTF_8);
        put("inbox/notes.md", text);

        StageResult<ResolvedRequest> previous = resolve("inbox/notes.md");

        assertThat(content(Given.value(previous)).path("type").asText()).isEqualTo("input_text");
        assertThat(content(Given.value(previous)).path("text").asText()).contains("\nGrüße, 🐪\n");
        assertThat(source(previous).sha256()).isEqualTo(Sha256.hex(text));
        assertThat(source(previous).contentType()).isEqualTo("text/markdown");
    }

    @Test
    void textLongerThanTheHeadIsReadWhole() {
        String text = "0123456789".repeat(2_000) + " the end";
        put("inbox/longer.txt", text.getBytes(StandardCharsets.UTF_8));

        assertThat(content(Given.value(resolve("inbox/longer.txt")))
                        .path("text")
                        .textValue())
                .contains("\n" + text + "\n");
    }

    @Test
    void bigTextIsAttached() {
        put("inbox/big.csv", "a,b\n1,2\n".repeat(200).getBytes(StandardCharsets.UTF_8));

        StageResult<ResolvedRequest> previous = resolve("inbox/big.csv", "max-text-size", "1K");

        assertThat(content(Given.value(previous)).path("file_url").textValue()).startsWith("http");
        assertThat(source(previous).contentType()).isEqualTo("text/csv");
        assertThat(source(previous).sha256()).as("it was not read whole").isNull();
    }

    @Test
    void anOfficeDocumentIsAttachedUnderItsType() {
        put("inbox/letter.docx", "PK\u0003\u0004word/document.xml".getBytes(StandardCharsets.ISO_8859_1));

        StageResult<ResolvedRequest> previous = resolve("inbox/letter.docx");

        assertThat(content(Given.value(previous)).path("type").textValue()).isEqualTo("input_file");
        assertThat(source(previous).contentType()).endsWith("wordprocessingml.document");
    }

    @Test
    void aPdfGoesInTheRequestWhereChatCarriesIt() {
        put("inbox/chat.pdf", PDF);

        assertThat(content(Given.value(forChat("inbox/chat.pdf"))))
                .isEqualTo(Given.json("{'type': 'input_file', 'filename': 'chat.pdf', 'file_data': '%s'}"
                        .formatted(dataUri("application/pdf", PDF))));
    }

    @Test
    void anImageKeepsItsUrlWhereChatCarriesIt() {
        put("inbox/chat.png", PNG);

        assertThat(content(Given.value(forChat("inbox/chat.png")))
                        .path("image_url")
                        .textValue())
                .startsWith("http");
    }

    @Test
    void anOfficeDocumentIsRejectedWhereChatCarriesIt() {
        put("inbox/chat.docx", "PK\u0003\u0004word/document.xml".getBytes(StandardCharsets.ISO_8859_1));

        StageResult<ResolvedRequest> previous = forChat("inbox/chat.docx");

        rejected(previous, 422, "document_not_for_chat");
        assertThat(Given.problem(previous).message()).contains("convert it to PDF", "responses");
    }

    @Test
    void bigTextIsRejectedWhereChatCarriesIt() {
        put("inbox/chat.csv", "a,b\n".repeat(300).getBytes(StandardCharsets.UTF_8));

        rejected(forChat("inbox/chat.csv", "max-text-size", "1K"), 413, "text_too_large");
    }

    private StageResult<ResolvedRequest> forChat(String key, String... settings) {
        Profile chatOnly = new Profile(Set.of(Endpoint.CHAT));
        return resolve(
                stage(s3, Settings.of(DocumentsConfig.class, settings), Given.allowed(), chatOnly),
                Given.document(BUCKET, key));
    }

    @Test
    void theReceiptSaysWhatWasRead() {
        put("inbox/contracts/a.pdf", PDF);

        Receipt.Source source = source(resolve("inbox/contracts/a.pdf", "rules.contracts.prefix", "inbox/contracts/"));

        assertThat(source.bucket()).isEqualTo(BUCKET);
        assertThat(source.key()).isEqualTo("inbox/contracts/a.pdf");
        assertThat(source.size()).isEqualTo(PDF.length);
        assertThat(source.eTag()).matches("[0-9a-f]{32}");
        assertThat(source.rule()).isEqualTo("contracts");
        assertThat(source.prompt()).isEqualTo("summary");
        assertThat(source.promptVersion()).isEqualTo(Prompt.load("summary").version());
    }

    @Test
    void anAsksOwnPromptReplacesTheRules() {
        put("inbox/asked.txt", "Ahoy".getBytes(StandardCharsets.UTF_8));
        Ask ask = Given.ask(
                "order-1",
                Door.SQS,
                new Content.Document(new S3Location(BUCKET, "inbox/asked.txt"), null, null, "Who greets {{name}}?"));

        StageResult<ResolvedRequest> previous = resolve(ask, Given.allowed(BUCKET));

        assertThat(Given.value(previous).body().path("instructions").textValue())
                .startsWith("Who greets asked.txt?\n");
        assertThat(source(previous).prompt()).isEqualTo("ask");
    }

    @Test
    void theDeliveryCheckCanBeLeftOut() {
        put("inbox/unchecked.pdf", PDF);

        assertThat(Given.value(resolve("inbox/unchecked.pdf")).expectedInputTokens())
                .isPositive();
        assertThat(Given.value(resolve("inbox/unchecked.pdf", "delivery-check", "false"))
                        .expectedInputTokens())
                .isZero();
    }

    @Test
    @Tag("F062")
    void anEmptyDocumentIsRejected() {
        put("inbox/empty.pdf", new byte[0]);

        rejected(resolve("inbox/empty.pdf"), 422, "document_empty");
    }

    @Test
    @Tag("F062")
    void aDocumentOverTheLimitIsRejectedUnread() {
        put("inbox/large.pdf", new byte[2_000]);

        StageResult<ResolvedRequest> previous = resolve("inbox/large.pdf", "max-size", "1999");

        rejected(previous, 413, "document_too_large");
        assertThat(Given.problem(previous).message()).contains("2,000 bytes", "1,999", "DRAGOMAN_DOCUMENTS_MAX_SIZE");
    }

    @Test
    void aDocumentAtTheLimitIsTaken() {
        put("inbox/just.pdf", PDF);

        assertThat(resolve("inbox/just.pdf", "max-size", String.valueOf(PDF.length)))
                .isInstanceOf(StageResult.Continue.class);
    }

    @Test
    @Tag("F066")
    void textInAnotherEncodingGoesAsUtf8() {
        put(
                "inbox/letter.txt",
                "Завтра мы едем в Москву, чтобы увидеть друзей.".getBytes(Charset.forName("windows-1251")));

        ResolvedRequest draft = Given.value(resolve("inbox/letter.txt"));

        assertThat(content(draft).path("text").asText()).contains("\nЗавтра мы едем в Москву, чтобы увидеть друзей.\n");
        assertThat(draft.adjustments()).singleElement().asString().contains("converted from windows-1251");
    }

    @Test
    void textOfWhichTheEncodingCannotBeToldIsRejectedWithItsOffset() {
        put("inbox/short.txt", "Answer: è molto".getBytes(Charset.forName("x-MacRoman")));

        StageResult<ResolvedRequest> previous = resolve("inbox/short.txt");

        rejected(previous, 422, "document_type_unknown");
        assertThat(Given.problem(previous).message()).contains("byte 8 ", "UTF-8");
    }

    @Test
    void anAnimationThatPlaysOnceIsRejectedByItsName() throws Exception {
        put("inbox/once.gif", GifFramesTest.gif(2, 300));
        put("inbox/still.gif", GifFramesTest.gif(1, 300));

        StageResult<ResolvedRequest> previous = resolve("inbox/once.gif");

        rejected(previous, 422, "document_type_unknown");
        assertThat(Given.problem(previous).message()).contains("ANIMATED GIF", "PNG");
        assertThat(content(Given.value(resolve("inbox/still.gif"))).path("type").asText())
                .isEqualTo("input_image");
    }

    @Test
    void anUnknownBinaryIsRejected() {
        put("inbox/program.pdf", HexFormat.of().parseHex("4d5a900003000000"));

        rejected(resolve("inbox/program.pdf"), 422, "document_type_unknown");
    }

    @Test
    @Tag("F061")
    void aDocumentThatIsGoneIsRejected() {
        rejected(resolve("inbox/gone.pdf"), 404, "document_missing");
    }

    @Test
    @Tag("F061")
    void aBucketThatIsNotThereIsMisconfigured() {
        StageResult<ResolvedRequest> previous =
                resolve(Given.document("no-such-bucket", "inbox/a.pdf"), Given.allowed());

        assertThat(Given.outcome(previous)).isInstanceOf(Outcome.Misconfigured.class);
        assertThat(Given.problem(previous).code()).isEqualTo("bucket_missing");
    }

    @Test
    @Tag("F061")
    void aBucketThatMayNotBeReadIsMisconfigured() {
        put("inbox/secret.pdf", PDF);
        AwsCredentials stranger = AwsBasicCredentials.create("stranger", "stranger-secret");
        try (S3Client forbidden = S3Client.builder()
                .endpointOverride(server.endpoint())
                .region(Region.US_EAST_1)
                .forcePathStyle(true)
                .credentialsProvider(StaticCredentialsProvider.create(stranger))
                .build()) {
            Documents documents = stage(forbidden, Settings.of(DocumentsConfig.class), Given.allowed(), Profile.BOTH);

            StageResult<ResolvedRequest> previous = resolve(documents, Given.document(BUCKET, "inbox/secret.pdf"));

            assertThat(Given.outcome(previous)).isInstanceOf(Outcome.Misconfigured.class);
            assertThat(Given.problem(previous).code()).isEqualTo("bucket_forbidden");
        }
    }

    @Test
    @Tag("F058")
    @Tag("F061")
    void anEventOfAnObjectThatWasReplacedIsPast() {
        put("inbox/replaced.pdf", PDF);
        String before = eTag("inbox/replaced.pdf");
        put("inbox/replaced.pdf", "%PDF-1.7 another".getBytes(StandardCharsets.US_ASCII));
        String after = eTag("inbox/replaced.pdf");
        Documents documents = stage(s3, Settings.of(DocumentsConfig.class), Given.allowed(), Profile.BOTH);

        rejected(resolve(documents, told("inbox/replaced.pdf", before)), 409, "document_replaced");
        assertThat(resolve(documents, told("inbox/replaced.pdf", after))).isInstanceOf(StageResult.Continue.class);
    }

    private String eTag(String key) {
        return s3.headObject(head -> head.bucket(BUCKET).key(key)).eTag().replace("\"", "");
    }

    private static Ask told(String key, String eTag) {
        S3Location location = new S3Location(BUCKET, key);
        return Given.ask(location.uri(), Door.S3, new Content.Document(location, null, eTag, null));
    }

    @Test
    void aStorageOutOfReachIsUnavailable() {
        Aws nowhere = new Aws(URI.create("http://127.0.0.1:9"), URI.create("http://127.0.0.1:9"));
        try (S3Client unreachable = nowhere.s3Client()) {
            Documents documents = stage(unreachable, Settings.of(DocumentsConfig.class), Given.allowed(), Profile.BOTH);

            StageResult<ResolvedRequest> previous = resolve(documents, Given.document(BUCKET, "inbox/a.pdf"));

            assertThat(Given.outcome(previous)).isInstanceOf(Outcome.Unavailable.class);
            assertThat(Given.problem(previous).code()).isEqualTo("storage_unavailable");
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Door.class,
            names = {"SQS", "HTTP", "INVOKE"})
    void anAskMayNameOnlyBucketsOfTheList(Door door) {
        Content content = new Content.Document(new S3Location("others", "inbox/a.pdf"), null, null, null);

        rejected(resolve(Given.ask("order-1", door, content), Given.allowed(BUCKET)), 400, "bucket_not_allowed");
    }

    @Test
    void aRequestWithoutDocumentGoesOnAsACopy() {
        Content.Request request = (Content.Request) Given.REQUEST;

        ResolvedRequest draft = Given.value(resolve(Given.ask(Door.HTTP), Given.allowed()));

        assertThat(draft.endpoint()).isEqualTo(Endpoint.RESPONSES);
        assertThat(draft.body()).isEqualTo(request.body()).isNotSameAs(request.body());
    }

    @Test
    void aMalformedAskIsRejectedWithItsReason() {
        Content content = new Content.Malformed(405, "method_not_allowed", "POST only.", "method");

        StageResult<ResolvedRequest> previous = resolve(Given.ask("order-1", Door.HTTP, content), Given.allowed());

        rejected(previous, 405, "method_not_allowed");
        assertThat(Given.problem(previous).param()).isEqualTo("method");
    }

    private void put(String key, byte[] bytes) {
        // A lying Content-Type, which is not believed.
        s3.putObject(put -> put.bucket(BUCKET).key(key).contentType("video/mp4"), RequestBody.fromBytes(bytes));
    }

    private Documents stage(S3Client client, DocumentsConfig config, AllowedObjects allowed, Profile profile) {
        return new Documents(client, presigner, config, allowed, profile, new WebFetch(vertx), Given.CLOCK, memory);
    }

    private StageResult<ResolvedRequest> resolve(String key, String... settings) {
        return resolve(
                stage(s3, Settings.of(DocumentsConfig.class, settings), Given.allowed(), Profile.BOTH),
                Given.document(BUCKET, key));
    }

    private StageResult<ResolvedRequest> resolve(Ask ask, AllowedObjects allowed) {
        return resolve(stage(s3, Settings.of(DocumentsConfig.class), allowed, Profile.BOTH), ask);
    }

    private static StageResult<ResolvedRequest> resolve(Documents documents, Ask ask) {
        try {
            return documents
                    .resolve(Given.open(ask, ask.content()))
                    .toCompletableFuture()
                    .get(60, TimeUnit.SECONDS);
        } catch (Exception failed) {
            throw new AssertionError(failed);
        }
    }

    private static JsonNode content(ResolvedRequest draft) {
        return draft.body().at("/input/0/content/0");
    }

    private static Receipt.Source source(StageResult<ResolvedRequest> previous) {
        return Objects.requireNonNull(
                ((StageResult.Continue<ResolvedRequest>) previous).receipt().source());
    }

    private static String dataUri(String mediaType, byte[] bytes) {
        return "data:" + mediaType + ";base64," + Base64.getEncoder().encodeToString(bytes);
    }

    private static void rejected(StageResult<ResolvedRequest> previous, int status, String code) {
        assertThat(Given.outcome(previous)).isInstanceOf(Outcome.Rejected.class);
        assertThat(Given.problem(previous).status()).isEqualTo(status);
        assertThat(Given.problem(previous).code()).isEqualTo(code);
    }
}
